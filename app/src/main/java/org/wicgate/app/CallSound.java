package org.wicgate.app;

import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.wicgate.wic.Settings;
import picocli.CommandLine.Option;

/** What {@code wicgate call} and {@code answer} say in calls, and where what they hear goes. */
final class CallSound {
    @Option(
            names = "--play",
            paramLabel = "WAV",
            description =
                    "what is said, again and again, in place of a tone: 16-bit mono PCM, 8 or 16"
                            + " kHz; a call is good when any sound came back")
    private @Nullable Path play;

    @Option(
            names = "--record",
            paramLabel = "WAV",
            description =
                    "where what is heard is written, 8 kHz; %%d in it is the user's number; a later"
                            + " call of the same user replaces it")
    private @Nullable Path record;

    private Supplier<Settings.Voice> voice = Settings.Sound.SAME.voice();
    private double awaited = Settings.Sound.SAME.awaited();

    /** Reads what is to be played for so many users, and sees that what is heard can be written. */
    void prepare(int users, int first) {
        if (play != null) {
            short[] samples = Wav.read(play);
            voice = () -> new Repeated(samples);
            awaited = 0;
        }
        if (record != null) {
            if (users > 1 && !record.toString().contains("%d")) {
                throw new Failure("--record needs %%d in the name for %d users".formatted(users));
            }
            Recording.check(file(record, first));
        }
    }

    /** For the calls of that user. */
    Settings.Sound of(int number) {
        Path named = record;
        return new Settings.Sound(
                voice,
                awaited,
                named == null
                        ? Settings.Sound.SAME.ear()
                        : () -> new Recording(file(named, number)));
    }

    private static Path file(Path named, int number) {
        return Path.of(named.toString().replace("%d", Integer.toString(number)));
    }

    /** Samples from the first to the last and again. */
    private static final class Repeated implements Settings.Voice {
        private final short[] samples;
        private int next;

        Repeated(short[] samples) {
            this.samples = samples;
        }

        @Override
        public void fill(short[] frame) {
            for (int i = 0; i < frame.length; i++) {
                frame[i] = samples[next];
                next = (next + 1) % samples.length;
            }
        }
    }
}
