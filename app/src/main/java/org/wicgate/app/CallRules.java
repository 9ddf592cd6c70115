package org.wicgate.app;

import java.util.Set;
import java.util.function.BiConsumer;

/** What has to hold for {@code epcscf.session} and {@code epcscf.media}. */
final class CallRules {
    private final BiConsumer<String, String> broken;

    private CallRules(BiConsumer<String, String> broken) {
        this.broken = broken;
    }

    /**
     * Checks them.
     *
     * @param broken takes the key and what is wrong with it
     */
    static void check(Config.EpCscf role, BiConsumer<String, String> broken) {
        var rules = new CallRules(broken);
        rules.session("epcscf.session.", role.session());
        rules.oneOf("epcscf.media.early", role.media().early(), Set.of("open", "closed"));
        rules.oneOf(
                "epcscf.media.core_profile",
                role.media().coreProfile(),
                Set.of("avp", "avpf", "capability"));
    }

    private void session(String at, SessionConfig session) {
        atLeast(0, at + "loss_grace_seconds", session.lossGraceSeconds());
        atLeast(1, at + "max_calls", session.maxCalls());
        atLeast(50, at + "late_ms", session.lateMs());
        atLeast(90, at + "min_se_seconds", session.minSeSeconds()); // RFC 4028 §5
        int expires = session.sessionExpires();
        if (expires != 0) {
            atLeast(session.minSeSeconds(), at + "session_expires_seconds", expires);
        }
        if (!session.accessNetwork().matches("[A-Za-z0-9.-]*")) {
            broken.accept(at + "access_network", "is no access-type, as IEEE-802.11");
        }
    }

    private void oneOf(String path, String value, Set<String> allowed) {
        if (!allowed.contains(value)) {
            String all = String.join(", ", allowed.stream().sorted().toList());
            broken.accept(path, "\"" + value + "\" is none of " + all);
        }
    }

    private void atLeast(int least, String path, int number) {
        if (number < least) {
            broken.accept(path, number + " is less than " + least);
        }
    }
}
