package org.wicgate.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wicgate.sim.Run;
import org.wicgate.sim.SeededEntropy;
import org.wicgate.sip.TransactionLayer.In;
import org.wicgate.sip.TransactionLayer.Out;

/** RFC 3261 §18.1.1: what is too large for a datagram goes by TCP, and back when TCP fails. */
final class LargeRequestsTest {
    private static final InetSocketAddress PEER = new InetSocketAddress("192.0.2.1", 5060);
    private static final Hop UDP = new Hop.Address(Transport.UDP, PEER);
    private static final Hop TCP = new Hop.Address(Transport.TCP, PEER);

    private final TransactionLayer layer =
            new TransactionLayer(TimerValues.CORE, 10, new SeededEntropy(1));
    private final Run<In, Out> run = new Run<>(layer);

    @Test
    void upTo1300BytesGoByUdpAndMoreByTcpAsTheViaSays() {
        var small = sized("MESSAGE", "s1", 1300);
        assertEquals(List.of(new Out.Transmit(small, UDP)), give(new In.Send(small, UDP, 1)));
        var large = sized("MESSAGE", "l1", 1301);
        var sent = sent(give(new In.Send(large, UDP, 2)), TCP);
        assertEquals("SIP/2.0/TCP 192.0.2.1:5060;branch=z9hG4bKl1", sent.via().toString());
        assertEquals(large.callId(), sent.callId());
        run.pass(Duration.ofSeconds(31));
        assertEquals(
                List.of(),
                run.take().stream().filter(LargeRequestsTest::isOverTcp).toList(),
                "TCP repeats by itself");
        var ok = Messages.answer(sent, 200);
        assertEquals(List.of(new Out.NewResponse(2, ok)), give(new In.Received(ok, TCP)));
        run.pass(Duration.ofSeconds(40));
        assertEquals(0, layer.size());
    }

    @Test
    void whereNobodyTakesTcpItGoesByUdpAtOnceAndOthersToo() {
        var invite = sized("INVITE", "i1", 2000);
        var first = sent(give(new In.Send(invite, UDP, 1)), TCP);
        var again = sent(give(new In.TransportFailed(TCP)), UDP);
        assertEquals("UDP", again.via().transport());
        assertEquals(first.via().branch(), again.via().branch(), "the same transaction");
        assertEquals(1, run.pass(Duration.ofMillis(500)).take().size(), "UDP is repeated by us");

        var second = sized("INVITE", "i2", 2000);
        assertEquals("UDP", sent(give(new In.Send(second, UDP, 2)), UDP).via().transport());
        assertEquals(
                List.of(new Out.TransportError(1), new Out.TransportError(2)),
                give(new In.TransportFailed(UDP)).stream()
                        .sorted((a, b) -> a.toString().compareTo(b.toString()))
                        .toList());
        assertEquals(0, layer.size());

        run.pass(Duration.ofMinutes(1));
        assertEquals(
                "TCP",
                sent(give(new In.Send(sized("INVITE", "i3", 2000), UDP, 3)), TCP).via().transport(),
                "after a minute TCP is asked again");
    }

    @Test
    void requestThatWasHeardOfIsNotSentAgainWhenItsConnectionBreaks() {
        var invite = sent(give(new In.Send(sized("INVITE", "i1", 2000), UDP, 1)), TCP);
        give(new In.Received(Messages.answer(invite, 180), TCP));
        assertEquals(List.of(new Out.TransportError(1)), give(new In.TransportFailed(TCP)));
        assertEquals(0, layer.size());
    }

    /** RFC 3261 §9.1: CANCEL goes where the request went, with its Via. */
    @Test
    void cancelFollowsItsInviteOnEitherWay() {
        give(new In.Send(sized("INVITE", "i1", 2000), UDP, 1));
        give(new In.Cancel(1, ""));
        var again = sent(give(new In.TransportFailed(TCP)), UDP);
        var out = give(new In.Received(Messages.answer(again, 180), UDP));
        var cancel = sent(out.subList(1, out.size()), UDP);
        assertTrue(cancel.is("CANCEL"));
        assertEquals(again.via(), cancel.via());

        var other =
                sent(
                        give(
                                new In.Send(
                                        sized("INVITE", "i2", 2000),
                                        new Hop.Address(
                                                Transport.UDP,
                                                new InetSocketAddress("192.0.2.2", 5060)),
                                        2)));
        give(new In.Received(Messages.answer(other, 180), TCP));
        var byTcp = sent(give(new In.Cancel(2, "")));
        assertEquals(other.via(), byTcp.via());
        assertEquals("TCP", byTcp.via().transport());
    }

    @Test
    void ackOfASuccessIsMeasuredToo() {
        var ack = sized("ACK", "a1", 1400);
        assertEquals("TCP", sent(give(new In.Send(ack, UDP, 1)), TCP).via().transport());
    }

    @Test
    void whatFitsIntoNoDatagramHasNoWayBack() {
        give(new In.Send(sized("MESSAGE", "m1", 65_200), UDP, 1));
        assertEquals(List.of(new Out.TransportError(1)), give(new In.TransportFailed(TCP)));
    }

    private List<Out> give(In input) {
        return run.give(input).take();
    }

    private static Request sent(List<Out> out, Hop to) {
        assertEquals(to, assertInstanceOf(Out.Transmit.class, out.getFirst()).to());
        return sent(out);
    }

    private static Request sent(List<Out> out) {
        var transmit = assertInstanceOf(Out.Transmit.class, out.getFirst());
        return assertInstanceOf(Request.class, transmit.message());
    }

    private static boolean isOverTcp(Out out) {
        return out instanceof Out.Transmit(_, var to) && to.equals(TCP);
    }

    /** A request of that many bytes. */
    private static Request sized(String method, String branch, int bytes) {
        var request = Messages.request(method, branch);
        var padded = request.edit().append(HeaderName.SUBJECT, "").build();
        String filling = "x".repeat(bytes - padded.size());
        return request.edit().append(HeaderName.SUBJECT, filling).build();
    }
}
