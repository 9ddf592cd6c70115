package org.wicgate.app;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.wicgate.wic.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code wicgate register}: Java WICs that are registered, and busy for who calls. */
@Command(
        name = "register",
        description =
                "Registers by token, digest or card, stays so and tells what happens; calls are answered 486.",
        mixinStandardHelpOptions = true)
final class RegisterCommand implements Callable<Integer> {
    @Mixin private Stays stays = new Stays();

    @Override
    public Integer call() throws InterruptedException, IOException {
        return stays.run(new Settings.Answering(true, Duration.ZERO));
    }
}
