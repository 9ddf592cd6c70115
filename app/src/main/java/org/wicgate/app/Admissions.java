package org.wicgate.app;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.wicgate.base.Decoded;
import org.wicgate.epcscf.Config.Admission;
import org.wicgate.epcscf.Config.Emergency;
import org.wicgate.epcscf.Config.EmergencyAnswer;
import org.wicgate.sip.SipUri;
import org.wicgate.sip.Uri;

/** Brings the part of the file that says who is let in into the eP-CSCF's words. */
final class Admissions {
    private Admissions() {}

    static Admission of(Config.EpCscf role) {
        boolean annexBearer = role.registration().bearerForm().equals("any");
        return new Admission(
                pools(role.registration().pools()),
                annexBearer,
                emergency(role.emergency()),
                Duration.ofMillis(role.session().lateMs()));
    }

    private static Map<String, List<Uri>> pools(Map<String, List<String>> named) {
        var pools = new HashMap<String, List<Uri>>();
        named.forEach((wwsf, identities) ->
                pools.put(wwsf, identities.stream().map(Admissions::uri).toList()));
        return pools;
    }

    private static Emergency emergency(Config.Emergency emergency) {
        String ecscf = emergency.ecscf();
        return new Emergency(
                new HashSet<>(emergency.numbers()),
                answer(emergency.registered()),
                answer(emergency.unregistered()),
                ecscf != null && uri(ecscf) instanceof SipUri sip
                        ? sip.with(sip.params().with("lr"))
                        : Emergency.USUAL.ecscf());
    }

    private static EmergencyAnswer answer(String word) {
        return EmergencyAnswer.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private static Uri uri(String text) {
        return switch (Uri.decode(text)) {
            case Decoded.Ok<Uri>(var uri) -> uri;
            case Decoded.Malformed<Uri>(var why) ->
                    throw new IllegalStateException("let through by ConfigRules: " + why);
        };
    }
}
