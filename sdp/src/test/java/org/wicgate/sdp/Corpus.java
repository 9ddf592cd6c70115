package org.wicgate.sdp;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import org.wicgate.base.Decoded;

/** Descriptions as browsers, phones and servers write them. */
final class Corpus {
    static final List<String> NAMES =
            List.of(
                    "chromium-audio-offer",
                    "chromium-bundle-offer",
                    "firefox-audio-offer",
                    "safari-audio-offer",
                    "asterisk-answer",
                    "volte-offer",
                    "rtpengine-offer",
                    "phone-hold",
                    "careless-phone");

    private Corpus() {}

    static byte[] octets(String name) {
        try (var in = Corpus.class.getResourceAsStream("/corpus/" + name + ".sdp")) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static SessionDescription read(String name) {
        return decoded(SessionDescription.decode(octets(name)));
    }

    static SessionDescription text(String text) {
        return decoded(SessionDescription.decode(text.replace("\n", "\r\n")));
    }

    private static SessionDescription decoded(Decoded<SessionDescription> decoded) {
        return switch (decoded) {
            case Decoded.Ok<SessionDescription> ok -> ok.value();
            case Decoded.Malformed<SessionDescription> malformed -> fail(malformed.why());
        };
    }
}
