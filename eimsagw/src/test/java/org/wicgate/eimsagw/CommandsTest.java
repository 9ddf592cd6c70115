package org.wicgate.eimsagw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.wicgate.iq.AccessRemote;
import org.wicgate.iq.Command;
import org.wicgate.iq.CoreRemote;
import org.wicgate.iq.Counters.Direction;
import org.wicgate.iq.Event;
import org.wicgate.iq.Local;
import org.wicgate.iq.Stream;
import org.wicgate.iq.Stream.Gates;

/** Commands without media. */
class CommandsTest {
    private final Bench bench = new Bench();

    @Test
    void aReservationGivesEachStreamItsOwnAddressesAndCredentials() {
        var reserved = reserve("a", 2);

        assertEquals(Bench.W3_ADDRESS, reserved.getFirst().access().address());
        assertEquals("sha-256", reserved.getFirst().access().fingerprint().hash());
        for (var local : reserved) {
            assertEquals(0, local.core().rtp().getPort() % 2);
            assertEquals(local.core().rtp().getPort() + 1, local.core().rtcp().getPort());
            assertTrue(
                    local.access().ufrag().length() >= 4
                            && local.access().password().length() >= 22);
        }
        assertNotEquals(reserved.get(0).access().ufrag(), reserved.get(1).access().ufrag());
        assertNotEquals(reserved.get(0).core().rtp(), reserved.get(1).core().rtp());
    }

    @Test
    void aContextIsNotReservedTwice() {
        var first = reserve("a", 1);

        assertEquals(
                Event.Cause.CONTEXT_EXISTS,
                refused(new Command.Reserve(Bench.id("a"), streams(1))));
        assertEquals(List.of(first.getFirst()), configure("a", 1), "the first is untouched");
        assertEquals(1, bench.portsTaken());
    }

    @Test
    void whatDoesNotExistIsNotConfiguredAndNotAudited() {
        var gone = Bench.id("gone");

        assertEquals(Event.Cause.NO_SUCH_CONTEXT, refused(new Command.Configure(gone, streams(1))));
        assertEquals(Event.Cause.NO_SUCH_CONTEXT, refused(new Command.Audit(gone)));
        assertEquals(Map.of(Event.Cause.NO_SUCH_CONTEXT, 2L), bench.gateway.counters().refused());
    }

    @Test
    void releaseIsNeverRefusedAndFreesOnce() {
        reserve("a", 2);

        assertEquals(2, released("a").size());
        assertEquals(0, released("a").size());
        assertEquals(0, bench.portsTaken());
    }

    @Test
    void tooManyContextsAreRefused() {
        var small =
                new Bench(
                        new GatewaySettings(
                                Bench.W3, Bench.W3_ADDRESS, CoreSource.SIGNALLED_ADDRESS, 2, 8),
                        10);
        small.ask(new Command.Reserve(Bench.id("a"), streams(1)));
        small.ask(new Command.Reserve(Bench.id("b"), streams(1)));

        var third = small.ask(new Command.Reserve(Bench.id("c"), streams(1)));

        assertEquals(
                Event.Cause.TOO_MANY_CONTEXTS,
                assertInstanceOf(Event.Refused.class, third).cause());
        small.ask(new Command.Release(Bench.id("a")));
        assertInstanceOf(
                Event.Reserved.class, small.ask(new Command.Reserve(Bench.id("c"), streams(1))));
    }

    @Test
    void tooManyStreamsLeaveNothingBehind() {
        assertEquals(
                Event.Cause.TOO_MANY_STREAMS,
                refused(new Command.Reserve(Bench.id("a"), streams(9))));
        assertEquals(0, bench.portsTaken());

        reserve("a", 7);
        assertEquals(
                Event.Cause.TOO_MANY_STREAMS,
                refused(new Command.Configure(Bench.id("a"), streams(9))));
        assertEquals(7, bench.portsTaken(), "as it was before");
        assertEquals(8, configure("a", 8).size());
    }

    @Test
    void withoutPortsNothingIsReserved() {
        var small = new Bench(GatewaySettings.of(Bench.W3, Bench.W3_ADDRESS), 3);
        small.ask(new Command.Reserve(Bench.id("a"), streams(2)));

        var refused = small.ask(new Command.Reserve(Bench.id("b"), streams(2)));

        assertEquals(Event.Cause.NO_PORTS, assertInstanceOf(Event.Refused.class, refused).cause());
        assertEquals(2, small.portsTaken());
        assertEquals(1, small.gateway.counters().contexts());
    }

    /** A socket of one IP version sends nothing to the other. */
    @Test
    void aFarEndOfTheOtherIpVersionIsRefusedAndLeavesAllAsItWas() {
        var six =
                new CoreRemote.At(
                        Bench.address("2001:db8::9", 4000), Bench.address("2001:db8::9", 4001));
        var to = List.of(new Stream(0, new AccessRemote.Unset(), six, Gates.OPEN));
        assertEquals(Event.Cause.ADDRESS_FAMILY, refused(new Command.Reserve(Bench.id("a"), to)));
        assertEquals(0, bench.portsTaken());

        var local = reserve("a", 1).getFirst();
        assertEquals(Event.Cause.ADDRESS_FAMILY, refused(new Command.Configure(Bench.id("a"), to)));
        assertEquals(List.of(local), configure("a", 1));
        assertEquals(1, bench.portsTaken());
    }

    @Test
    void tenThousandContextsLeaveNothing() {
        var big = new Bench(GatewaySettings.of(Bench.W3, Bench.W3_ADDRESS), 10_000);
        var described =
                new AccessRemote.Described(
                        "peer",
                        "a password of 22 chars..",
                        List.of(),
                        AccessRemote.DtlsRole.SERVER,
                        true);
        var at =
                new CoreRemote.At(
                        Bench.address(Bench.CORE_HOST, 4000), Bench.address(Bench.CORE_HOST, 4001));
        var ufrags = new HashSet<String>();
        for (int i = 0; i < 10_000; i++) {
            var reserved =
                    assertInstanceOf(
                            Event.Reserved.class,
                            big.ask(
                                    new Command.Reserve(
                                            Bench.id("c" + i),
                                            List.of(new Stream(0, described, at, Gates.OPEN)))));
            ufrags.add(reserved.streams().getFirst().access().ufrag());
        }
        assertEquals(10_000, ufrags.size());
        assertEquals(10_000, big.portsTaken());
        assertTrue(big.gateway.deadline() < Long.MAX_VALUE);
        for (int i = 0; i < 10_000; i++) {
            big.ask(new Command.Release(Bench.id("c" + i)));
        }

        var counters = big.gateway.counters();
        assertEquals(0, counters.contexts());
        assertEquals(0, counters.streams());
        assertEquals(10_000, counters.reserved());
        assertEquals(Direction.NONE, counters.toCore());
        assertEquals(Direction.NONE, counters.toAccess());
        assertEquals(0, big.portsTaken());
        assertTrue(big.gateway.isEmpty());
        assertEquals(Long.MAX_VALUE, big.gateway.deadline());
        assertEquals(List.of(), big.events);
    }

    @Test
    void closingFreesEverything() {
        reserve("a", 2);
        reserve("b", 1);

        bench.gateway.close();

        assertEquals(0, bench.portsTaken());
        assertTrue(bench.gateway.isEmpty());
        assertEquals(0, bench.gateway.counters().contexts());
    }

    @Test
    void nothingIsSaidAboutSecrets() {
        var local = reserve("a", 1).getFirst();

        assertFalse(local.toString().contains(local.access().password()));
    }

    private List<Local> reserve(String name, int count) {
        return assertInstanceOf(
                        Event.Reserved.class,
                        bench.ask(new Command.Reserve(Bench.id(name), streams(count))))
                .streams();
    }

    private List<Local> configure(String name, int count) {
        return assertInstanceOf(
                        Event.Configured.class,
                        bench.ask(new Command.Configure(Bench.id(name), streams(count))))
                .streams();
    }

    private List<?> released(String name) {
        return assertInstanceOf(
                        Event.Released.class, bench.ask(new Command.Release(Bench.id(name))))
                .streams();
    }

    private Event.Cause refused(Command command) {
        return assertInstanceOf(Event.Refused.class, bench.ask(command)).cause();
    }

    private static List<Stream> streams(int count) {
        var streams = new ArrayList<Stream>();
        for (int i = 0; i < count; i++) {
            streams.add(
                    new Stream(i, new AccessRemote.Unset(), new CoreRemote.Unset(), Gates.CLOSED));
        }
        return streams;
    }
}
