package org.wicgate.epcscf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wicgate.epcscf.Report.Side;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.NameAddr;
import org.wicgate.sip.Request;
import org.wicgate.sip.SipMessage;

/**
 * Which identities a message that was sent asserts, how they were chosen, and what was withheld.
 */
final class IdentityView {
    private static final HeaderName PRIVACY = HeaderName.of("Privacy");

    /** Who the core called, by the INVITEs that came from it. */
    private final List<NameAddr> called = new ArrayList<>();

    /**
     * Puts it into the document, if there is anything to say.
     *
     * @param before the message that this one was made of; null when there is none
     */
    void show(
            Note.Message note,
            SipMessage message,
            @Nullable SipMessage before,
            Map<String, Object> out) {
        if (note.received) {
            if (note.side == Side.CORE && message instanceof Request r && !r.isInDialog()) {
                called.addAll(Identity.addresses(message, HeaderName.P_CALLED_PARTY_ID));
            }
            return;
        }
        if (before == null) {
            return;
        }
        var said = new LinkedHashMap<String, Object>();
        switch (note.side) {
            case CORE -> toCore(message, before, said);
            case ACCESS -> toAccess(message, before, said);
        }
        String privacy = before.header(PRIVACY);
        if (privacy != null && !said.isEmpty()) {
            said.put("privacy", Redaction.of(privacy));
        }
        if (!said.isEmpty()) {
            out.put("identity", said);
        }
    }

    private void toCore(SipMessage message, SipMessage before, Map<String, Object> said) {
        var asserted = Identity.addresses(message, HeaderName.P_ASSERTED_IDENTITY);
        if (asserted.isEmpty()) {
            return;
        }
        var preferred = Identity.addresses(before, HeaderName.P_PREFERRED_IDENTITY);
        said.put("asserted", texts(asserted));
        if (!preferred.isEmpty()) {
            said.put("preferred_by_wic", texts(preferred));
        }
        if (before.has(HeaderName.P_ASSERTED_IDENTITY)) {
            said.put("taken_out", "the WIC's own P-Asserted-Identity");
        }
        said.put("how", how(asserted.getFirst(), preferred, message instanceof Request));
    }

    private String how(NameAddr asserted, List<NameAddr> preferred, boolean isRequest) {
        if (isAmong(asserted, preferred)) {
            return "preferred by the WIC, and registered";
        }
        if (!isRequest && isAmong(asserted, called)) {
            return "the one that was called (P-Called-Party-ID)";
        }
        String why = preferred.isEmpty() ? "" : "; what the WIC prefers is not registered";
        return "the default identity of the registration" + why;
    }

    private static void toAccess(SipMessage message, SipMessage before, Map<String, Object> said) {
        if (!before.has(HeaderName.P_ASSERTED_IDENTITY)) {
            return;
        }
        var shown = Identity.addresses(message, HeaderName.P_ASSERTED_IDENTITY);
        if (shown.isEmpty()) {
            said.put("withheld", "P-Asserted-Identity of the core, for Privacy");
        } else {
            said.put("asserted", texts(shown));
            said.put("how", "by the core");
        }
    }

    private static boolean isAmong(NameAddr one, List<NameAddr> others) {
        return others.stream().anyMatch(o -> Identity.same(o.uri(), one.uri()));
    }

    private static List<String> texts(List<NameAddr> addresses) {
        return addresses.stream().map(a -> Redaction.of(a.uri().toString())).toList();
    }
}
