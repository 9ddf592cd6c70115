package org.wicgate.eimsagw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.wicgate.eimsagw.GatewayPolicy.Marks;
import org.wicgate.eimsagw.GatewayPolicy.Rates;
import org.wicgate.iq.AccessRemote;
import org.wicgate.iq.Command;
import org.wicgate.iq.Command.Priority;
import org.wicgate.iq.CoreRemote;
import org.wicgate.iq.Counters.Drop;
import org.wicgate.iq.Event;
import org.wicgate.iq.Interworking;
import org.wicgate.iq.Medium;
import org.wicgate.iq.Medium.Kind;
import org.wicgate.iq.Stream;
import org.wicgate.iq.Stream.Gates;
import org.wicgate.sim.Proves;

/** Who asks for more than his share, or for nothing any more. */
class PolicyTest {
    private static final Duration BEAT = Duration.ofMinutes(2);
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final int AUDIO = 46;
    private static final int VIDEO = 34;
    private static final GatewayPolicy POLICY =
            new GatewayPolicy(1, BEAT, new Rates(1_000, 20_000, true), new Marks(AUDIO, VIDEO, 8));

    private final Bench bench = bench(POLICY, 2);
    private int sequence;

    private static Bench bench(GatewayPolicy policy, int contexts) {
        var settings =
                new GatewaySettings(
                        Bench.W3, Bench.W3_ADDRESS, CoreSource.SIGNALLED_ADDRESS, contexts, 4);
        return new Bench(settings, policy, 10);
    }

    private static Stream stream(int index, Medium medium) {
        return new Stream(
                index,
                new AccessRemote.Unset(),
                new CoreRemote.Unset(),
                Gates.OPEN,
                new Interworking.Unset(),
                medium);
    }

    private static Command.Reserve reserve(String name, Priority priority) {
        return new Command.Reserve(Bench.id(name), List.of(stream(0, Medium.UNSET)), priority);
    }

    private void tell(Call call, Medium medium) {
        bench.ask(new Command.Configure(call.id, List.of(stream(0, medium))));
    }

    /** TS 23.334 §5.7: who does not answer has no need of it. */
    @Test
    @Proves("AGW-26")
    void aContextThatNobodyNeedsIsAskedForAndThenLetGo() {
        var id = Bench.id("a");
        bench.ask(reserve("a", Priority.ORDINARY));
        bench.pass(BEAT.minus(SOON));
        assertEquals(List.of(), bench.takeEvents());
        for (int i = 0; i < Heartbeats.QUESTIONS; i++) {
            bench.pass(i == 0 ? SOON : BEAT);
            assertEquals(List.of(new Event.Heartbeat(id)), bench.takeEvents());
            assertEquals(1, bench.portsTaken());
        }
        bench.pass(BEAT);
        var gone = assertInstanceOf(Event.Released.class, bench.takeEvents().getFirst());
        assertEquals(id, gone.context());
        assertEquals(1, gone.streams().size());
        assertEquals(0, bench.portsTaken());
        assertTrue(bench.gateway.isEmpty());
        assertEquals(1, bench.gateway.counters().hung());
        assertEquals(Long.MAX_VALUE, bench.gateway.deadline());
    }

    @Test
    void anyAnswerKeepsIt() {
        var id = Bench.id("a");
        bench.ask(reserve("a", Priority.ORDINARY));
        for (int i = 0; i < 3 * Heartbeats.QUESTIONS; i++) {
            bench.pass(BEAT);
            assertEquals(List.of(new Event.Heartbeat(id)), bench.takeEvents());
            assertInstanceOf(Event.Audited.class, bench.ask(new Command.Audit(id)));
        }
        bench.ask(new Command.Release(id));
        bench.pass(BEAT.multipliedBy(10));
        assertEquals(List.of(), bench.takeEvents());
    }

    /** Whoever is asked and says nothing does not keep others from being asked in their turn. */
    @Test
    void eachIsAskedInItsTurn() {
        bench.ask(reserve("a", Priority.ORDINARY));
        bench.pass(SOON);
        bench.ask(reserve("b", Priority.ORDINARY));
        bench.pass(BEAT);
        var asked = List.of(new Event.Heartbeat(Bench.id("a")), new Event.Heartbeat(Bench.id("b")));
        assertEquals(asked, bench.takeEvents());
        bench.pass(BEAT);
        assertEquals(asked, bench.takeEvents());
    }

    @Test
    void whoAsksOftenIsNeverAsked() {
        bench.ask(reserve("a", Priority.ORDINARY));
        for (int i = 0; i < 20; i++) {
            bench.pass(Duration.ofSeconds(30));
            bench.ask(new Command.Audit(Bench.id("a")));
        }
        assertEquals(List.of(), bench.takeEvents());
    }

    /** TS 23.334 §5.14: what is kept free for them is for nobody else. */
    @Test
    @Proves("AGW-34")
    void anEmergencyIsLetInWhenTheOrdinaryLimitIsReached() {
        bench.ask(reserve("a", Priority.ORDINARY));
        bench.ask(reserve("b", Priority.ORDINARY));
        assertInstanceOf(Event.Refused.class, bench.ask(reserve("c", Priority.ORDINARY)));
        assertInstanceOf(Event.Reserved.class, bench.ask(reserve("d", Priority.EMERGENCY)));
        var full =
                assertInstanceOf(Event.Refused.class, bench.ask(reserve("e", Priority.PRIORITY)));
        assertEquals(Event.Cause.TOO_MANY_CONTEXTS, full.cause());
        bench.ask(new Command.Release(Bench.id("d")));
        assertInstanceOf(Event.Refused.class, bench.ask(reserve("f", Priority.ORDINARY)));
        assertInstanceOf(Event.Reserved.class, bench.ask(reserve("g", Priority.PRIORITY)));
    }

    private long sent(Call call, int packets) {
        long before = call.counters().toAccess().packets();
        for (int i = 0; i < packets; i++) {
            call.fromCore(Call.rtp(sequence++, Call.CORE_SSRC));
        }
        return call.counters().toAccess().packets() - before;
    }

    /** 172 bytes and 28 of headers: 200 kbit/s and half as much more are 187 packets a second. */
    @Test
    @Proves("AGW-27")
    void whatIsAboveTheAgreedRateIsDroppedAndCounted() {
        var call = Call.open(bench, 1);
        tell(call, new Medium(Kind.AUDIO, List.of(), 0, 200));
        assertEquals(187, sent(call, 1_000), "a second of it at once");
        assertEquals(813, call.counters().toAccess().dropped(Drop.EXCESS));
        bench.pass(SOON);
        long second = sent(call, 1_000);
        assertTrue(second >= 186 && second <= 188, second + " packets");
        for (int i = 0; i < 300; i++) {
            bench.pass(Duration.ofMillis(10));
            assertEquals(1, sent(call, 1), "a hundred in a second, number " + i);
        }
        tell(call, new Medium(Kind.AUDIO, List.of(), 0, 0));
        bench.pass(SOON);
        assertEquals(625, sent(call, 1_000), "what the operator allows");
    }

    @Test
    void whatTheWicSendsIsLimitedToo() {
        var call = Call.open(bench, 1);
        tell(call, new Medium(Kind.AUDIO, List.of(), 200, 0));
        for (int i = 0; i < 500; i++) {
            call.wic.send(Call.rtp(i, Call.WIC_SSRC));
        }
        var counted = call.counters().toCore();
        assertTrue(counted.packets() >= 187 && counted.packets() < 197, counted + "");
        assertEquals(500, counted.packets() + counted.dropped(Drop.EXCESS));
    }

    @Test
    void theLesserOfBothLimitsCounts() {
        var rates = new Rates(1_000, 20_000, true);
        assertEquals(1_000, rates.limit(Kind.AUDIO, 0));
        assertEquals(300, rates.limit(Kind.AUDIO, 200));
        assertEquals(200, rates.limit(Kind.AUDIO, 12), "less than any call needs");
        assertEquals(20_000, rates.limit(Kind.VIDEO, 1_000_000));
        assertEquals(1_000, new Rates(1_000, 0, false).limit(Kind.AUDIO, 200));
        assertEquals(3_000, new Rates(0, 0, true).limit(Kind.VIDEO, 2_000));
        assertEquals(0, new Rates(0, 0, true).limit(Kind.VIDEO, 0));
        assertEquals(0, rates.limit(Kind.UNSET, 0));
    }

    @Test
    @Proves("AGW-28")
    void eachSortOfMediaIsMarkedOnBothLegs() {
        var audio = Call.open(bench, 1);
        var video = Call.open(bench, 2);
        tell(audio, new Medium(Kind.AUDIO, List.of()));
        tell(video, new Medium(Kind.VIDEO, List.of()));
        for (var call : List.of(audio, video)) {
            int mark = call == audio ? AUDIO : VIDEO;
            assertEquals(mark, bench.marks.get(call.rtpSocket()));
            assertEquals(mark, bench.marks.get(call.rtpSocket() + 1), "its RTCP");
        }
        bench.marksOnW3.clear();
        for (int i = 0; i < 3; i++) {
            audio.fromCore(Call.rtp(i, Call.CORE_SSRC));
            video.fromCore(Call.rtp(i, Call.CORE_SSRC));
        }
        assertEquals(List.of(AUDIO, VIDEO, AUDIO, VIDEO, AUDIO, VIDEO), bench.marksOnW3);
        bench.marksOnW3.clear();
        bench.pass(Duration.ofSeconds(20));
        assertEquals(Set.of(AUDIO, VIDEO), Set.copyOf(bench.marksOnW3), "ICE and DTLS of it too");
    }
}
