package org.wicgate.epcscf;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.wicgate.epcscf.Report.Ending;
import org.wicgate.sip.Credentials;
import org.wicgate.sip.Edit;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Method;
import org.wicgate.sip.NameAddr;
import org.wicgate.sip.Quoted;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.sip.SipUri;

/**
 * Ends in the core what a log-out ended here: the trusted node that vouched for the user (TS 33.203
 * Annex U) can no longer, and says so with a REGISTER of its own.
 */
final class LogOut implements Registrations.Watcher {
    private static final Signalling.Reply NOBODY =
            new Signalling.Reply() {
                @Override
                public void answered(Response response, Instant now) {}

                @Override
                public void failed(Signalling.Failure failure, Instant now) {}
            };

    private final Shard shard;

    LogOut(Shard shard) {
        this.shard = shard;
    }

    @Override
    public void registered(@Nullable Binding before, Binding binding, Instant now) {}

    @Override
    public void ended(Binding binding, Ending ending, Instant now) {
        if (ending == Ending.LOGGED_OUT) {
            shard.core.send(register(binding), shard.wire.entry(), NOBODY, now);
        }
    }

    private Edit<Request> register(Binding binding) {
        var me = NameAddr.of(binding.defaultImpu());
        var sent = binding.sent();
        String home = shard.config.homeDomain();
        String proof = Credentials.Digest.authDone(binding.impi(), home, "sip:" + home).format();
        var gone = sent.contact().with(sent.contact().params().with("expires", "0"));
        return Request.of(Method.REGISTER, SipUri.of("", home))
                .append(HeaderName.MAX_FORWARDS, "70")
                .append(HeaderName.FROM, me.withTag(shard.entropy.token(10)).toString())
                .append(HeaderName.TO, me.toString())
                .append(HeaderName.CALL_ID, binding.bootCycle())
                .append(HeaderName.CSEQ, sent.cseq() + 1 + " " + Method.REGISTER)
                .append(HeaderName.CONTACT, gone.toString())
                .append(HeaderName.EXPIRES, "0")
                .append(HeaderName.SUPPORTED, "path, outbound")
                .append(HeaderName.PATH, sent.path().toString())
                .append(HeaderName.REQUIRE, "path")
                .append(HeaderName.AUTHORIZATION, proof)
                .append(
                        HeaderName.P_VISITED_NETWORK_ID,
                        Quoted.quote(shard.config.mw().visitedNetwork()))
                .append(HeaderName.P_CHARGING_VECTOR, shard.chargingVector());
    }
}
