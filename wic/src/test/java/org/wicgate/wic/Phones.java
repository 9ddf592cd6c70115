package org.wicgate.wic;

import static org.junit.jupiter.api.Assertions.fail;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.wicgate.sim.Links;
import org.wicgate.sim.SeededEntropy;
import org.wicgate.sip.Hop;
import org.wicgate.sip.SipMessage;
import org.wicgate.sip.SipUri;
import org.wicgate.sip.Transport;
import org.wicgate.wic.UserAgent.In;
import org.wicgate.wic.UserAgent.Out;

/** SIP phones on one virtual network, without a server between them. */
final class Phones {
    /** A phone and all that it told. */
    static final class Phone {
        final List<Out> told = new ArrayList<>();
        final InetSocketAddress sip;
        private final UserAgent agent;
        private final Links.Node<In> node;

        private Phone(Phones net, InetSocketAddress sip, UserAgent agent) {
            this.sip = sip;
            this.agent = agent;
            this.node = net.links.add(agent, out -> net.sink(this, out));
        }

        CallReport report() {
            var reports =
                    told.stream()
                            .filter(Out.Ended.class::isInstance)
                            .map(o -> ((Out.Ended) o).report())
                            .toList();
            return reports.size() == 1 ? reports.getFirst() : fail(told.toString());
        }
    }

    final Links links;
    Links.Wire signalling = Links.Wire.ordered(Duration.ofMillis(10));
    Links.Wire media = Links.Wire.ordered(Duration.ofMillis(15));
    long mediaPackets;
    long mediaDropped;
    private final long seed;
    private final Map<InetSocketAddress, Phone> bySip = new HashMap<>();
    private final Map<InetSocketAddress, Phone> byMedia = new HashMap<>();

    Phones(long seed) {
        this.seed = seed;
        this.links = new Links(seed);
    }

    Phone add(int number, Settings.Answering answering) {
        String host = "10.0.0." + number;
        var sip = new InetSocketAddress(host, 5060);
        var rtp = new InetSocketAddress(host, 4000);
        var rtcp = new InetSocketAddress(host, 4001);
        var agent =
                new UserAgent(
                        new Account.Nobody(SipUri.of("phone" + number, host)),
                        Settings.phone(sip, rtp, rtcp).with(answering),
                        new Profile.Plain(),
                        new SeededEntropy(seed + number),
                        (packet, offset, length, socket, to) ->
                                carry(socket == 0 ? rtp : rtcp, packet, offset, length, to));
        var phone = new Phone(this, sip, agent);
        bySip.put(phone.sip, phone);
        byMedia.put(rtp, phone);
        byMedia.put(rtcp, phone);
        give(phone, new In.Open(new Hop.Address(Transport.UDP, phone.sip)));
        return phone;
    }

    void give(Phone phone, In input) {
        links.send(phone.node, input, Links.Wire.PERFECT);
        links.pass(Duration.ZERO);
    }

    void inject(Phone to, SipMessage message, Phone from) {
        give(to, new In.Received(message, new Hop.Address(Transport.UDP, from.sip)));
    }

    private void sink(Phone from, Out out) {
        if (out instanceof Out.Transmit(var message, Hop.Address(var _, var address))) {
            var to = bySip.get(address);
            if (to != null) {
                var input = new In.Received(message, new Hop.Address(Transport.UDP, from.sip));
                links.send(to.node, input, signalling);
            }
        }
        from.told.add(out);
    }

    private void carry(
            InetSocketAddress from, byte[] packet, int offset, int length, InetSocketAddress to) {
        byte[] copy = Arrays.copyOfRange(packet, offset, offset + length);
        var phone = byMedia.get(to);
        mediaPackets++;
        if (phone == null || links.chance(1000) < 1000 * media.loss()) {
            mediaDropped++;
            return;
        }
        int socket = to.getPort() - 4000;
        links.after(
                media.least(),
                () -> phone.agent.receive(copy, 0, copy.length, socket, from, links.now()));
    }
}
