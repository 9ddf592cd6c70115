package org.wicgate.bench;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.parser.StringMsgParser;
import io.pkts.packet.sip.SipMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.wicgate.base.Decoded;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Limits;
import org.wicgate.sip.NameAddr;
import org.wicgate.sip.Via;

/**
 * How long it takes to read a message of a browser from its bytes, with the values that every proxy
 * looks at: Via with branch, From and To with tag, Call-ID, CSeq, Contact, Route. Wicgate checks
 * all of them while it reads, JAIN-SIP reads all headers, pkts.io only what is asked for.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class ParserBenchmark {
    /** Which message. */
    @Param({"register", "invite"})
    public String message = "register";

    private byte[] bytes = new byte[0];

    /** Loads it. */
    @Setup
    public void load() throws IOException {
        try (var in = ParserBenchmark.class.getResourceAsStream(message + ".sip")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            bytes = text.replace("\r", "").replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        }
    }

    /** Ours. */
    @Benchmark
    public void wicgate(Blackhole into) {
        if (!(org.wicgate.sip.SipMessage.decode(bytes, Limits.DEFAULT)
                instanceof Decoded.Ok<org.wicgate.sip.SipMessage>(var read))) {
            throw new IllegalStateException("not read");
        }
        Via via = read.via();
        NameAddr from = read.from();
        into.consume(via.branch());
        into.consume(from.tag());
        into.consume(read.to().tag());
        into.consume(read.callId());
        into.consume(read.cseq().number());
        into.consume(read.contacts());
        into.consume(read.routes());
        into.consume(read.header(HeaderName.CONTENT_LENGTH));
    }

    /** JAIN-SIP's reference implementation. */
    @Benchmark
    public void jainSip(Blackhole into) throws ParseException {
        SIPMessage read = new StringMsgParser().parseSIPMessage(bytes, true, false, null);
        into.consume(read.getTopmostVia().getBranch());
        into.consume(read.getFromTag());
        into.consume(read.getToTag());
        into.consume(read.getCallId().getCallId());
        into.consume(read.getCSeq().getSeqNumber());
        into.consume(read.getContactHeader());
        into.consume(read.getRouteHeaders());
        into.consume(read.getContentLength());
    }

    /** pkts.io, which frames and parses no more than it is asked for. */
    @Benchmark
    public void pkts(Blackhole into) throws IOException {
        SipMessage read = SipMessage.frame(bytes);
        into.consume(read.getViaHeader().getBranch());
        into.consume(read.getFromHeader().getTag());
        into.consume(read.getToHeader().getTag());
        into.consume(read.getCallIDHeader().getCallId());
        into.consume(read.getCSeqHeader().getSeqNumber());
        into.consume(read.getContactHeader());
        into.consume(read.getRouteHeader());
        into.consume(read.getHeader("Content-Length"));
    }
}
