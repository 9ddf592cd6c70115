package org.wicgate.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wicgate.base.Decoded;

/** RFC 4475: every message, with the verdict we give. */
final class TortureTest {
    static final String ACCEPTED = "accepted";

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    3.1.1.1  | wsinv      | accepted
                    3.1.1.2  | intmeth    | accepted
                    3.1.1.3  | esc01      | accepted
                    3.1.1.4  | escnull    | accepted
                    3.1.1.5  | esc02      | accepted
                    3.1.1.6  | lwsdisp    | accepted
                    3.1.1.7  | longreq    | accepted
                    3.1.1.8  | dblreq     | accepted
                    3.1.1.9  | semiuri    | accepted
                    3.1.1.10 | transports | accepted
                    3.1.1.11 | mpart01    | accepted
                    3.1.1.12 | unreason   | accepted
                    3.1.1.13 | noreason   | accepted
                    3.2.1    | badbranch  | accepted
                    3.3.1    | insuf      | From is missing
                    3.3.2    | unkscm     | accepted
                    3.3.3    | novelsc    | accepted
                    3.3.4    | unksm2     | accepted
                    3.3.5    | bext01     | accepted
                    3.3.6    | invut      | accepted
                    3.3.7    | regaut01   | accepted
                    3.3.8    | multi01    | From twice
                    3.3.9    | mcl01      | Content-Length twice, and not the same
                    3.3.10   | bcast      | accepted
                    3.3.11   | zeromf     | accepted
                    3.3.12   | cparam01   | accepted
                    3.3.13   | cparam02   | accepted
                    3.3.14   | regescrt   | accepted
                    3.3.15   | sdp01      | accepted
                    3.4.1    | inv2543    | accepted
                    """)
    void acceptedWhereItShould(String section, String name, String verdict) throws IOException {
        assertEquals(verdict, verdict(read(name)), section);
    }

    private static String verdict(byte[] bytes) {
        return switch (SipMessage.decode(bytes, Limits.DEFAULT)) {
            case Decoded.Ok<SipMessage> _ -> ACCEPTED;
            case Decoded.Malformed<SipMessage>(String why) -> why;
        };
    }

    static byte[] read(String name) throws IOException {
        try (InputStream in = TortureTest.class.getResourceAsStream("/rfc4475/" + name + ".dat")) {
            assertNotNull(in, name);
            return in.readAllBytes();
        }
    }
}
