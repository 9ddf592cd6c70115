package org.wicgate.epcscf;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;
import org.wicgate.epcscf.Report.Side;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Hop;
import org.wicgate.sip.Limits;
import org.wicgate.sip.Request;
import org.wicgate.sip.SipMessage;

/**
 * The SIP messages of a timeline as documents, each beside the one that it was made of. Of the
 * header fields those alone are shown that can hold no secret where they are well used.
 */
final class MessageView {
    private static final Set<HeaderName> SHOWN = shown();

    /** A message as the other side knows it too: what crosses keeps CSeq and tags. */
    private record Key(Side side, boolean isRequest, String cseq, String toTag) {
        static Key of(Side side, SipMessage message) {
            boolean isRequest = message instanceof Request;
            String tag = message.to().tag();
            String known = isRequest || tag == null ? "" : tag;
            return new Key(side, isRequest, message.cseq().toString(), known);
        }
    }

    private final Map<Key, SipMessage> received = new HashMap<>();
    private final Map<String, byte[]> last = new HashMap<>();
    private final IdentityView identities = new IdentityView();

    /** Puts what there is to say of a message into the document. */
    void show(Note.Message note, Map<String, Object> out) {
        String way =
                (note.received ? "from_" : "to_") + (note.side == Side.ACCESS ? "wic" : "core");
        out.put("kind", "sip");
        out.put("way", way);
        out.put("hop", hop(note.hop));
        switch (SipMessage.decode(note.bytes, Limits.DEFAULT)) {
            case Decoded.Ok<SipMessage>(var message) -> show(note, way, message, out);
            case Decoded.Malformed<SipMessage>(var why) -> out.put("text", way + ": " + why);
        }
    }

    private void show(Note.Message note, String way, SipMessage message, Map<String, Object> out) {
        String line = Redaction.of(message.startLine());
        boolean isAgain = isAgain(way, message, note.bytes);
        boolean isSdp = message.hasBody() && Descriptions.isSdp(message);
        String words = (note.received ? "from" : "to") + " the ";
        String party = note.side == Side.ACCESS ? "WIC" : "core";
        out.put(
                "text",
                words
                        + party
                        + ": "
                        + line
                        + (isSdp ? " (SDP)" : "")
                        + reason(message)
                        + (isAgain ? " again" : ""));
        out.put("line", line);
        out.put("cseq", message.cseq().toString());
        if (isAgain) {
            out.put("again", true);
            return;
        }
        out.put("headers", headers(message));
        var other = note.side == Side.ACCESS ? Side.CORE : Side.ACCESS;
        var key = Key.of(other, message);
        var before = note.received ? null : received.get(key);
        if (isSdp) {
            sdp(note, message, before, out);
        } else if (message.hasBody()) {
            String type = Redaction.of(message.contentType());
            out.put("body", type + ", " + message.body().length + " bytes, not shown");
        }
        identities.show(note, message, before, out);
        if (note.received) {
            received.put(Key.of(note.side, message), message);
        }
    }

    /** Why it is sent, as it says itself (RFC 3326). */
    private static String reason(SipMessage message) {
        String value = message.header(HeaderName.REASON);
        return value == null ? "" : " (" + Redaction.of(value) + ")";
    }

    private static void sdp(
            Note.Message note,
            SipMessage message,
            @Nullable SipMessage before,
            Map<String, Object> out) {
        out.put("sdp", lines(message));
        if (note.received) {
            return;
        }
        boolean isAnswer = !(message instanceof Request r) || r.is("ACK") || r.is("PRACK");
        if (before != null && Descriptions.isSdp(before)) {
            out.put(
                    "sdp_changes",
                    SdpChanges.between(lines(before), lines(message), note.side, isAnswer));
        } else {
            out.put("sdp_changes", "none crossed: this description is the eP-CSCF's own");
        }
    }

    private static List<String> lines(SipMessage message) {
        var text = new String(Descriptions.in(message), StandardCharsets.UTF_8);
        return text.lines().map(Redaction::of).toList();
    }

    private static List<String> headers(SipMessage message) {
        var lines = new ArrayList<String>();
        for (var name : Set.copyOf(message.names())) {
            if (!SHOWN.contains(name)) {
                lines.add(name + ": (not shown)");
            }
        }
        lines.sort(String::compareTo);
        var out = new ArrayList<String>();
        var seen = new java.util.HashSet<HeaderName>();
        for (var name : message.names()) {
            if (SHOWN.contains(name) && seen.add(name)) {
                message.headers(name).forEach(v -> out.add(name + ": " + Redaction.of(v)));
            }
        }
        out.addAll(lines);
        return out;
    }

    /** Whether it is the last one of its kind, byte for byte. */
    private boolean isAgain(String way, SipMessage message, byte[] bytes) {
        byte[] before = last.put(way + message.startLine() + message.cseq(), bytes);
        return before != null && Arrays.equals(before, bytes);
    }

    /** A hop for a person: transport and address, or the number of a connection. */
    static String hop(Hop hop) {
        return switch (hop) {
            case Hop.Connection(var transport, var id) -> transport + " connection " + id;
            case Hop.Address(var transport, var address) ->
                    transport + " " + address.getHostString() + ":" + address.getPort();
        };
    }

    private static Set<HeaderName> shown() {
        return Set.of(
                HeaderName.ACCEPT,
                HeaderName.ALLOW,
                HeaderName.CALL_ID,
                HeaderName.CONTACT,
                HeaderName.CONTENT_LENGTH,
                HeaderName.CONTENT_TYPE,
                HeaderName.CSEQ,
                HeaderName.EVENT,
                HeaderName.EXPIRES,
                HeaderName.FROM,
                HeaderName.HISTORY_INFO,
                HeaderName.MAX_FORWARDS,
                HeaderName.MIN_SE,
                HeaderName.P_ACCESS_NETWORK_INFO,
                HeaderName.P_ASSERTED_IDENTITY,
                HeaderName.P_CALLED_PARTY_ID,
                HeaderName.P_CHARGING_VECTOR,
                HeaderName.P_EARLY_MEDIA,
                HeaderName.P_PREFERRED_IDENTITY,
                HeaderName.of("Privacy"),
                HeaderName.of("RAck"),
                HeaderName.REASON,
                HeaderName.RECORD_ROUTE,
                HeaderName.of("Refer-To"),
                HeaderName.of("Replaces"),
                HeaderName.of("Require"),
                HeaderName.of("Proxy-Require"),
                HeaderName.of("Retry-After"),
                HeaderName.ROUTE,
                HeaderName.of("RSeq"),
                HeaderName.of("Server"),
                HeaderName.SESSION_EXPIRES,
                HeaderName.of("Subscription-State"),
                HeaderName.SUPPORTED,
                HeaderName.TO,
                HeaderName.of("Unsupported"),
                HeaderName.of("User-Agent"),
                HeaderName.VIA,
                HeaderName.of("Warning"));
    }
}
