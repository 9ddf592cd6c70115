package org.wicgate.app;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.wicgate.epcscf.MediaPolicy;
import org.wicgate.sip.Transport;

/** What has to hold for {@code epcscf.session} and {@code epcscf.media}. */
final class CallRules {
    private final Faults faults;

    private CallRules(Faults faults) {
        this.faults = faults;
    }

    /** Adds what is wrong to {@code faults}. */
    static void check(Config.EpCscf role, Faults faults) {
        var rules = new CallRules(faults);
        rules.session("epcscf.session.", role.session());
        role.timeline().check("epcscf.timeline.", faults);
        faults.oneOf("epcscf.media.early", role.media().early(), Set.of("open", "closed"));
        faults.oneOf(
                "epcscf.media.core_profile",
                role.media().coreProfile(),
                Set.of("avp", "avpf", "capability"));
        rules.faults.oneOf(
                "epcscf.media.transcode",
                role.media().transcode(),
                Set.of("off", "when_needed", "always"));
        rules.faults.atLeast(1, "epcscf.media.max_transcoded", role.media().maxTranscoded());
        faults.oneOf("epcscf.media.optimise", role.media().optimise(), Set.of("off", "on"));
        rules.srtp("epcscf.media.", role.media(), role.mw().nextHop());
        rules.gateways(role);
    }

    /** What an rtpengine is not asked for. */
    private void gateways(Config.EpCscf role) {
        role.gateways().forEach(gateway -> faults.hostPort("epcscf.gateways", gateway));
        if (role.gateways().isEmpty()) {
            return;
        }
        if (!role.media().transcode().equals("off")) {
            faults.add("epcscf.media.transcode", "must be off with epcscf.gateways");
        }
        if (!role.media().coreSrtp().equals("off")) {
            faults.add("epcscf.media.core_srtp", "must be off with epcscf.gateways");
        }
        if (!role.media().optimise().equals("off")) {
            faults.add("epcscf.media.optimise", "must be off with epcscf.gateways");
        }
    }

    /** RFC 4568 §8.3: who reads the description has the keys. */
    private void srtp(String at, MediaConfig media, List<String> nextHops) {
        var words = Set.of("off", "accept", "capability", "offer", "require");
        faults.oneOf(at + "core_srtp", media.coreSrtp(), words);
        var suites = MediaPolicy.SUITES.stream().map(Enum::name).collect(Collectors.toSet());
        media.coreSuites().forEach(suite -> faults.oneOf(at + "core_suites", suite, suites));
        if (Set.copyOf(media.coreSuites()).size() < media.coreSuites().size()) {
            faults.add(at + "core_suites", "names one twice");
        }
        boolean isProtected =
                nextHops.stream().allMatch(hop -> MwSockets.transport(hop) == Transport.TLS);
        if (!media.coreSrtp().equals("off") && !isProtected && !media.insecureSdes()) {
            faults.add(
                    at + "core_srtp",
                    "would send keys in the clear: next_hop with ;transport=tls,"
                            + " or insecure_sdes: true over a network of yours");
        }
    }

    private void session(String at, SessionConfig session) {
        faults.atLeast(0, at + "loss_grace_seconds", session.lossGraceSeconds());
        faults.atLeast(1, at + "max_calls", session.maxCalls());
        faults.atLeast(50, at + "late_ms", session.lateMs());
        faults.atLeast(90, at + "min_se_seconds", session.minSeSeconds()); // RFC 4028 §5
        int expires = session.sessionExpires();
        if (expires != 0) {
            faults.atLeast(session.minSeSeconds(), at + "session_expires_seconds", expires);
        }
        if (!session.accessNetwork().matches("[A-Za-z0-9.-]*")) {
            faults.add(at + "access_network", "is no access-type, as IEEE-802.11");
        }
    }
}
