package org.wicgate.wic;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.wicgate.codec.Tone;

/**
 * How a user agent shows itself and behaves.
 *
 * @param host the sent-by of Via and the host of Contact; a name under .invalid for a WIC (RFC 7118
 *     §5.2)
 * @param port behind it, 0 for none
 * @param instance the urn of +sip.instance, empty for none
 * @param sockets local media addresses, numbered as the edge numbers them: RTP, and for a phone or
 *     a WIC without rtcp-mux RTCP
 * @param answering what becomes of calls
 * @param sound what is sent and listened for
 */
public record Settings(
        String host,
        int port,
        String instance,
        List<InetSocketAddress> sockets,
        Answering answering,
        Sound sound) {
    /** The registration's duration to ask for (TS 24.229 §5.1.1.2). */
    public static final Duration EXPIRES = Duration.ofMinutes(10_000);

    /**
     * What becomes of a call to us.
     *
     * @param busy whether it is refused with 486
     * @param after how long it rings until it is answered
     */
    public record Answering(boolean busy, Duration after) {
        public static final Answering AT_ONCE = new Answering(false, Duration.ZERO);
    }

    /** What a call says. */
    public interface Voice {
        /** Fills the whole frame with what comes next, at 8 kHz. */
        void fill(short[] frame);
    }

    /** Who takes in what a call hears. */
    public interface Ear {
        /**
         * The first {@code count} samples, at 8 kHz, and their RTP timestamp; often, not always, in
         * order.
         */
        void hear(short[] samples, int count, int timestamp);

        /** The call is over. */
        void close();
    }

    /**
     * The sound of calls.
     *
     * @param voice makes what a call says
     * @param awaited the tone that it listens for, in hertz; 0 for any sound
     * @param ear makes what takes in all that it hears
     */
    public record Sound(Supplier<Voice> voice, double awaited, Supplier<Ear> ear) {
        public static final Sound SAME = tones(440, 440);

        private static final double LOUDNESS = 0.4;
        private static final Ear NOBODY =
                new Ear() {
                    @Override
                    public void hear(short[] samples, int count, int timestamp) {}

                    @Override
                    public void close() {}
                };

        /** A tone is said and another listened for, in hertz. */
        public static Sound tones(double sent, double awaited) {
            return new Sound(() -> new Tone(sent, LOUDNESS)::fill, awaited, () -> NOBODY);
        }
    }

    /** A WIC with one media socket for RTP and RTCP. */
    public static Settings wic(String invalidHost, String instance, InetSocketAddress media) {
        return new Settings(
                invalidHost, 0, instance, List.of(media), Answering.AT_ONCE, Sound.SAME);
    }

    /** A WIC that has RTP and RTCP on two ports and does not multiplex (RFC 5761). */
    public static Settings wic(
            String invalidHost, String instance, InetSocketAddress rtp, InetSocketAddress rtcp) {
        return new Settings(
                invalidHost, 0, instance, List.of(rtp, rtcp), Answering.AT_ONCE, Sound.SAME);
    }

    /** A SIP phone at a UDP address, with one socket for RTP and one for RTCP. */
    public static Settings phone(
            InetSocketAddress sip, InetSocketAddress rtp, InetSocketAddress rtcp) {
        return new Settings(
                sip.getAddress().getHostAddress(),
                sip.getPort(),
                "",
                List.of(rtp, rtcp),
                Answering.AT_ONCE,
                Sound.SAME);
    }

    public Settings with(Answering other) {
        return new Settings(host, port, instance, sockets, other, sound);
    }

    public Settings with(Sound other) {
        return new Settings(host, port, instance, sockets, answering, other);
    }
}
