package org.wicgate.eimsagw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wicgate.iq.AccessRemote;
import org.wicgate.iq.Command;
import org.wicgate.iq.CoreRemote;
import org.wicgate.iq.Counters.Dtls;
import org.wicgate.iq.Interworking;
import org.wicgate.iq.Interworking.Encoding;
import org.wicgate.iq.Interworking.Payload;
import org.wicgate.iq.Interworking.Payloads;
import org.wicgate.iq.Medium;
import org.wicgate.iq.Medium.Format;
import org.wicgate.iq.Medium.Kind;
import org.wicgate.iq.Quality;
import org.wicgate.iq.Stream;
import org.wicgate.iq.Stream.Gates;
import org.wicgate.rtp.rtcp.Rtcp;
import org.wicgate.rtp.rtcp.RtcpPacket;
import org.wicgate.rtp.rtcp.RtcpPacket.ReportBlock;

/** How well a stream goes, in either direction, by what comes and by what is reported. */
class QualityTest {
    private static final Duration FRAME = Duration.ofMillis(20);
    private static final int MIDDLE = 0x1234_5678;

    private final Bench bench = new Bench();
    private final Call call = Call.open(bench, 1);

    private void tell(Medium medium, Interworking how) {
        var stream =
                new Stream(
                        0,
                        new AccessRemote.Unset(),
                        new CoreRemote.Unset(),
                        Gates.OPEN,
                        how,
                        medium);
        bench.ask(new Command.Configure(call.id, List.of(stream)));
    }

    private void audio() {
        var format = new Format(0, "PCMU", 8000);
        tell(new Medium(Kind.AUDIO, List.of(format)), new Interworking.Unset());
    }

    private Quality toCore() {
        return call.counters().qualityToCore();
    }

    private Quality toAccess() {
        return call.counters().qualityToAccess();
    }

    private static byte[] compound(RtcpPacket... packets) {
        byte[] b = new byte[200];
        return Arrays.copyOf(b, Rtcp.encode(List.of(packets), b, 0));
    }

    private static byte[] senderReport(int ssrc, int middle) {
        long ntp = (middle & 0xFFFFFFFFL) << 16;
        return compound(new RtcpPacket.SenderReport(ssrc, ntp, 0, 1, 1, List.of()));
    }

    private static byte[] block(int about, int lost, long highest, int lastReport, long delay) {
        var block = new ReportBlock(about, 64, lost, highest, 160, lastReport, delay);
        return compound(new RtcpPacket.ReceiverReport(99, List.of(block)));
    }

    private void talk(int from, int to) {
        for (int i = from; i < to; i++) {
            bench.pass(FRAME);
            if (i % 10 != 5) {
                call.wic.send(Call.rtp(i, Call.WIC_SSRC));
            }
            call.fromCore(Call.rtp(i, Call.CORE_SSRC));
        }
    }

    @Test
    void lossAndJitterAreMeasuredWhereWeReceive() {
        audio();
        talk(0, 100);
        assertEquals(90, toCore().received());
        assertEquals(10, toCore().lost());
        assertEquals(10, toCore().lossPercent(), 0.001);
        assertEquals(100, toAccess().received());
        assertEquals(0, toAccess().lost());
        assertEquals("PCMU", toAccess().codec());
        assertTrue(toAccess().jitterMicros() < 300, toAccess() + "");
        assertTrue(toAccess().mos() > 4.3, toAccess() + "");
        assertTrue(toCore().mos() < 3.6 && toCore().mos() > 3, toCore() + "");
    }

    @Test
    void packetsThatComeUnevenlyHaveJitter() {
        audio();
        for (int i = 0; i < 200; i++) {
            bench.pass(Duration.ofMillis(i % 2 == 0 ? 5 : 35));
            call.fromCore(Call.rtp(i, Call.CORE_SSRC));
        }
        long jitter = toAccess().jitterMicros();
        assertTrue(jitter > 14_000 && jitter < 16_000, jitter + " us"); // |D| is 15 ms each time
    }

    /** RFC 3550 §6.4.1: a round trip for each leg, of reports that only pass through us. */
    @Test
    void roundTripsAreOfEachLegAlone() {
        audio();
        talk(0, 10);
        assertEquals(-1, toCore().roundTripMicros());
        call.wic.sendRtcp(senderReport(Call.WIC_SSRC, MIDDLE));
        bench.pass(Duration.ofMillis(1080));
        call.rtcpFromCore(block(Call.WIC_SSRC, 0, 9, MIDDLE, 65_536)); // a second
        near(80_000, toCore().roundTripMicros());
        assertEquals(-1, toAccess().roundTripMicros());

        call.rtcpFromCore(senderReport(Call.CORE_SSRC, MIDDLE + 1));
        bench.pass(Duration.ofMillis(530));
        call.wic.sendRtcp(block(Call.CORE_SSRC, 0, 9, MIDDLE + 1, 32_768));
        near(30_000, toAccess().roundTripMicros());
        near(80_000, toCore().roundTripMicros());
    }

    private static void near(long expected, long micros) {
        assertTrue(Math.abs(expected - micros) < 20, micros + " us");
    }

    @Test
    void aBlockThatAnswersNoReportOfOursTellsNoRoundTrip() {
        audio();
        talk(0, 5);
        call.rtcpFromCore(block(Call.WIC_SSRC, 0, 9, MIDDLE, 0));
        call.rtcpFromCore(block(Call.WIC_SSRC, 0, 9, 0, 0));
        call.wic.sendRtcp(senderReport(Call.WIC_SSRC, MIDDLE));
        call.rtcpFromCore(block(Call.WIC_SSRC, 0, 9, MIDDLE, 1 << 24)); // from the future
        assertEquals(-1, toCore().roundTripMicros());
        assertEquals(3, toCore().reported().reports());
    }

    @Test
    void whatTheFarEndMissesIsWhatItReports() {
        audio();
        talk(0, 5);
        call.rtcpFromCore(block(Call.WIC_SSRC, 2, 100, 0, 0));
        assertEquals(25, toCore().reported().lossPercent(), 0.001, "by its fraction");
        call.rtcpFromCore(block(Call.WIC_SSRC, 12, 300, 0, 0));
        assertEquals(5, toCore().reported().lossPercent(), 0.001, "10 of 200");
        assertEquals(12, toCore().reported().lost());
        assertEquals(20_000, toCore().reported().jitterMicros());
        assertEquals(0, toAccess().reported().reports());
        assertEquals(5, toCore().worstLossPercent(), 0.001);
    }

    /** Both legs of a transcoded stream are heard of by themselves. */
    @Test
    void ofATranscodedStreamWhatIsLostBeforeUsAndBehindUsCounts() {
        var g711 = new Payloads(List.of(new Payload(0, Encoding.PCMU)), 20);
        var law = new Payloads(List.of(new Payload(8, Encoding.PCMA)), 20);
        tell(new Medium(Kind.AUDIO, List.of()), new Interworking.Transcoded(g711, law));
        talk(0, 600);
        bench.takeEvents();
        var ours = bench.takeToCore();
        var sent = ours.stream().filter(s -> s.socket() == call.rtpSocket()).toList();
        int ssrc = org.wicgate.rtp.RtpHeader.ssrc(sent.getLast().bytes(), 0);
        var report =
                ours.stream().filter(s -> s.socket() == call.rtpSocket() + 1).toList().getLast();
        byte[] b = report.bytes();
        int middle = ((b[10] & 0xFF) << 24) | ((b[11] & 0xFF) << 16) | ((b[12] & 0xFF) << 8);
        middle |= b[13] & 0xFF;
        call.rtcpFromCore(block(ssrc, 0, 100, middle, 0));
        call.rtcpFromCore(block(ssrc, 20, 300, middle, 0));
        assertEquals(10, toCore().lossPercent(), 0.2);
        assertEquals(10, toCore().reported().lossPercent(), 0.001);
        assertTrue(toCore().roundTripMicros() >= 0, toCore() + "");
        assertTrue(toCore().mos() < 3, "19 % of it are missing: " + toCore());
    }

    /** The numbers of an event and of noise are counted, and their time stands still. */
    @Test
    void digitsMakeNoJitter() {
        var formats = List.of(new Format(8, "PCMA", 8000), new Format(0, "TELEPHONE-EVENT", 8000));
        tell(new Medium(Kind.AUDIO, formats), new Interworking.Unset());
        for (int i = 0; i < 50; i++) {
            bench.pass(FRAME);
            byte[] packet = Call.rtp(i, Call.CORE_SSRC);
            packet[1] = (byte) (i < 20 ? 8 : 0);
            if (i >= 20) {
                Arrays.fill(packet, 4, 8, (byte) 0);
            }
            call.fromCore(packet);
        }
        assertEquals(50, toAccess().received());
        assertEquals("PCMA", toAccess().codec());
        assertTrue(toAccess().jitterMicros() < 300, toAccess() + "");
    }

    @Test
    void whatIsSentAgainIsNoLossOfTheVideo() {
        var formats = List.of(new Format(96, "VP8", 90_000), new Format(97, "RTX", 90_000));
        tell(new Medium(Kind.VIDEO, formats), new Interworking.Unset());
        for (int i = 0; i < 20; i++) {
            byte[] picture = Call.rtp(i, Call.WIC_SSRC);
            picture[1] = 96;
            call.wic.send(picture);
            byte[] again = Call.rtp(10 * i, 0x4444);
            again[1] = 97;
            call.wic.send(again);
        }
        assertEquals(20, toCore().received());
        assertEquals(0, toCore().lost());
        assertEquals("VP8", toCore().codec());
        assertEquals(0, toCore().mos(), "nobody hears it");
    }

    /** Whoever changes his source for each packet costs us no more than eight. */
    @Test
    void sourcesAreBounded() {
        audio();
        for (int i = 0; i < 1000; i++) {
            call.fromCore(Call.rtp(1, i));
        }
        assertEquals(1000, toAccess().received());
        assertEquals(0, toAccess().lost());
        for (int i = 0; i < 1000; i++) {
            call.rtcpFromCore(block(i, 0, 1, 0, 0));
        }
    }

    @Test
    void theAssociationIsToldFromItsBeginningToItsEnd() {
        var other = Call.reserve(bench, 2);
        assertEquals(Dtls.State.WAITING, other.counters().dtls().state());
        var dtls = call.counters().dtls();
        assertEquals(Dtls.State.DONE, dtls.state());
        assertEquals("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", dtls.cipher());
        call.wic.transport.close();
        bench.until("closed", () -> call.counters().dtls().state() == Dtls.State.CLOSED);
    }

    @Test
    void ofAnUnknownFormatNumbersAreCounted() {
        talk(0, 20);
        assertEquals(18, toCore().received());
        assertEquals(2, toCore().lost());
        assertEquals(0, toCore().mos());
        assertEquals("", toCore().codec());
    }
}
