package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wicgate.wwsf.IceServer;
import org.wicgate.wwsf.TurnServer;

/** Debian's coturn takes what a WWSF hands out, and takes it no longer than the WWSF said. */
class CoturnTest {
    private static final Path WORK = Peer.TARGET.resolve("work/coturn");

    private final Program.Ports ports = Program.Ports.free();
    private final TurnServer server =
            new TurnServer(List.of(Coturn.uri(ports)), Coturn.SECRET, Duration.ofMinutes(10));

    @Test
    void credentialsOpenARelayUntilTheyEnd() {
        var now = Instant.now();
        var good = server.lentTo("alice@ims.example", now);
        var other = server.lentTo("bob@ims.example", now);
        try (var coturn = new Coturn("coturn", ports)) {
            assertEquals(0, client(good), coturn::log);
            var mixed = new IceServer(good.urls(), good.username(), other.credential());
            assertNotEquals(0, client(mixed), "somebody else's password");
            var ended = server.lentTo("alice@ims.example", now.minus(Duration.ofMinutes(11)));
            assertNotEquals(0, client(ended), "ended a minute ago");
            assertEquals(0, client(other), coturn::log);
        }
    }

    /** Asks for a relay and sends a packet through it; gives the exit status. */
    private int client(IceServer as) {
        var command =
                List.of(
                        "turnutils_uclient",
                        "-y",
                        "-c",
                        "-n",
                        "1",
                        "-u",
                        as.username(),
                        "-w",
                        as.credential(),
                        "-p",
                        "" + ports.web(),
                        "127.0.0.1");
        try (var peer = Peer.start("coturn-client", "coturn", WORK, command)) {
            return peer.exit(Patience.USUAL);
        }
    }
}
