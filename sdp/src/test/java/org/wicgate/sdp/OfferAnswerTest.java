package org.wicgate.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class OfferAnswerTest {
    private static final String HEAD = "v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nt=0 0\n";
    private static final String MUX =
            HEAD
                    + "a=group:BUNDLE a\n"
                    + "m=audio 9 UDP/TLS/RTP/SAVPF 0\na=mid:a\na=setup:actpass\na=rtcp-mux\n";

    private static List<String> violations(String offer, String answer) {
        return OfferAnswer.violations(Corpus.text(offer), Corpus.text(answer));
    }

    @Test
    void anAnswerWithoutGroupButWithMidAndRoleIsLegal() {
        String answer =
                HEAD
                        + "m=audio 5000 UDP/TLS/RTP/SAVPF 0\n"
                        + "a=mid:a\na=setup:passive\na=rtcp-mux\n";
        assertEquals(List.of(), violations(MUX, answer));
    }

    @Test
    void eachBreachIsNamed() {
        assertEquals(List.of("0 m-lines answer 1"), violations(MUX, HEAD));
        assertEquals(
                List.of("0: proto is another"), violations(MUX, HEAD + "m=audio 0 RTP/AVP 0\n"));
        assertEquals(
                List.of("0: mid is another", "0: setup actpass answers actpass"),
                violations(
                        MUX,
                        HEAD + "m=audio 1 UDP/TLS/RTP/SAVPF 0\na=setup:actpass\na=rtcp-mux\n"));
        assertEquals(
                List.of("0: rtcp-mux was not offered", "0: sendrecv answers sendonly"),
                violations(
                        HEAD + "m=audio 1 RTP/AVP 0\na=sendonly\n",
                        HEAD + "m=audio 1 RTP/AVP 0\na=rtcp-mux\n"));
        assertEquals(
                List.of("0: accepts what was not offered"),
                violations(HEAD + "m=audio 0 RTP/AVP 0\n", HEAD + "m=audio 1 RTP/AVP 0\n"));
        assertEquals(
                List.of("group BUNDLE was not offered"),
                violations(
                        HEAD + "m=audio 1 RTP/AVP 0\n",
                        HEAD + "a=group:BUNDLE a\nm=audio 1 RTP/AVP 0\n"));
    }

    /** RFC 8842 §5.3: actpass leaves the choice to the answerer, the others do not. */
    @Test
    void rolesAreNegotiated() {
        assertEquals(Setup.PASSIVE, Setup.answerTo(Setup.ACTPASS, Setup.PASSIVE));
        assertEquals(Setup.ACTIVE, Setup.answerTo(Setup.PASSIVE, Setup.PASSIVE));
        assertEquals(Setup.PASSIVE, Setup.answerTo(Setup.ACTIVE, Setup.ACTIVE));
        assertEquals(Setup.HOLDCONN, Setup.answerTo(Setup.HOLDCONN, Setup.ACTIVE));
    }

    /** RFC 3264 §6.1: no answer sends what the offerer will not receive. */
    @Test
    void directionsAreNegotiated() {
        assertEquals(Direction.RECVONLY, Direction.SENDONLY.answeredBy(Direction.SENDRECV));
        assertEquals(Direction.INACTIVE, Direction.SENDONLY.answeredBy(Direction.SENDONLY));
        assertEquals(Direction.SENDONLY, Direction.SENDRECV.answeredBy(Direction.SENDONLY));
        assertEquals(Direction.INACTIVE, Direction.INACTIVE.answeredBy(Direction.SENDRECV));
        assertEquals(Direction.RECVONLY, Direction.SENDONLY.reversed());
    }
}
