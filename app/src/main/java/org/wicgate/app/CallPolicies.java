package org.wicgate.app;

import java.time.Duration;
import java.util.Locale;
import org.wicgate.epcscf.CallPolicy;
import org.wicgate.epcscf.MediaPolicy;
import org.wicgate.epcscf.MediaPolicy.CoreProfile;
import org.wicgate.epcscf.MediaPolicy.CoreSrtp;
import org.wicgate.epcscf.MediaPolicy.Transcode;
import org.wicgate.iq.SrtpSuite;

/** Brings the part of the file that says how calls are treated into the eP-CSCF's words. */
final class CallPolicies {
    private CallPolicies() {}

    /**
     * The policy of one shard.
     *
     * @param shards how many share what there is
     */
    static CallPolicy of(Config.EpCscf role, int shards) {
        return new CallPolicy(
                media(role.media(), shards),
                role.media().early().equals("open"),
                Duration.ofSeconds(role.session().minSeSeconds()),
                Duration.ofSeconds(role.session().sessionExpires()),
                role.session().accessNetwork());
    }

    private static MediaPolicy media(MediaConfig media, int shards) {
        return new MediaPolicy(
                CoreProfile.valueOf(media.coreProfile().toUpperCase(Locale.ROOT)),
                CoreSrtp.valueOf(media.coreSrtp().toUpperCase(Locale.ROOT)),
                media.coreSuites().stream().map(SrtpSuite::valueOf).toList(),
                Transcode.valueOf(media.transcode().toUpperCase(Locale.ROOT)),
                Math.ceilDiv(media.maxTranscoded(), shards),
                media.optimise().equals("on"));
    }
}
