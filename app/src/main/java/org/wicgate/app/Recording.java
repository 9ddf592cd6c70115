package org.wicgate.app;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wicgate.codec.G711;
import org.wicgate.wic.Settings;

/** Writes what a call hears into a WAV file of 8 kHz; what was lost is silence in it. */
final class Recording implements Settings.Ear {
    private static final Logger LOG = LoggerFactory.getLogger(Recording.class);

    /** A greater step of the timestamp is no loss: the far end began anew. */
    private static final int LONGEST_GAP = 5 * G711.RATE;

    private static final long MOST_SAMPLES = Integer.MAX_VALUE / 2 - Wav.HEADER;

    private final Path file;
    private final ByteBuffer waiting =
            ByteBuffer.allocate(4 * 2 * G711.RATE).order(ByteOrder.LITTLE_ENDIAN);
    private @Nullable FileChannel channel;
    private long samples;
    private int expected;

    /** Begins the file anew; when that cannot be, the log says so and nothing is kept. */
    Recording(Path file) {
        this.file = file;
        try {
            channel = open(file);
            channel.write(ByteBuffer.wrap(Wav.header(0)));
        } catch (IOException e) {
            failed(e);
        }
    }

    /** Fails when there cannot be such a file. */
    static void check(Path file) {
        try {
            open(file).close();
        } catch (IOException e) {
            throw new Failure("cannot write " + file + ": " + e, e);
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
    }

    @Override
    public void hear(short[] heard, int count, int timestamp) {
        int gap = samples == 0 ? 0 : timestamp - expected;
        if (channel == null || (gap < 0 && gap > -LONGEST_GAP)) {
            return; // too late: silence is in its place
        }
        try {
            for (int i = 0; i < gap && gap <= LONGEST_GAP; i++) {
                put((short) 0);
            }
            for (int i = 0; i < count; i++) {
                put(heard[i]);
            }
            expected = timestamp + count;
        } catch (IOException e) {
            failed(e);
        }
    }

    private void put(short sample) throws IOException {
        if (samples < MOST_SAMPLES) {
            waiting.putShort(sample);
            samples++;
            if (!waiting.hasRemaining()) {
                flush();
            }
        }
    }

    private void flush() throws IOException {
        if (channel != null) {
            waiting.flip();
            while (waiting.hasRemaining()) {
                channel.write(waiting);
            }
            waiting.clear();
        }
    }

    @Override
    public void close() {
        try (var open = channel) {
            if (open != null) {
                flush();
                open.write(ByteBuffer.wrap(Wav.header(samples)), 0);
            }
        } catch (IOException e) {
            failed(e);
        }
        channel = null;
    }

    private void failed(IOException e) {
        LOG.warn("the recording {} ends: {}", file, e.toString());
        channel = null;
    }
}
