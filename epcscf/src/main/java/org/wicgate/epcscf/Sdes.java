package org.wicgate.epcscf;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.wicgate.iq.CoreSecurity;
import org.wicgate.iq.Local;
import org.wicgate.iq.SrtpSuite;
import org.wicgate.sdp.Crypto;
import org.wicgate.sdp.Line;
import org.wicgate.sdp.MediaDescription;

/** SRTP in the core, keyed by SDP (RFC 4568): which a=crypto lines are offered, taken, answered. */
final class Sdes {
    static final String CRYPTO = "crypto";

    private static final int LEAST_WINDOW = 64;

    private Sdes() {}

    static boolean isSecure(String proto) {
        return proto.equals("RTP/SAVP") || proto.equals("RTP/SAVPF");
    }

    /** RTP/SAVP for RTP/AVP, and with feedback likewise. */
    static String secured(String proto) {
        return proto.replace("RTP/A", "RTP/SA");
    }

    /** Our lines for an offer: what is in use comes first and keeps its number. */
    static List<Crypto> offered(Local local, MediaPolicy policy, @Nullable MediaDescription known) {
        var used = known == null ? null : chosen(known, policy);
        var out = new ArrayList<Crypto>();
        if (used != null) {
            out.add(ours(used.tag(), suite(used), local));
        }
        int tag = 1;
        for (var suite : policy.suites()) {
            if (used != null && suite == suite(used)) {
                continue;
            }
            tag += used != null && tag == used.tag() ? 1 : 0;
            out.add(ours(tag++, suite, local));
        }
        return out;
    }

    /** The first line of the core's that can be taken (RFC 4568 §5.1.2); null when none can. */
    static @Nullable Crypto chosen(MediaDescription offer, MediaPolicy policy) {
        return read(offer.values(CRYPTO).stream())
                .filter(crypto -> isTakeable(crypto, policy.suites()))
                .findFirst()
                .orElse(null);
    }

    /** Our line of an answer that takes this one. */
    static Line answer(Crypto taken, Local local) {
        return line(ours(taken.tag(), suite(taken), local));
    }

    /** The line of an answer to our offer; null unless it is one of the offer's (§5.1.3). */
    static @Nullable Crypto answered(MediaDescription answer, MediaDescription offer) {
        var capabilities =
                offer.values("acap").stream()
                        .map(value -> value.substring(value.indexOf(' ') + 1))
                        .filter(value -> value.startsWith(CRYPTO + ":"))
                        .map(value -> value.substring(CRYPTO.length() + 1));
        var asked = read(Stream.concat(offer.values(CRYPTO).stream(), capabilities)).toList();
        return read(answer.values(CRYPTO).stream())
                .filter(given -> isTakeable(given, List.of(SrtpSuite.values())))
                .filter(given ->
                        asked.stream()
                                .anyMatch(a ->
                                        a.tag() == given.tag() && a.suite().equals(given.suite())))
                .findFirst()
                .orElse(null);
    }

    /** What it means for the eIMS-AGW. */
    static CoreSecurity agreed(Crypto crypto) {
        var key = crypto.keys().getFirst();
        return new CoreSecurity.Sdes(suite(crypto), key.keyAndSalt(), key.mki());
    }

    static Line line(Crypto crypto) {
        return Line.attribute(CRYPTO, crypto.value());
    }

    private static Stream<Crypto> read(Stream<String> values) {
        return values.map(Crypto::parse).filter(Objects::nonNull);
    }

    private static Crypto ours(int tag, SrtpSuite suite, Local local) {
        String key = local.core().keys().get(suite);
        if (key == null) {
            throw new IllegalStateException("the eIMS-AGW has no key of " + suite);
        }
        return Crypto.of(tag, suite.name(), key);
    }

    private static boolean isTakeable(Crypto crypto, List<SrtpSuite> suites) {
        return crypto.keys().size() == 1
                && suites.stream().anyMatch(suite -> isKeyOf(suite, crypto))
                && crypto.parameters().stream().allMatch(Sdes::isHarmless);
    }

    private static boolean isKeyOf(SrtpSuite suite, Crypto crypto) {
        String key = crypto.keys().getFirst().keyAndSalt();
        try {
            return suite.name().equals(crypto.suite())
                    && Base64.getDecoder().decode(key).length == suite.keyLength();
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    /**
     * RFC 4568 §6.3: of what we do not do a line may only speak as of something optional; that the
     * window of replays is large enough asks for nothing.
     */
    private static boolean isHarmless(String parameter) {
        if (parameter.startsWith("WSH=")) {
            return parameter.matches("WSH=[0-9]{2,4}")
                    && Integer.parseInt(parameter.substring(4)) >= LEAST_WINDOW;
        }
        return parameter.startsWith("-");
    }

    private static SrtpSuite suite(Crypto crypto) {
        return SrtpSuite.valueOf(crypto.suite());
    }
}
