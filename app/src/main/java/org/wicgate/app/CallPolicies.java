package org.wicgate.app;

import java.time.Duration;
import java.util.Locale;
import org.wicgate.epcscf.CallPolicy;
import org.wicgate.epcscf.MediaPolicy;
import org.wicgate.epcscf.MediaPolicy.CoreProfile;

/** Brings the part of the file that says how calls are treated into the eP-CSCF's words. */
final class CallPolicies {
    private CallPolicies() {}

    static CallPolicy of(Config.EpCscf role) {
        String profile = role.media().coreProfile().toUpperCase(Locale.ROOT);
        return new CallPolicy(
                new MediaPolicy(CoreProfile.valueOf(profile)),
                role.media().early().equals("open"),
                Duration.ofSeconds(role.session().minSeSeconds()),
                Duration.ofSeconds(role.session().sessionExpires()),
                role.session().accessNetwork());
    }
}
