package org.wicgate.app;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.wicgate.codec.G711;

/** WAV files of 16-bit mono PCM, 8 or 16 kHz (RFC 2361, format 1). */
final class Wav {
    /** Octets before the samples of a file that is written here. */
    static final int HEADER = 44;

    private static final int PCM = 1;
    private static final int WIDE = 2 * G711.RATE;
    private static final int LONGEST_SECONDS = 3600;
    private static final int MAX_SIZE = 2 * WIDE * LONGEST_SECONDS + 65_536;
    private static final String WANTED = "; wanted is WAV with PCM, 16 bits, mono, 8 or 16 kHz";

    private Wav() {}

    /**
     * The samples of a file, at 8 kHz.
     *
     * @throws Failure when it cannot be read, is longer than an hour, or is something else
     */
    static short[] read(Path file) {
        try {
            long size = Files.size(file);
            if (size > MAX_SIZE) {
                throw new Failure(file + " has " + size + " bytes: an hour is the most");
            }
            return samples(ByteBuffer.wrap(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new Failure("cannot read " + file + ": " + e, e);
        } catch (IllegalArgumentException e) {
            throw new Failure(file + " " + e.getMessage() + WANTED, e);
        }
    }

    /** The same of a file's bytes; says what is wrong with them. */
    static short[] samples(ByteBuffer file) {
        var in = file.order(ByteOrder.LITTLE_ENDIAN);
        if (in.remaining() < 12 || !word(in).equals("RIFF") || in.getInt() == 0) {
            throw new IllegalArgumentException("is no RIFF file");
        }
        if (!word(in).equals("WAVE")) {
            throw new IllegalArgumentException("is no WAVE file");
        }
        int rate = 0;
        while (in.remaining() >= 8) {
            String name = word(in);
            long size = in.getInt() & 0xFFFFFFFFL;
            var chunk = in.slice().order(ByteOrder.LITTLE_ENDIAN);
            if (name.equals("data") && rate > 0) {
                chunk.limit((int) Math.min(size, chunk.limit())); // one that was cut off counts
                return at8(chunk, rate);
            }
            if (size > in.remaining()) {
                throw new IllegalArgumentException("ends within its chunk \"" + name + "\"");
            }
            if (name.equals("fmt ")) {
                rate = rate(chunk.limit((int) size));
            }
            in.position((int) Math.min(in.limit(), in.position() + size + (size & 1)));
        }
        throw new IllegalArgumentException("has no sound in it");
    }

    private static int rate(ByteBuffer format) {
        if (format.remaining() < 16) {
            throw new IllegalArgumentException("does not say its format");
        }
        int coding = format.getShort();
        int channels = format.getShort();
        int rate = format.getInt();
        int bits = format.getShort(14);
        if (coding != PCM || bits != 16) {
            throw new IllegalArgumentException(
                    "has format " + (coding & 0xFFFF) + " and " + bits + " bits");
        }
        if (channels != 1) {
            throw new IllegalArgumentException("has " + channels + " channels");
        }
        if (rate != G711.RATE && rate != WIDE) {
            throw new IllegalArgumentException("has " + rate + " samples in a second");
        }
        return rate;
    }

    private static short[] at8(ByteBuffer octets, int rate) {
        var all = new short[octets.remaining() / 2];
        octets.asShortBuffer().get(all);
        if (all.length < rate / 50) {
            throw new IllegalArgumentException("is shorter than 20 ms");
        }
        return rate == WIDE ? halved(all) : all;
    }

    /** Each second sample of what is left below 4 kHz, by a filter of 31 taps (a windowed sinc). */
    private static short[] halved(short[] wide) {
        double[] taps = new double[31];
        int middle = taps.length / 2;
        for (int i = 0; i < taps.length; i++) {
            double x = Math.PI * (i - middle) / 2;
            double window = 0.54 + 0.46 * Math.cos(Math.PI * (i - middle) / middle);
            taps[i] = (x == 0 ? 1 : Math.sin(x) / x) * window / 2;
        }
        var half = new short[wide.length / 2];
        for (int i = 0; i < half.length; i++) {
            double sum = 0;
            for (int tap = 0; tap < taps.length; tap++) {
                int at = 2 * i + tap - middle;
                sum += at < 0 || at >= wide.length ? 0 : taps[tap] * wide[at];
            }
            half[i] = (short) Math.clamp(Math.round(sum), Short.MIN_VALUE, Short.MAX_VALUE);
        }
        return half;
    }

    /** What stands before so many samples at 8 kHz. */
    static byte[] header(long samples) {
        int octets = (int) (2 * samples);
        return ByteBuffer.allocate(HEADER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("RIFF".getBytes(StandardCharsets.US_ASCII))
                .putInt(HEADER - 8 + octets)
                .put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII))
                .putInt(16)
                .putShort((short) PCM)
                .putShort((short) 1)
                .putInt(G711.RATE)
                .putInt(2 * G711.RATE)
                .putShort((short) 2)
                .putShort((short) 16)
                .put("data".getBytes(StandardCharsets.US_ASCII))
                .putInt(octets)
                .array();
    }

    private static String word(ByteBuffer in) {
        byte[] four = new byte[4];
        in.get(four);
        return new String(four, StandardCharsets.ISO_8859_1);
    }
}
