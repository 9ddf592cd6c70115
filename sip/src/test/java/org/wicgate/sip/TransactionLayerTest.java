package org.wicgate.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.sim.Proves;
import org.wicgate.sim.Run;
import org.wicgate.sim.SeededEntropy;
import org.wicgate.sip.TransactionLayer.In;
import org.wicgate.sip.TransactionLayer.Out;

class TransactionLayerTest {
    private static final Hop PEER =
            new Hop.Address(Transport.UDP, new InetSocketAddress("192.0.2.1", 5060));
    private static final Hop SOCKET = new Hop.Connection(Transport.WSS, 7);

    private final TransactionLayer layer =
            new TransactionLayer(TimerValues.CORE, 4, new SeededEntropy(1));
    private final Run<In, Out> run = new Run<>(layer);

    private List<Out> give(In input) {
        return run.give(input).take();
    }

    private long arrive(Request request, Hop from) {
        var out = give(new In.Received(request, from));
        return assertInstanceOf(Out.NewRequest.class, out.getFirst()).transaction();
    }

    private static SipMessage sent(Out out) {
        return assertInstanceOf(Out.Transmit.class, out).message();
    }

    @Test
    void requestIsGivenToTheUserOnceAndAnsweredAgainWhenItComesAgain() {
        var bye = Messages.request("BYE", "b1");
        long id = arrive(bye, PEER);
        assertEquals(List.of(), give(new In.Received(bye, PEER)));
        var ok = Messages.answer(bye, 200);
        assertEquals(List.of(new Out.Transmit(ok, PEER)), give(new In.Answer(id, ok)));
        assertEquals(List.of(new Out.Transmit(ok, PEER)), give(new In.Received(bye, PEER)));
        run.pass(Duration.ofSeconds(32));
        assertEquals(0, layer.size());
    }

    @Test
    void oneConnectionCannotFillTheLayer() {
        var busy =
                new TransactionLayer(
                        TimerValues.CORE, 100, 2, TransactionLayer.UDP_LIMIT, new SeededEntropy(1));
        var wics = new Run<>(busy);
        for (String branch : List.of("i1", "i2")) {
            wics.give(new In.Received(Messages.request("INVITE", branch), SOCKET)).take();
        }
        var third = new In.Received(Messages.request("INVITE", "i3"), SOCKET);
        var refused = assertInstanceOf(Response.class, sent(wics.give(third).take().getFirst()));
        assertEquals(503, refused.status());
        var message = new In.Received(Messages.request("MESSAGE", "m4"), SOCKET);
        assertInstanceOf(Response.class, sent(wics.give(message).take().getFirst()));
        var bye = wics.give(new In.Received(Messages.request("BYE", "b4"), SOCKET)).take();
        assertInstanceOf(Out.NewRequest.class, bye.getFirst(), "what is there can still be ended");
        var other = new Hop.Connection(Transport.WSS, 8);
        var invite = wics.give(new In.Received(Messages.request("INVITE", "i5"), other)).take();
        assertInstanceOf(Out.NewRequest.class, invite.getFirst());
    }

    @Test
    void responseFindsItsTransactionByBranchAndMethod() {
        var bye = Messages.request("BYE", "b1");
        assertEquals(bye, sent(give(new In.Send(bye, PEER, 5)).getFirst()));
        var ok = Messages.answer(bye, 200);
        assertEquals(List.of(new Out.NewResponse(5, ok)), give(new In.Received(ok, PEER)));
        var other = Messages.answer(Messages.request("INFO", "b1"), 200);
        assertEquals(
                List.of(new Out.StrayResponse(other, PEER)), give(new In.Received(other, PEER)));
        run.pass(Duration.ofSeconds(5));
        assertEquals(0, layer.size());
    }

    /** RFC 6026 §8.9: "MUST NOT forward the response". */
    @Test
    void strayResponseIsToldAndNotMore() {
        var ok = Messages.answer(Messages.request("INVITE", "nobody"), 200);
        assertEquals(List.of(new Out.StrayResponse(ok, PEER)), give(new In.Received(ok, PEER)));
    }

    @Test
    void ackOfARefusalIsAbsorbedAndOfASuccessGoesUp() {
        var invite = Messages.request("INVITE", "i1");
        long id = arrive(invite, PEER);
        give(new In.Answer(id, Messages.answer(invite, 486)));
        assertEquals(List.of(), give(new In.Received(Messages.request("ACK", "i1"), PEER)));
        var ack = Messages.request("ACK", "a2");
        assertEquals(List.of(new Out.Ack(ack, PEER)), give(new In.Received(ack, PEER)));
    }

    @Test
    void refusalThatNobodyAcknowledgesIsTold() {
        var invite = Messages.request("INVITE", "i1");
        long id = arrive(invite, PEER);
        give(new In.Answer(id, Messages.answer(invite, 486)));
        run.pass(Duration.ofSeconds(33));
        assertEquals(new Out.NotAcknowledged(id), run.take().getLast());
        assertEquals(0, layer.size());
    }

    /** RFC 3261 §9.2. */
    @Test
    void cancelIsAnsweredHereAndToldToTheUserOnlyBeforeTheFinalAnswer() {
        var invite = Messages.request("INVITE", "i1");
        var cancel = Messages.request("CANCEL", "i1");
        long id = arrive(invite, PEER);
        var out = give(new In.Received(cancel, PEER));
        var ok = (Response) sent(out.getFirst());
        assertEquals(200, ok.status());
        assertEquals("1 CANCEL", ok.cseq().toString());
        assertEquals(new Out.Cancelled(id, cancel, String.valueOf(ok.to().tag())), out.getLast());
        var again = give(new In.Received(cancel, PEER));
        assertEquals(1, again.size(), "absorbed: " + again);
        give(new In.Answer(id, Messages.answer(invite, 487)));

        var late = Messages.request("INVITE", "i2");
        long other = arrive(late, PEER);
        give(new In.Answer(other, Messages.answer(late, 200)));
        var answer = give(new In.Received(Messages.request("CANCEL", "i2"), PEER));
        assertEquals(1, answer.size());
        assertEquals(200, ((Response) sent(answer.getFirst())).status());
    }

    /** RFC 3261 §9.2. */
    @ParameterizedTest
    @ValueSource(ints = {180, 200, 486})
    void answerToCancelHasTheTagThatTheInviteWasAnsweredWith(int status) {
        var invite = Messages.request("INVITE", "i1");
        long id = arrive(invite, PEER);
        give(new In.Answer(id, Response.to(invite, status).toTag("callee").build()));
        var out = give(new In.Received(Messages.request("CANCEL", "i1"), PEER));
        assertEquals("callee", ((Response) sent(out.getFirst())).to().tag());
    }

    @Test
    void cancelOfNothingIsAnswered481() {
        var out = give(new In.Received(Messages.request("CANCEL", "x"), PEER));
        assertEquals(481, ((Response) sent(out.getFirst())).status());
    }

    /** RFC 3261 §9.1: not before a provisional answer, not after a final one. */
    @Test
    void cancelWaitsForAProvisionalAnswer() {
        var invite = Messages.request("INVITE", "i1");
        give(new In.Send(invite, PEER, 1));
        assertEquals(List.of(), give(new In.Cancel(1, "SIP;cause=503")));
        var out = give(new In.Received(Messages.answer(invite, 180), PEER));
        var cancel = (Request) sent(out.getLast());
        assertTrue(cancel.is("CANCEL"));
        assertEquals(invite.via(), cancel.via());
        assertEquals("SIP;cause=503", cancel.header(HeaderName.REASON));
        assertEquals(List.of(), give(new In.Cancel(1, "")), "once is enough");
        give(new In.Received(Messages.answer(cancel, 200), PEER));
        var end = give(new In.Received(Messages.answer(invite, 487), PEER));
        assertEquals(
                new Out.NewResponse(1, Messages.answer(invite, 487)).toString(),
                end.getFirst().toString());
        assertTrue(((Request) sent(end.getLast())).is("ACK"));
    }

    @Test
    void cancelAfterTheFinalAnswerDoesNothing() {
        var invite = Messages.request("INVITE", "i1");
        give(new In.Send(invite, PEER, 1));
        give(new In.Received(Messages.answer(invite, 200), PEER));
        assertEquals(List.of(), give(new In.Cancel(1, "")));
        assertEquals(List.of(), give(new In.Cancel(99, "")));
    }

    @Test
    void silenceAndBrokenTransportsAreTold() {
        give(new In.Send(Messages.request("INVITE", "i1"), PEER, 1));
        run.pass(Duration.ofSeconds(32));
        assertEquals(new Out.Timeout(1), run.take().getLast());
        give(new In.Send(Messages.request("BYE", "b1"), SOCKET, 2));
        assertEquals(List.of(new Out.TransportError(2)), give(new In.TransportFailed(SOCKET)));
        assertEquals(List.of(), give(new In.TransportFailed(SOCKET)));
        assertEquals(0, layer.size());
    }

    @Test
    @Proves("WS-12")
    void responsesHaveNoOtherWayThanTheirConnection() {
        var bye = Messages.request("INVITE", "WSS x.invalid", "b1", 1);
        long id = arrive(bye, SOCKET);
        var ringing = Messages.answer(bye, 180);
        assertEquals(List.of(new Out.Transmit(ringing, SOCKET)), give(new In.Answer(id, ringing)));
        give(new In.TransportFailed(SOCKET));
        var ok = Messages.answer(bye, 486);
        assertEquals(List.of(new Out.Dropped(id, ok)), give(new In.Answer(id, ok)));
        assertEquals(0, layer.size());
    }

    /** RFC 3581 §4: back to where it came from, and the Via says so. */
    @Test
    void rportIsFilledInAndFollowed() {
        var source = new Hop.Address(Transport.UDP, new InetSocketAddress("203.0.113.9", 40000));
        var bye = Messages.request("BYE", "b1");
        var asking = bye.edit().topVia(bye.via().with("rport", "1")).build();
        var seen = (Out.NewRequest) give(new In.Received(asking, source)).getFirst();
        assertEquals("203.0.113.9", seen.request().via().params().value("received"));
        assertEquals("40000", seen.request().via().params().value("rport"));
        var ok = Messages.answer(seen.request(), 200);
        assertEquals(
                List.of(new Out.Transmit(ok, source)), give(new In.Answer(seen.transaction(), ok)));
    }

    /** RFC 3261 §18.2.2: without rport the port of the sent-by counts. */
    @Test
    void withoutRportTheResponseGoesToTheSentByPort() {
        var source = new Hop.Address(Transport.UDP, new InetSocketAddress("203.0.113.9", 40000));
        var seen =
                (Out.NewRequest)
                        give(new In.Received(Messages.request("BYE", "b1"), source)).getFirst();
        assertEquals("203.0.113.9", seen.request().via().params().value("received"));
        var ok = Messages.answer(seen.request(), 200);
        var to = new Hop.Address(Transport.UDP, new InetSocketAddress("203.0.113.9", 5060));
        assertEquals(
                List.of(new Out.Transmit(ok, to)), give(new In.Answer(seen.transaction(), ok)));
    }

    /** RFC 3261 §8.2.2.2. */
    @Test
    void sameRequestOnTwoWaysIsMarkedAsMerged() {
        var first = give(new In.Received(Messages.request("INVITE", "way1"), PEER));
        var second = give(new In.Received(Messages.request("INVITE", "way2"), PEER));
        assertFalse(((Out.NewRequest) first.getFirst()).merged());
        assertTrue(((Out.NewRequest) second.getFirst()).merged());
    }

    @Test
    void tooManyTransactionsAreRefusedWith503() {
        for (int i = 0; i < 4; i++) {
            arrive(Messages.request("INVITE", "UDP 192.0.2.1:5060", "f" + i, i + 1), PEER);
        }
        var out = give(new In.Received(Messages.request("OPTIONS", "more"), PEER));
        assertEquals(503, ((Response) sent(out.getFirst())).status());
        assertEquals(503, ((Out.Refused) out.getLast()).status());
        for (int i = 0; i < 4; i++) {
            give(new In.Send(Messages.request("BYE", "s" + i), PEER, i));
        }
        assertEquals(
                List.of(new Out.Full(9)),
                give(new In.Send(Messages.request("BYE", "s9"), PEER, 9)));
    }

    @Test
    void ackForSuccessIsSentWithoutTransaction() {
        var ack = Messages.request("ACK", "a1");
        assertEquals(List.of(new Out.Transmit(ack, PEER)), give(new In.Send(ack, PEER, 3)));
        assertEquals(0, layer.size());
    }
}
