package org.wicgate.epcscf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.wicgate.epcscf.ImsAlgFixture.BROWSER_ANSWER;
import static org.wicgate.epcscf.ImsAlgFixture.CHROMIUM;
import static org.wicgate.epcscf.ImsAlgFixture.PHONE_ANSWER;
import static org.wicgate.epcscf.ImsAlgFixture.PHONE_OFFER;
import static org.wicgate.epcscf.ImsAlgFixture.alg;
import static org.wicgate.epcscf.ImsAlgFixture.lines;
import static org.wicgate.epcscf.ImsAlgFixture.local;
import static org.wicgate.epcscf.ImsAlgFixture.octets;
import static org.wicgate.epcscf.ImsAlgFixture.prepared;
import static org.wicgate.epcscf.ImsAlgFixture.read;
import static org.wicgate.epcscf.ImsAlgFixture.refused;
import static org.wicgate.epcscf.ImsAlgFixture.written;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wicgate.epcscf.ImsAlg.IceRestart;
import org.wicgate.iq.AccessRemote;
import org.wicgate.iq.Command;
import org.wicgate.iq.ContextId;
import org.wicgate.iq.CoreRemote;
import org.wicgate.iq.Stream;
import org.wicgate.sdp.OfferAnswer;
import org.wicgate.sim.Proves;

class ImsAlgReofferTest {
    private static final ContextId CONTEXT = new ContextId("c1");
    private static final String RESTARTED =
            CHROMIUM.replace("k8Xq", "New1")
                    .replace("7tVw5nQ2sJd8KfYh1LmPz0Rc", "NewPasswordNewPassword22");

    /** A call of the WIC, answered. */
    private static ImsAlg calling() {
        var offered = written(alg().offerFromAccess(octets(CHROMIUM))).next();
        return written(offered.answerFromCore(octets(PHONE_ANSWER))).next();
    }

    /** A call to the WIC, answered. */
    private static ImsAlg called() {
        var offered = written(alg().offerFromCore(octets(PHONE_OFFER))).next();
        return written(offered.answerFromAccess(octets(BROWSER_ANSWER))).next();
    }

    @Test
    @Proves("SDP-26")
    void theSameAnswerAgainIsSentAgainWordForWordAndAsksNothing() {
        var offered = written(alg().offerFromAccess(octets(CHROMIUM))).next();
        var early = written(offered.answerFromCore(octets(PHONE_ANSWER)));
        var outcome = prepared(early.next().answerFromCore(octets(PHONE_ANSWER)));
        assertNull(outcome.command(CONTEXT));
        assertEquals(early.description(), outcome.write(List.of()).description());
    }

    @Test
    @Proves("SDP-27")
    void anUnchangedReofferOfTheCoreDisturbsNothing() {
        var offered = written(alg().offerFromCore(octets(PHONE_OFFER)));
        var settled = written(offered.next().answerFromAccess(octets(BROWSER_ANSWER)));

        var again = prepared(settled.next().offerFromCore(octets(PHONE_OFFER)));
        assertNull(again.command(CONTEXT));
        var toWic = again.write(List.of());
        assertEquals(offered.description(), toWic.description(), "same o= version, same ufrag");

        var answered = prepared(toWic.next().answerFromAccess(octets(BROWSER_ANSWER)));
        assertNull(answered.command(CONTEXT));
        assertEquals(settled.description(), answered.write(List.of()).description());
    }

    @ParameterizedTest
    @CsvSource({
        "sendonly, recvonly, false, true",
        "inactive, inactive, false, false",
        "sendrecv, sendrecv, true, true"
    })
    void aHoldOfTheCoreReachesTheBrowserAndTheGates(
            String offer, String answer, boolean toCore, boolean toAccess) {
        var held = prepared(called().offerFromCore(octets(PHONE_OFFER + "a=" + offer + "\n")));
        assertNull(held.command(CONTEXT));
        var toWic = held.write(List.of());
        assertTrue(lines(toWic.description()).contains("a=" + offer));
        assertTrue(lines(toWic.description()).contains("a=ice-ufrag:agw10"), "same ICE");

        var reply = BROWSER_ANSWER.replace("a=sendrecv", "a=" + answer);
        var agreed = prepared(toWic.next().answerFromAccess(octets(reply)));
        var gates = new Stream.Gates(toCore, toAccess);
        assertEquals(
                gates.equals(Stream.Gates.OPEN)
                        ? List.of()
                        : List.of(
                                new Stream(
                                        0,
                                        new AccessRemote.Unset(),
                                        new CoreRemote.Unset(),
                                        gates)),
                agreed.streams());
        var toPhone = written(agreed).description();
        assertTrue(lines(toPhone).contains("a=" + answer), toPhone::text);
    }

    /** RFC 3264 §8.4: the hold of RFC 2543 names no address. */
    @Test
    void aHoldByUnspecifiedAddressIsAHoldAndTheOldAddressIsKept() {
        var offer = PHONE_OFFER.replace("c=IN IP4 203.0.113.9", "c=IN IP4 0.0.0.0");
        var toWic = written(called().offerFromCore(octets(offer)));
        assertTrue(lines(toWic.description()).contains("a=sendonly"));
        var reply = BROWSER_ANSWER.replace("a=sendrecv", "a=recvonly");
        var agreed = prepared(toWic.next().answerFromAccess(octets(reply)));
        assertEquals(
                List.of(
                        new Stream(
                                0,
                                new AccessRemote.Unset(),
                                new CoreRemote.Unset(),
                                new Stream.Gates(false, true))),
                agreed.streams());
    }

    @Test
    void aHoldOfTheBrowserReachesTheCoreAndTheGatesWithTheAnswer() {
        var offer = CHROMIUM.replace("a=sendrecv", "a=sendonly");
        var held = prepared(calling().offerFromAccess(octets(offer)));
        assertNull(held.command(CONTEXT));
        var toCore = held.write(List.of());
        assertTrue(lines(toCore.description()).contains("a=sendonly"));
        assertEquals("2", toCore.description().origin().version());

        var reply = PHONE_ANSWER.replace("a=sendrecv", "a=recvonly");
        var agreed = prepared(toCore.next().answerFromCore(octets(reply)));
        assertEquals(new Stream.Gates(true, false), agreed.streams().getFirst().gates());
        assertTrue(lines(written(agreed).description()).contains("a=recvonly"));
    }

    @Test
    @Proves("SDP-09")
    void anIceRestartIsAnsweredHereWithNewCredentialsAndNoWordToTheCore() {
        var restart =
                assertInstanceOf(IceRestart.class, calling().offerFromAccess(octets(RESTARTED)));
        var command = assertInstanceOf(Command.Configure.class, restart.here().command(CONTEXT));
        var stream = command.streams().getFirst();
        assertEquals(
                "New1", assertInstanceOf(AccessRemote.Described.class, stream.access()).ufrag());
        assertEquals(new CoreRemote.Unset(), stream.core());
        assertEquals(Stream.Gates.OPEN, stream.gates());

        var answer = restart.here().write(List.of(local(0, 2)));
        assertTrue(lines(answer.description()).contains("a=ice-ufrag:agw20"));
        assertEquals("2", answer.description().origin().version());
        assertEquals(List.of(), OfferAnswer.violations(read(RESTARTED), answer.description()));

        var later = written(answer.next().offerFromCore(octets(PHONE_OFFER)));
        assertTrue(lines(later.description()).contains("a=ice-ufrag:agw20"), "and it stays");
    }

    @Test
    void anIceRestartThatMustReachTheCoreOffersItTheSameWords() {
        var before = written(alg().offerFromAccess(octets(CHROMIUM)));
        var settled = written(before.next().answerFromCore(octets(PHONE_ANSWER))).next();
        var restart =
                assertInstanceOf(IceRestart.class, settled.offerFromAccess(octets(RESTARTED)));
        assertNull(restart.onward().command(CONTEXT), "ICE restarts with the answer");
        var toCore = restart.onward().write(List.of());
        assertEquals(before.description(), toCore.description());

        var agreed = prepared(toCore.next().answerFromCore(octets(PHONE_ANSWER)));
        var stream = agreed.streams().getFirst();
        assertInstanceOf(AccessRemote.Described.class, stream.access());
        var answer = agreed.write(List.of(local(0, 2))).description();
        assertTrue(lines(answer).contains("a=ice-ufrag:agw20"));
    }

    @Test
    void anIceRestartOfACalledBrowserIsAnsweredWithWhatTheCoreOffered() {
        var restart =
                assertInstanceOf(IceRestart.class, called().offerFromAccess(octets(RESTARTED)));
        var answer = written(restart.here(), 2).description();
        assertTrue(lines(answer).contains("m=audio 10000 UDP/TLS/RTP/SAVPF 0 8"), answer::text);
        assertEquals(List.of(), OfferAnswer.violations(read(RESTARTED), answer));
    }

    @Test
    void aRestartTogetherWithAHoldGoesToTheCore() {
        var offer = RESTARTED.replace("a=sendrecv", "a=inactive");
        var toCore = written(calling().offerFromAccess(octets(offer)));
        assertTrue(lines(toCore.description()).contains("a=inactive"));
    }

    @Test
    void aReofferThatTheCoreRefusesIsForgotten() {
        var settled = calling();
        var refusedOffer = CHROMIUM.replace("a=sendrecv", "a=inactive");
        written(settled.offerFromAccess(octets(refusedOffer)));

        var again = written(settled.offerFromAccess(octets(CHROMIUM)));
        assertEquals("1", again.description().origin().version());
    }

    @Test
    void anAddedLineIsReservedAndADroppedOneIsClosed() {
        String video =
                CHROMIUM.substring(CHROMIUM.indexOf("m=audio")).replace("m=audio", "m=video");
        var added = prepared(calling().offerFromAccess(octets(CHROMIUM + video)));
        var command = assertInstanceOf(Command.Configure.class, added.command(CONTEXT));
        assertEquals(List.of(1), command.streams().stream().map(Stream::index).toList());
        var offered = written(added).next();
        var both = PHONE_ANSWER + "m=video 14860 RTP/AVP 111\na=rtpmap:111 opus/48000/2\n";
        var settled = written(offered.answerFromCore(octets(both))).next();

        var dropped = CHROMIUM + video.replace("m=video 54609", "m=video 0");
        var toCore = written(settled.offerFromAccess(octets(dropped)));
        var reply = PHONE_ANSWER + "m=video 0 RTP/AVP 111\n";
        var agreed = prepared(toCore.next().answerFromCore(octets(reply)));
        assertEquals(
                List.of(
                        new Stream(
                                1,
                                new AccessRemote.Unset(),
                                new CoreRemote.Unset(),
                                Stream.Gates.CLOSED)),
                agreed.streams());
    }

    /**
     * RFC 8842 §4: the transport of a refused line is gone, and the one that a browser makes when
     * it takes the line up again has the certificate of the whole connection.
     */
    @Test
    void aLineThatComesBackHasAnAssociationOfItsOwn() {
        String video =
                CHROMIUM.substring(CHROMIUM.indexOf("m=audio")).replace("m=audio", "m=video");
        String both = PHONE_ANSWER + "m=video 14860 RTP/AVP 111\na=rtpmap:111 opus/48000/2\n";
        var with = written(alg().offerFromAccess(octets(CHROMIUM + video))).next();
        var first = prepared(with.answerFromCore(octets(both)));
        var settled = written(first).next();
        var dropped = CHROMIUM + video.replace("m=video 54609", "m=video 0");
        var without = written(settled.offerFromAccess(octets(dropped))).next();
        var one = PHONE_ANSWER + "m=video 0 RTP/AVP 111\n";
        var alone = written(without.answerFromCore(octets(one))).next();

        String renewed = video.replace("k8Xq", "Back").replace("7tVw5nQ2", "BackBack");
        var again = written(alone.offerFromAccess(octets(CHROMIUM + renewed))).next();
        var back = prepared(again.answerFromCore(octets(both)));
        var stream = back.streams().getFirst();
        assertEquals(List.of(1), back.streams().stream().map(Stream::index).toList());
        assertEquals(Stream.Gates.OPEN, stream.gates());
        var access = assertInstanceOf(AccessRemote.Described.class, stream.access());
        assertEquals("Back", access.ufrag());
        assertNotEquals(association(first, 1), access.association());

        var later = prepared(written(back).next().offerFromCore(octets(both)));
        assertNull(later.command(CONTEXT), "and it is the same from then on");
    }

    private static String association(ImsAlg.Prepared prepared, int index) {
        return prepared.streams().stream()
                .filter(stream -> stream.index() == index)
                .map(Stream::access)
                .map(access -> access instanceof AccessRemote.Described d ? d.association() : "")
                .findFirst()
                .orElse("none");
    }

    /** RFC 8842 §5: the same certificate under another tls-id is another association. */
    @Test
    void aNewTlsIdIsAnotherAssociationAndTheCoreHearsNothing() {
        String other = RESTARTED.replace("tls-id:91bb", "tls-id:77cc");
        var restart = assertInstanceOf(IceRestart.class, calling().offerFromAccess(octets(other)));
        var access = restart.here().streams().getFirst().access();
        assertEquals(
                "77ccf309c0990a6bec11e38ba2933cee",
                assertInstanceOf(AccessRemote.Described.class, access).association());
    }

    @Test
    void anotherEarlyDialogGoesOnFromTheSameOffer() {
        var offered = written(alg().offerFromAccess(octets(CHROMIUM))).next();
        written(offered.answerFromCore(octets(PHONE_ANSWER)));
        var other = PHONE_ANSWER.replace("203.0.113.9", "203.0.113.77");
        var second = prepared(offered.answerFromCore(octets(other)));
        var at = assertInstanceOf(CoreRemote.At.class, second.streams().getFirst().core());
        assertEquals("203.0.113.77", at.rtp().getAddress().getHostAddress());
    }

    /** RFC 3264 §6.1; browsers refuse an answer that wants more than was offered. */
    @Test
    void anAnswerThatWantsMoreThanWasOfferedIsCutDown() {
        var offer = CHROMIUM.replace("a=sendrecv", "a=sendonly");
        var offered = written(alg().offerFromAccess(octets(offer))).next();
        var answer = written(offered.answerFromCore(octets(PHONE_ANSWER))).description();
        assertTrue(lines(answer).contains("a=recvonly"), answer::text);
        assertEquals(List.of(), OfferAnswer.violations(read(offer), answer));
    }

    @Test
    void answersToNothingOrOfAnotherShapeEndTheCall() {
        assertEquals(502, refused(alg().answerFromCore(octets(PHONE_ANSWER))).status());
        assertEquals(502, refused(called().answerFromCore(octets(PHONE_ANSWER))).status());
        var two = octets(PHONE_ANSWER + "m=video 0 RTP/AVP 1\n");
        var offered = written(alg().offerFromAccess(octets(CHROMIUM))).next();
        assertEquals("other m-lines than offered", refused(offered.answerFromCore(two)).why());
        assertEquals(502, refused(offered.answerFromCore(octets("garbage"))).status());
        assertFalse(offered.hasContext() && alg().hasContext());
    }
}
