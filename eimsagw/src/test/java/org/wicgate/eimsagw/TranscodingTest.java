package org.wicgate.eimsagw;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.wicgate.base.Decoded;
import org.wicgate.codec.SpeechCodec;
import org.wicgate.codec.SpeechDecoder;
import org.wicgate.codec.SpeechEncoder;
import org.wicgate.codec.Tone;
import org.wicgate.codec.ToneDetector;
import org.wicgate.dtls.ProtectionProfile;
import org.wicgate.iq.AccessRemote;
import org.wicgate.iq.Command;
import org.wicgate.iq.CoreRemote;
import org.wicgate.iq.Counters.Drop;
import org.wicgate.iq.Event;
import org.wicgate.iq.Interworking;
import org.wicgate.iq.Interworking.Encoding;
import org.wicgate.iq.Interworking.Payload;
import org.wicgate.iq.Interworking.Payloads;
import org.wicgate.iq.Stream;
import org.wicgate.iq.Stream.Gates;
import org.wicgate.rtp.RtpHeader;
import org.wicgate.rtp.TelephoneEvent;
import org.wicgate.rtp.rtcp.Rtcp;
import org.wicgate.rtp.rtcp.RtcpPacket;
import org.wicgate.sim.Proves;

/** A WIC that speaks Opus, a phone that speaks G.711, and each understands the other. */
class TranscodingTest {
    private static final Payloads OPUS =
            new Payloads(
                    List.of(
                            new Payload(111, Encoding.OPUS),
                            new Payload(110, Encoding.EVENT_48000)),
                    20);
    private static final int A_LAW = 8;

    private final Bench bench = new Bench();
    private final Call call = Call.open(bench, 1);
    private final List<byte[]> atPhone = new ArrayList<>();
    private final List<byte[]> rtcpAtPhone = new ArrayList<>();

    private static Payloads g711(Encoding encoding, int ptime) {
        int type = encoding == Encoding.PCMA ? A_LAW : 0;
        return new Payloads(
                List.of(new Payload(type, encoding), new Payload(101, Encoding.EVENT_8000)), ptime);
    }

    private void transcode(Payloads access, Payloads core) {
        interwork(new Interworking.Transcoded(access, core));
    }

    private void interwork(Interworking how) {
        var stream =
                new Stream(0, new AccessRemote.Unset(), new CoreRemote.Unset(), Gates.OPEN, how);
        assertInstanceOf(
                Event.Configured.class, bench.ask(new Command.Configure(call.id, List.of(stream))));
    }

    /** Sorts what came to the phone since. */
    private void listen() {
        for (var sent : bench.takeToCore()) {
            (sent.socket() == call.rtpSocket() ? atPhone : rtcpAtPhone).add(sent.bytes());
        }
    }

    /** One end that talks in frames of 20 ms: a tone goes in. */
    private final class Talker {
        final int type;
        final int ssrc;
        final boolean isWic;
        final int ticks;
        final SpeechEncoder encoder;
        final Tone tone = new Tone(440, 0.3);
        final short[] frame = new short[160];
        int sequence = 65_530;
        int timestamp = -100_000;

        Talker(SpeechCodec codec, int type, int ssrc, boolean isWic) {
            this.type = type;
            this.ssrc = ssrc;
            this.isWic = isWic;
            this.encoder = codec.encoder();
            this.ticks = codec.clockRate() / 50;
        }

        byte[] next() {
            tone.fill(frame);
            byte[] packet = new byte[700];
            int length = encoder.encode(frame, 160, packet, RtpHeader.SIZE);
            RtpHeader.write(packet, 0, false, type, sequence++, timestamp, ssrc);
            timestamp += ticks;
            return Arrays.copyOf(packet, RtpHeader.SIZE + length);
        }

        void send(byte[] packet) {
            if (isWic) {
                call.wic.send(packet);
            } else {
                call.fromCore(packet);
            }
        }

        /** Talks; a packet that is lost is made and not sent. */
        void talk(int packets, IntPredicate isLost) {
            for (int i = 0; i < packets; i++) {
                byte[] packet = next();
                if (!isLost.test(i)) {
                    send(packet);
                }
                bench.pass(Duration.ofMillis(20));
                listen();
            }
        }

        void talk(int packets) {
            talk(packets, _ -> false);
        }
    }

    private static double share(List<byte[]> packets, SpeechCodec codec, int type) {
        var detector = new ToneDetector(440);
        var decoder = codec.decoder();
        short[] out = new short[SpeechDecoder.MAX_SAMPLES];
        for (byte[] packet : packets) {
            if (RtpHeader.payloadType(packet, 0) == type) {
                int header = RtpHeader.length(packet, 0, packet.length);
                int count = decoder.decode(packet, header, packet.length - header, out);
                detector.hear(out, count);
            }
        }
        return (double) detector.windowsWithTone() / detector.windows();
    }

    private Talker wicTalks() {
        return new Talker(SpeechCodec.OPUS, 111, Call.WIC_SSRC, true);
    }

    private Talker phoneTalks(SpeechCodec codec) {
        return new Talker(codec, codec == SpeechCodec.PCMA ? A_LAW : 0, Call.CORE_SSRC, false);
    }

    @ParameterizedTest
    @EnumSource(names = {"PCMA", "PCMU"})
    @Proves("AGW-16")
    void aToneGoesInAsOpusAndComesOutAsG711AndTheOtherWayRound(Encoding law) {
        var codec = SpeechCodec.valueOf(law.name());
        transcode(OPUS, g711(law, 20));

        wicTalks().talk(100);
        phoneTalks(codec).talk(100);

        assertEquals(100, atPhone.size());
        assertEquals(100, call.wic.rtp.size());
        assertTrue(share(atPhone, codec, law == Encoding.PCMA ? 8 : 0) > 0.9);
        assertTrue(share(call.wic.rtp, SpeechCodec.OPUS, 111) > 0.9);
        consecutive(atPhone, 160);
        consecutive(call.wic.rtp, 960);
    }

    /** One source of our own on each leg, without a hole in its numbers. */
    private static void consecutive(List<byte[]> packets, int ticks) {
        for (int i = 1; i < packets.size(); i++) {
            byte[] one = packets.get(i - 1);
            byte[] next = packets.get(i);
            assertEquals(RtpHeader.ssrc(one, 0), RtpHeader.ssrc(next, 0));
            int ahead = (short) (RtpHeader.sequence(next, 0) - RtpHeader.sequence(one, 0));
            assertEquals(1, ahead);
            assertEquals(ticks, RtpHeader.timestamp(next, 0) - RtpHeader.timestamp(one, 0));
        }
        int ssrc = RtpHeader.ssrc(packets.getFirst(), 0);
        assertNotEquals(Call.WIC_SSRC, ssrc);
        assertNotEquals(Call.CORE_SSRC, ssrc);
    }

    @ParameterizedTest
    @CsvSource({"40,50,320", "60,33,480", "30,66,240", "10,200,80"})
    void eachLegHasThePacketTimeThatItAskedFor(int ptime, int packets, int samples) {
        transcode(OPUS, g711(Encoding.PCMA, ptime));
        wicTalks().talk(100);
        assertEquals(packets, atPhone.size());
        assertEquals(RtpHeader.SIZE + samples, atPhone.getFirst().length);
        consecutive(atPhone, samples);
    }

    @Test
    void lossAndDisorderAreMadeUpFor() {
        transcode(OPUS, g711(Encoding.PCMA, 20));
        wicTalks().talk(200, i -> i % 10 == 5);
        phoneTalks(SpeechCodec.PCMA).talk(200, i -> i % 10 == 5);

        assertEquals(200, atPhone.size());
        assertEquals(200, call.wic.rtp.size());
        assertTrue(share(atPhone, SpeechCodec.PCMA, 8) > 0.9);
        assertTrue(share(call.wic.rtp, SpeechCodec.OPUS, 111) > 0.9);
    }

    @Test
    void twoPacketsThatChangedPlacesAreHeardInOrderAndARepeatedOneOnce() {
        transcode(OPUS, g711(Encoding.PCMA, 20));
        var talker = wicTalks();
        talker.talk(10);
        byte[] one = talker.next();
        byte[] two = talker.next();
        talker.send(two);
        talker.send(one);
        talker.send(one);
        talker.talk(50);

        assertEquals(62, atPhone.size());
        consecutive(atPhone, 160);
        assertTrue(share(atPhone, SpeechCodec.PCMA, 8) > 0.9);
    }

    @Test
    void aPauseStaysAPauseAndIsMarked() {
        transcode(OPUS, g711(Encoding.PCMA, 20));
        var talker = wicTalks();
        talker.talk(10);
        talker.timestamp += 48_000; // a second without a packet: discontinuous transmission
        talker.talk(10);

        assertEquals(20, atPhone.size());
        byte[] before = atPhone.get(9);
        byte[] after = atPhone.get(10);
        assertTrue(RtpHeader.marker(after, 0));
        assertEquals(8160, RtpHeader.timestamp(after, 0) - RtpHeader.timestamp(before, 0));
    }

    /** A phone behind another: the source changes, and on the other leg it is still one. */
    @Test
    void anotherSourceIsTheSameOneOnTheOtherLeg() {
        transcode(OPUS, g711(Encoding.PCMA, 20));
        phoneTalks(SpeechCodec.PCMA).talk(20);
        new Talker(SpeechCodec.PCMA, A_LAW, 0x33333333, false).talk(20);
        assertEquals(40, call.wic.rtp.size());
        assertEquals(
                RtpHeader.ssrc(call.wic.rtp.getFirst(), 0),
                RtpHeader.ssrc(call.wic.rtp.getLast(), 0));
    }

    private static byte[] event(int type, int sequence, int timestamp, boolean end, int duration) {
        byte[] packet = new byte[RtpHeader.SIZE + TelephoneEvent.SIZE];
        RtpHeader.write(packet, 0, duration < 1000, type, sequence, timestamp, Call.WIC_SSRC);
        new TelephoneEvent(5, end, 10, duration).encode(packet, RtpHeader.SIZE);
        return packet;
    }

    /** RFC 4733 §2.5: one event has one timestamp, and its duration counts the leg's clock. */
    @Test
    void digitsGoFromClockToClock() {
        transcode(OPUS, g711(Encoding.PCMA, 20));
        var talker = wicTalks();
        talker.talk(5);
        for (int digit = 0; digit < 2; digit++) {
            int start = talker.timestamp;
            for (int i = 1; i <= 7; i++) {
                boolean end = i >= 5;
                int duration = Math.min(i, 5) * 960;
                talker.send(event(110, talker.sequence++, start, end, duration));
            }
            talker.timestamp += 5 * 960;
        }
        talker.talk(5);

        var events = atPhone.stream().filter(p -> RtpHeader.payloadType(p, 0) == 101).toList();
        assertEquals(14, events.size());
        int first = RtpHeader.timestamp(events.getFirst(), 0);
        int second = RtpHeader.timestamp(events.getLast(), 0);
        assertEquals(800, second - first);
        for (int i = 0; i < 14; i++) {
            byte[] packet = events.get(i);
            assertEquals(i < 7 ? first : second, RtpHeader.timestamp(packet, 0));
            var told = TelephoneEvent.decode(packet, RtpHeader.SIZE, TelephoneEvent.SIZE);
            int duration = Math.min(i % 7 + 1, 5) * 160;
            assertEquals(new Decoded.Ok<>(new TelephoneEvent(5, i % 7 >= 4, 10, duration)), told);
        }
    }

    /** TS 23.334 §5.13: codecs that are the same on both legs pass untouched. */
    @Test
    void whatIsTheSameOnBothLegsIsNotTouched() {
        transcode(OPUS, g711(Encoding.PCMA, 20));
        assertEquals("OPUS <-> PCMA", call.counters().transcoding());
        assertEquals(1, bench.gateway.counters().transcoded());
        interwork(new Interworking.Relayed());
        assertEquals("", call.counters().transcoding());
        assertEquals(0, bench.gateway.counters().transcoded());
        byte[] packet = Call.rtp(1, Call.WIC_SSRC);
        call.wic.send(packet);
        assertArrayEquals(packet, bench.takeToCore().getFirst().bytes());
    }

    @Test
    void whatWasNotAgreedOnIsCountedAndGoesNowhere() {
        transcode(OPUS, g711(Encoding.PCMA, 20));
        call.wic.send(Call.rtp(1, Call.WIC_SSRC)); // PCMU, which nobody named
        call.fromCore(Call.rtp(1, Call.CORE_SSRC));
        assertEquals(List.of(), bench.takeToCore());
        assertEquals(1, call.counters().toCore().dropped(Drop.MALFORMED));
        assertEquals(1, call.counters().toAccess().dropped(Drop.MALFORMED));
    }

    @Test
    @Proves("AGW-20")
    void aClosedGateLetsNothingThroughATranscoderEither() {
        transcode(OPUS, g711(Encoding.PCMA, 20));
        call.gates(false, true);
        wicTalks().talk(10);
        phoneTalks(SpeechCodec.PCMA).talk(10);
        assertEquals(0, atPhone.size());
        assertEquals(10, call.wic.rtp.size());
    }

    private static List<RtcpPacket> read(byte[] compound) {
        return switch (Rtcp.decode(compound, 0, compound.length)) {
            case Decoded.Ok<List<RtcpPacket>>(var packets) -> packets;
            case Decoded.Malformed<List<RtcpPacket>>(var why) -> fail(why);
        };
    }

    /** A sender report of an end, told to the gateway. */
    private byte[] report(int ssrc, long ntp) {
        byte[] b = new byte[100];
        var report = new RtcpPacket.SenderReport(ssrc, ntp, 0, 1, 1, List.of());
        var name = new RtcpPacket.SourceDescription(List.of(new RtcpPacket.Chunk(ssrc, "end")));
        return Arrays.copyOf(b, Rtcp.encode(List.of(report, name), b, 0));
    }

    private void valid(List<byte[]> compounds, List<byte[]> rtp, int heard, int lost) {
        assertTrue(compounds.size() >= 2, compounds.size() + " reports");
        var last = read(compounds.getLast());
        var report = assertInstanceOf(RtcpPacket.SenderReport.class, last.getFirst());
        byte[] first = rtp.getFirst();
        assertEquals(RtpHeader.ssrc(first, 0), report.ssrc());
        assertTrue(report.packets() <= rtp.size() && report.packets() > rtp.size() / 2);
        assertTrue(report.octets() > 0);
        long seconds = (report.ntp() >>> 32) - 2_208_988_800L;
        assertTrue(Math.abs(bench.now() / 1_000_000_000L - seconds) < 9, "at " + seconds);
        var block = report.blocks().getFirst();
        assertEquals(heard, block.ssrc());
        assertTrue(Math.abs(lost - block.lost()) < 40, "lost " + block.lost());
        assertEquals(0x1234_0000, block.lastReport());
        assertTrue(block.delay() > 0 && block.delay() < 21L << 16, "delay " + block.delay());
        var names = assertInstanceOf(RtcpPacket.SourceDescription.class, last.get(1));
        assertEquals(report.ssrc(), names.chunks().getFirst().ssrc());
        assertNotEquals("end", names.chunks().getFirst().cname());
    }

    /** RFC 3550 §6.4: each leg hears of our source on it, and of its own source. */
    @Test
    @Proves("AGW-18")
    void reportsAreOfEachLegAlone() {
        transcode(OPUS, g711(Encoding.PCMA, 20));
        long ntp = 0x0000_1234_0000_0000L;
        call.wic.sendRtcp(report(Call.WIC_SSRC, ntp));
        var wic = wicTalks();
        var phone = phoneTalks(SpeechCodec.PCMA);
        wic.send(wic.next());
        phone.send(phone.next());
        call.wic.sendRtcp(report(Call.WIC_SSRC, ntp));
        call.rtcpFromCore(report(Call.CORE_SSRC, ntp));
        for (int i = 0; i < 1000; i++) {
            wic.send(wic.next());
            byte[] packet = phone.next();
            if (i % 10 != 3) {
                phone.send(packet);
            }
            bench.pass(Duration.ofMillis(20));
            listen();
        }

        valid(rtcpAtPhone, atPhone, Call.CORE_SSRC, 100);
        valid(call.wic.rtcp, call.wic.rtp, Call.WIC_SSRC, 0);
        for (byte[] compound : call.wic.rtcp) {
            assertTrue(Rtcp.isCompound(compound, 0, compound.length));
        }
        timestampsAgree(rtcpAtPhone, 8000);
        timestampsAgree(call.wic.rtcp, 48_000);
    }

    /** Two reports tell the same clock rate by NTP and by RTP. */
    private static void timestampsAgree(List<byte[]> compounds, int clockRate) {
        var one = (RtcpPacket.SenderReport) read(compounds.get(compounds.size() - 2)).getFirst();
        var two = (RtcpPacket.SenderReport) read(compounds.getLast()).getFirst();
        double seconds = (two.ntp() - one.ntp()) / Math.pow(2, 32);
        double rtp = (double) (two.rtpTimestamp() - one.rtpTimestamp()) / clockRate;
        assertEquals(seconds, rtp, 0.05);
    }

    @Test
    void whoOnlyListensIsToldWhatIsHeardOfNobody() {
        transcode(OPUS, g711(Encoding.PCMA, 20));
        phoneTalks(SpeechCodec.PCMA).talk(700);
        var last = read(rtcpAtPhone.getLast());
        var report = assertInstanceOf(RtcpPacket.ReceiverReport.class, last.getFirst());
        assertEquals(Call.CORE_SSRC, report.blocks().getFirst().ssrc());
        assertTrue(call.wic.rtcp.size() >= 2);
    }

    @ParameterizedTest
    @EnumSource
    void bothSrtpProfilesCarryIt(ProtectionProfile profile) {
        var other = Call.open(bench, 2, profile);
        var stream =
                new Stream(
                        0,
                        new AccessRemote.Unset(),
                        new CoreRemote.Unset(),
                        Gates.OPEN,
                        new Interworking.Transcoded(OPUS, g711(Encoding.PCMU, 20)));
        bench.ask(new Command.Configure(other.id, List.of(stream)));
        other.fromCore(phoneTalks(SpeechCodec.PCMU).next());
        assertEquals(1, other.wic.rtp.size());
        assertEquals(111, RtpHeader.payloadType(other.wic.rtp.getFirst(), 0));
    }
}
