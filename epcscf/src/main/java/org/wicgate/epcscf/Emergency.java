package org.wicgate.epcscf;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.wicgate.epcscf.Config.EmergencyAnswer;
import org.wicgate.epcscf.Report.Refusal;
import org.wicgate.epcscf.Report.Side;
import org.wicgate.epcscf.RouteTokens.Kind;
import org.wicgate.iq.Command;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Method;
import org.wicgate.sip.NameAddr;
import org.wicgate.sip.Request;
import org.wicgate.sip.SipUri;
import org.wicgate.sip.TelUri;
import org.wicgate.sip.Uri;

/**
 * Emergency requests: each request of a WIC is screened for one before anything else is done with
 * it, its token too (TS 24.229 §5.2.1, §5.2.10). What becomes of them is the operator's policy.
 */
final class Emergency {
    private static final String SERVICE = "service:sos";

    /** TS 24.229 §7.6; without an action, so that the device calls by its own means. */
    private static final String ALTERNATIVE =
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <ims-3gpp version="1"><alternative-service><type>emergency</type>\
            <reason>no emergency calls from browsers here</reason></alternative-service></ims-3gpp>
            """;

    private final Shard shard;
    private final Config.Emergency policy;

    Emergency(Shard shard) {
        this.shard = shard;
        this.policy = shard.config.admission().emergency();
    }

    /** Whether it registers for an emergency call, or begins one. */
    boolean concerns(Request request) {
        if (request.is(Method.REGISTER)) { // TS 24.229 §5.1.6.2
            for (var contact : request.contacts()) {
                if (contact.uri() instanceof SipUri uri && uri.params().has("sos")) {
                    return true;
                }
            }
            return false;
        }
        return !request.isInDialog() && isEmergency(request.requestUri());
    }

    /**
     * How urgent a call is: an emergency, or one whose Resource-Priority the core let through (RFC
     * 4412); what a WIC says of that counts for nothing.
     */
    Command.Priority priority(Incoming invite) {
        if (isEmergency(invite.request().requestUri())) {
            return Command.Priority.EMERGENCY;
        }
        boolean isMarked = invite.request().has(HeaderName.RESOURCE_PRIORITY);
        return invite.side() == Side.CORE && isMarked
                ? Command.Priority.PRIORITY
                : Command.Priority.ORDINARY;
    }

    private boolean isEmergency(Uri uri) {
        return switch (uri) {
            case Uri.Other other -> other.scheme().equals("urn") && isSos(other.rest());
            case TelUri tel -> policy.numbers().contains(tel.digits());
            case SipUri sip ->
                    !sip.userInfo().isEmpty() && policy.numbers().contains(dialled(sip.user()));
        };
    }

    /** RFC 5031 §4.2: sos, or a sort of it. */
    private static boolean isSos(String service) {
        String name = service.toLowerCase(Locale.ROOT);
        return name.startsWith(SERVICE)
                && (name.length() == SERVICE.length() || name.charAt(SERVICE.length()) == '.');
    }

    private static String dialled(String user) {
        int params = user.indexOf(';');
        return params < 0 ? user : user.substring(0, params);
    }

    /** Whether this shall be answered here and now. */
    boolean isRefused(boolean registered) {
        return answer(registered) != EmergencyAnswer.FORWARD;
    }

    /** The registration as seen by an emergency request: its way leads to the E-CSCF. */
    Binding towardsEcscf(Binding binding) {
        return binding.by(List.of(NameAddr.of(policy.ecscf())));
    }

    /** Answers by policy. A REGISTER has no alternative service: it is forbidden. */
    void refuse(Incoming incoming, Flow flow, boolean registered, Instant now) {
        var request = incoming.request();
        if (request.is(Method.REGISTER) || answer(registered) != EmergencyAnswer.REDIRECT) {
            incoming.refuse(shard, 403, Refusal.EMERGENCY, now);
            return;
        }
        var own = shard.wire.coreEntry(Kind.FLOW, flow.connection(), false);
        var response =
                shard.response(request, 380)
                        .append(HeaderName.P_ASSERTED_IDENTITY, own.toString())
                        .body("application/3gpp-ims+xml", ALTERNATIVE.getBytes(UTF_8));
        incoming.answer(shard, response.build(), now);
        incoming.tellRefused(shard, 380, Refusal.EMERGENCY);
    }

    private EmergencyAnswer answer(boolean registered) {
        return registered ? policy.registered() : policy.unregistered();
    }
}
