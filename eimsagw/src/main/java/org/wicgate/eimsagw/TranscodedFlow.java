package org.wicgate.eimsagw;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;
import org.wicgate.codec.SpeechCodec;
import org.wicgate.codec.SpeechDecoder;
import org.wicgate.codec.SpeechEncoder;
import org.wicgate.iq.Interworking.Encoding;
import org.wicgate.iq.Interworking.Payload;
import org.wicgate.iq.Interworking.Payloads;
import org.wicgate.rtp.Reception;
import org.wicgate.rtp.RtpHeader;
import org.wicgate.rtp.TelephoneEvent;

/**
 * Speech in one direction, from one leg's codec into the other's, and events from clock to clock
 * (TS 23.334 §5.13). What comes out is a source of its own (RFC 3550 §7.1 calls it a mixer).
 */
final class TranscodedFlow {
    /** Where the packets go. */
    interface Out {
        void rtp(byte[] packet, int off, int len, long nowNanos);
    }

    private static final int RATE = 8000;

    /** A silence or a step of the source's clock beyond it is a new beginning. */
    private static final int MAX_PAUSE = 60 * RATE;

    private static final int MAX_CONCEALED = RATE / 5;
    private static final int SHORTEST = RATE / 400;

    private final Out out;
    private final Payload[] known = new Payload[128];
    private final Map<SpeechCodec, SpeechDecoder> decoders = new EnumMap<>(SpeechCodec.class);
    private final @Nullable Payload event;
    private final Payload speech;
    private final SpeechEncoder encoder;
    private final int frame;
    private final Resequencer order = new Resequencer(this::take);
    private final short[] decoded = new short[SpeechDecoder.MAX_SAMPLES];
    private final short[] samples = new short[2 * SpeechDecoder.MAX_SAMPLES];
    private final byte[] packet = new byte[RtpHeader.SIZE + SpeechEncoder.MAX_PAYLOAD + 64];
    final Sending sending;
    private int filled;

    /** Of what waits in {@link #samples}, in samples since the beginning. */
    private long position;

    private boolean isMarked = true;
    private int source;
    private boolean isHeard;
    private Reception reception = new Reception(RATE);

    /** The timestamp that follows what was heard. */
    private int expected;

    private boolean isTimed;
    private int lastFrame = RATE / 50;
    private int eventStart;
    private boolean isInEvent;
    private int eventTimestamp;
    private int eventEnd;

    /**
     * A flow.
     *
     * @param from what may come
     * @param to what is sent
     */
    TranscodedFlow(Payloads from, Payloads to, Sending sending, Out out) {
        this.out = out;
        this.sending = sending;
        for (var payload : from.formats()) {
            known[payload.type() & 0x7F] = payload;
        }
        this.speech = speech(to);
        this.event =
                to.formats().stream()
                        .filter(p -> !p.encoding().isSpeech())
                        .findFirst()
                        .orElse(null);
        this.encoder = codec(speech.encoding()).encoder();
        this.frame = frame(to.ptime(), speech.encoding()) * RATE / 1000;
        this.eventEnd = sending.timestamp(0);
    }

    /** What is sent to a leg. */
    static Payload speech(Payloads of) {
        return of.formats().stream()
                .filter(p -> p.encoding().isSpeech())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no speech in " + of));
    }

    /** The length of a frame that the codec can have, near to the one that is wanted. */
    private static int frame(int ptime, Encoding encoding) {
        if (encoding == Encoding.OPUS) { // RFC 6716 §2.1.4
            return ptime < 20 ? 10 : ptime < 40 ? 20 : ptime < 60 ? 40 : 60;
        }
        return Math.min(60, Math.max(10, ptime / 10 * 10));
    }

    private static SpeechCodec codec(Encoding encoding) {
        return switch (encoding) {
            case OPUS -> SpeechCodec.OPUS;
            case PCMA -> SpeechCodec.PCMA;
            case PCMU, EVENT_8000, EVENT_48000 -> SpeechCodec.PCMU;
        };
    }

    /** Who is heard; 0 when nobody was. */
    int source() {
        return source;
    }

    /** What was heard of {@link #source}; null when nothing was. */
    @Nullable Reception reception() {
        return isHeard ? reception : null;
    }

    /** The other end says how much it misses. */
    void loses(int percent) {
        encoder.expectLoss(percent);
    }

    /** Takes a packet; false when it is none that was agreed on. */
    boolean receive(byte[] b, int off, int len, long nowNanos) {
        var payload = known[RtpHeader.payloadType(b, off)];
        if (payload == null) {
            return false;
        }
        int ssrc = RtpHeader.ssrc(b, off);
        if (!isHeard || ssrc != source) {
            begin(ssrc, payload);
        }
        int sequence = RtpHeader.sequence(b, off);
        if (!reception.count(sequence, RtpHeader.timestamp(b, off), nowNanos)) {
            return false;
        }
        order.put(sequence, b, off, len, nowNanos);
        return true;
    }

    private void begin(int ssrc, Payload payload) {
        source = ssrc;
        isHeard = true;
        reception = new Reception(payload.encoding().clockRate());
        order.restart();
        decoders.clear();
        isTimed = false;
        isInEvent = false;
        isMarked = true;
    }

    private void take(byte[] b, int off, int len, int lost, long nowNanos) {
        var payload = known[RtpHeader.payloadType(b, off)];
        if (payload == null) {
            return;
        }
        int header = RtpHeader.length(b, off, len);
        int length = len - header - RtpHeader.padding(b, off, len);
        if (payload.encoding().isSpeech()) {
            hear(payload.encoding(), b, off, off + header, length, lost, nowNanos);
        } else {
            tell(payload.encoding(), b, off, off + header, length, nowNanos);
        }
    }

    // Speech.

    private void hear(
            Encoding encoding, byte[] b, int off, int at, int length, int lost, long nowNanos) {
        var codec = codec(encoding);
        var decoder = decoders.computeIfAbsent(codec, SpeechCodec::decoder);
        int ticks = encoding.clockRate() / RATE;
        int timestamp = RtpHeader.timestamp(b, off);
        int missing = isTimed ? (timestamp - expected) / ticks : 0;
        if (missing != 0 && lost > 0 && missing > 0 && missing <= MAX_CONCEALED) {
            conceal(decoder, b, at, length, missing, nowNanos);
        } else if (missing != 0) {
            pause(missing);
        }
        int count = decoder.decode(b, at, length, decoded);
        if (count < 0) {
            count = lastFrame;
            decoder.conceal(b, at, 0, count, decoded);
        } else {
            lastFrame = Math.max(SHORTEST, count);
        }
        expected = timestamp + count * ticks;
        isTimed = true;
        isMarked |= RtpHeader.marker(b, off);
        say(count, nowNanos);
    }

    /** The last of what is missing may be told by what came after it. */
    private void conceal(
            SpeechDecoder decoder, byte[] b, int at, int length, int missing, long nowNanos) {
        for (int left = missing; left >= SHORTEST; ) {
            boolean isLast = left <= lastFrame;
            int count = Math.min(left, lastFrame) / SHORTEST * SHORTEST;
            if (count == 0) {
                return;
            }
            decoder.conceal(b, at, isLast ? length : 0, count, decoded);
            say(count, nowNanos);
            left -= count;
        }
    }

    /** Nothing was said for a while, or the source's clock was set anew. */
    private void pause(int missing) {
        position += filled;
        filled = 0;
        position += missing > 0 && missing <= MAX_PAUSE ? missing : frame;
        isMarked = true;
    }

    private void say(int count, long nowNanos) {
        System.arraycopy(decoded, 0, samples, filled, count);
        filled += count;
        while (filled >= frame) {
            int length = encoder.encode(samples, frame, packet, RtpHeader.SIZE);
            send(speech, isMarked, sending.timestamp(position), length, nowNanos);
            isMarked = false;
            filled -= frame;
            position += frame;
            System.arraycopy(samples, frame, samples, 0, filled);
        }
    }

    private void send(Payload as, boolean marker, int timestamp, int length, long nowNanos) {
        sending.header(packet, marker, as.type(), timestamp, length, nowNanos);
        out.rtp(packet, 0, RtpHeader.SIZE + length, nowNanos);
    }

    // Events.

    private void tell(Encoding encoding, byte[] b, int off, int at, int length, long nowNanos) {
        var to = event;
        if (to == null
                || !(TelephoneEvent.decode(b, at, length)
                        instanceof Decoded.Ok<TelephoneEvent>(var told))) {
            return;
        }
        int timestamp = RtpHeader.timestamp(b, off);
        if (!isInEvent || timestamp != eventStart) {
            isInEvent = true;
            eventStart = timestamp;
            eventTimestamp = later(sending.timestamp(position + since(encoding, timestamp)));
        }
        long scaled = (long) told.duration() * to.encoding().clockRate() / encoding.clockRate();
        int duration = (int) Math.min(0xFFFF, scaled);
        int ticks = sending.clockRate() / to.encoding().clockRate();
        eventEnd = eventTimestamp + Math.max(1, duration * Math.max(1, ticks));
        new TelephoneEvent(told.event(), told.end(), told.volume(), duration)
                .encode(packet, RtpHeader.SIZE);
        boolean marker = RtpHeader.marker(b, off);
        send(to, marker, eventTimestamp, TelephoneEvent.SIZE, nowNanos);
    }

    /**
     * When it began, in samples after what was heard last; 0 when the clocks have nothing common.
     */
    private int since(Encoding encoding, int timestamp) {
        int after = isTimed ? (timestamp - expected) / (encoding.clockRate() / RATE) : 0;
        return filled + (after > 0 && after <= MAX_PAUSE ? after : 0);
    }

    /** Two events never have the same timestamp: the second would be the first again. */
    private int later(int timestamp) {
        return timestamp - eventEnd < 0 ? eventEnd : timestamp;
    }
}
