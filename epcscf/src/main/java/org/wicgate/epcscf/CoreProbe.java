package org.wicgate.epcscf;

import java.time.Instant;
import org.wicgate.base.Entropy;
import org.wicgate.epcscf.Report.Side;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Hop;
import org.wicgate.sip.Method;
import org.wicgate.sip.NameAddr;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.sip.SipUri;
import org.wicgate.sip.locate.Quarantine;

/** Asks a dead target by OPTIONS whether it lives: any answer but 503 says so. */
final class CoreProbe {
    private final Wire wire;
    private final Signalling signalling;
    private final Quarantine quarantine;
    private final Entropy entropy;

    CoreProbe(Wire wire, Signalling signalling, Quarantine quarantine, Entropy entropy) {
        this.wire = wire;
        this.signalling = signalling;
        this.quarantine = quarantine;
        this.entropy = entropy;
    }

    void send(Hop.Address target, Instant now) {
        var from = NameAddr.of(wire.own());
        String host = target.address().getAddress().getHostAddress();
        String literal = host.indexOf(':') < 0 ? host : "[" + host + "]";
        var to = SipUri.of("", literal, target.address().getPort());
        var options =
                Request.of(Method.OPTIONS, to)
                        .append(HeaderName.MAX_FORWARDS, "0") // it shall answer, nobody behind it
                        .append(HeaderName.FROM, from.withTag(entropy.token(10)).toString())
                        .append(HeaderName.TO, NameAddr.of(to).toString())
                        .append(HeaderName.CALL_ID, entropy.token(26))
                        .append(HeaderName.CSEQ, "1 OPTIONS");
        var reply =
                new Signalling.Reply() {
                    @Override
                    public void answered(Response response, Instant at) {
                        if (response.status() == 503) {
                            quarantine.probeFailed(target, at);
                        } else {
                            quarantine.heard(target, at);
                        }
                    }

                    @Override
                    public void failed(Signalling.Failure failure, Instant at) {
                        quarantine.probeFailed(target, at);
                    }
                };
        signalling.send(Side.CORE, wire.toCore(options, target), target, reply, now);
    }
}
