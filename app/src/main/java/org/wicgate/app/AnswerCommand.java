package org.wicgate.app;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.wicgate.wic.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code wicgate answer}: Java WICs that take every call, with a tone. */
@Command(
        name = "answer",
        description =
                "Registers as register does, answers each call with a tone and reports how it was.",
        mixinStandardHelpOptions = true)
final class AnswerCommand implements Callable<Integer> {
    @Mixin private Stays stays = new Stays();

    @Override
    public Integer call() throws InterruptedException, IOException {
        return stays.run(Settings.Answering.AT_ONCE);
    }
}
