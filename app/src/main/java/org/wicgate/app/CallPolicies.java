package org.wicgate.app;

import java.time.Duration;
import java.util.Locale;
import org.wicgate.epcscf.CallPolicy;
import org.wicgate.epcscf.MediaPolicy;
import org.wicgate.epcscf.MediaPolicy.CoreProfile;
import org.wicgate.epcscf.MediaPolicy.CoreSrtp;
import org.wicgate.iq.SrtpSuite;

/** Brings the part of the file that says how calls are treated into the eP-CSCF's words. */
final class CallPolicies {
    private CallPolicies() {}

    static CallPolicy of(Config.EpCscf role) {
        return new CallPolicy(
                media(role.media()),
                role.media().early().equals("open"),
                Duration.ofSeconds(role.session().minSeSeconds()),
                Duration.ofSeconds(role.session().sessionExpires()),
                role.session().accessNetwork());
    }

    private static MediaPolicy media(MediaConfig media) {
        return new MediaPolicy(
                CoreProfile.valueOf(media.coreProfile().toUpperCase(Locale.ROOT)),
                CoreSrtp.valueOf(media.coreSrtp().toUpperCase(Locale.ROOT)),
                media.coreSuites().stream().map(SrtpSuite::valueOf).toList());
    }
}
