package org.wicgate.eimsagw;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.wicgate.dtls.Identity;
import org.wicgate.dtls.Role;
import org.wicgate.iq.AccessRemote.DtlsRole;
import org.wicgate.iq.Command;
import org.wicgate.iq.ContextId;
import org.wicgate.iq.CoreRemote;
import org.wicgate.iq.Counters;
import org.wicgate.iq.Event;
import org.wicgate.iq.Interworking;
import org.wicgate.iq.Local;
import org.wicgate.iq.Stream;
import org.wicgate.iq.Stream.Gates;
import org.wicgate.sim.SeededEntropy;

/** Two WICs, each behind a gateway of its own, and a core without delay between the gateways. */
final class TwoGateways {
    private static final ContextId ID = Bench.id("through");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** One WIC and its gateway. */
    static final class End {
        final Bench bench = new Bench();
        final Identity identity;
        final FakeWic wic;
        Local local;

        End(int number) {
            identity = Identity.create(new SeededEntropy(100 + number), Instant.EPOCH);
            wic = bench.wic(identity, new SeededEntropy(200 + number), Call.wicAddress(number));
            var reserve = new Command.Reserve(ID, List.of(Call.empty()));
            var reserved = assertInstanceOf(Event.Reserved.class, bench.ask(reserve));
            local = reserved.streams().getFirst();
        }

        /** What the eP-CSCF says when the answer is there. */
        void configure(Local far, DtlsRole role, Interworking how, Gates gates) {
            var at = new CoreRemote.At(far.core().rtp(), far.core().rtcp());
            var stream = new Stream(0, wic.description(role), at, gates, how);
            var configured =
                    assertInstanceOf(
                            Event.Configured.class,
                            bench.ask(new Command.Configure(ID, List.of(stream))));
            local = configured.streams().getFirst();
        }

        Counters counters() {
            var audited = assertInstanceOf(Event.Audited.class, bench.ask(new Command.Audit(ID)));
            return audited.streams().getFirst();
        }

        boolean isSecured() {
            return bench.events.stream().anyMatch(Event.Secured.class::isInstance);
        }

        int socket() {
            return local.core().rtp().getPort() - 29_999;
        }
    }

    final End alice = new End(1);
    final End bob = new End(2);

    TwoGateways() {
        // so that their ports in the core differ, whose addresses do not
        bob.bench.ask(new Command.Release(ID));
        bob.bench.reserve();
        var reserve = new Command.Reserve(ID, List.of(Call.empty()));
        var reserved = assertInstanceOf(Event.Reserved.class, bob.bench.ask(reserve));
        bob.local = reserved.streams().getFirst();
    }

    /** Both agreed on it, bob begins the handshake. */
    TwoGateways agree(Gates ofAlice, Gates ofBob) {
        var transparent = new Interworking.Transparent();
        bob.configure(alice.local, DtlsRole.CLIENT, transparent, ofBob);
        alice.configure(bob.local, DtlsRole.SERVER, transparent, ofAlice);
        alice.wic.connect(alice.local, bob.identity.fingerprint(), Role.SERVER);
        bob.wic.connect(bob.local, alice.identity.fingerprint(), Role.CLIENT);
        return this;
    }

    TwoGateways talk() {
        agree(Gates.OPEN, Gates.OPEN);
        until(
                "two WICs with keys",
                () -> alice.wic.transport.isReady() && bob.wic.transport.isReady());
        return this;
    }

    /** Brings what each gateway sent into the core to the other. */
    void cross() {
        while (cross(alice, bob) + cross(bob, alice) > 0) {}
    }

    private static int cross(End from, End to) {
        var sent = from.bench.takeToCore();
        for (var each : sent) {
            if (each.to().equals(to.local.core().rtp())) {
                var source = Bench.address("10.0.0.9", each.socket() + 29_999);
                to.bench.deliver(to.socket(), source, each.bytes());
            }
        }
        return sent.size();
    }

    void step() {
        for (var bench : List.of(alice.bench, bob.bench)) {
            int[] looks = new int[1];
            bench.until("a step", () -> looks[0]++ > 0);
        }
        cross();
    }

    void until(String what, BooleanSupplier done) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > end) {
                fail(
                        "not within "
                                + PATIENCE
                                + ": "
                                + what
                                + alice.bench.events
                                + bob.bench.events);
            }
            step();
        }
    }
}
