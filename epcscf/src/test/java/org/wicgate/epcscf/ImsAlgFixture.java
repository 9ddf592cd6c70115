package org.wicgate.epcscf;

import static org.junit.jupiter.api.Assertions.fail;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.wicgate.base.Decoded;
import org.wicgate.epcscf.ImsAlg.Outcome;
import org.wicgate.epcscf.ImsAlg.Prepared;
import org.wicgate.epcscf.ImsAlg.Written;
import org.wicgate.iq.Fingerprint;
import org.wicgate.iq.Local;
import org.wicgate.iq.SrtpSuite;
import org.wicgate.iq.Stream;
import org.wicgate.sdp.SessionDescription;

/** Descriptions as the two sides write them, and an eIMS-AGW that grants everything. */
final class ImsAlgFixture {
    static final String CHROMIUM =
            """
            v=0
            o=- 3648152730211837163 2 IN IP4 127.0.0.1
            s=-
            t=0 0
            a=group:BUNDLE 0
            a=extmap-allow-mixed
            a=msid-semantic: WMS 8d6b2f0e
            m=audio 54609 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126
            c=IN IP4 192.0.2.17
            b=AS:64
            a=rtcp:9 IN IP4 0.0.0.0
            a=candidate:2154773085 1 udp 2122194687 192.0.2.17 54609 typ host generation 0
            a=candidate:1052257373 1 udp 2122129151 6f1a9c1e.local 58312 typ host generation 0
            a=ice-ufrag:k8Xq
            a=ice-pwd:7tVw5nQ2sJd8KfYh1LmPz0Rc
            a=ice-options:trickle
            a=fingerprint:sha-256 6B:8B:F0:65:5F:78:E2:51:3B:AC:6F:F3:3F:46:1B:35:DC:B8:5F:64:1A:24:C2:43:F0:A1:58:D0:A1:2C:19:08
            a=setup:actpass
            a=tls-id:91bbf309c0990a6bec11e38ba2933cee
            a=mid:0
            a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
            a=sendrecv
            a=msid:8d6b2f0e e5d4b6c0
            a=rtcp-mux
            a=rtcp-rsize
            a=rtpmap:111 opus/48000/2
            a=rtcp-fb:111 transport-cc
            a=fmtp:111 minptime=10;useinbandfec=1
            a=rtpmap:63 red/48000/2
            a=fmtp:63 111/111
            a=rtpmap:9 G722/8000
            a=rtpmap:0 PCMU/8000
            a=rtpmap:8 PCMA/8000
            a=rtpmap:13 CN/8000
            a=rtpmap:110 telephone-event/48000
            a=rtpmap:126 telephone-event/8000
            a=ptime:20
            a=maxptime:60
            a=tra-contact:IN IP4 192.0.2.17 54609
            a=curr:qos local none
            a=ssrc:3570614608 cname:4TOk42mSjXCkVIa6
            """;
    static final String PHONE_ANSWER =
            """
            v=0
            o=- 1732106112 1732106114 IN IP4 203.0.113.9
            s=Asterisk
            c=IN IP4 203.0.113.9
            t=0 0
            m=audio 14852 RTP/AVP 0 126
            a=rtpmap:0 PCMU/8000
            a=rtpmap:126 telephone-event/8000
            a=fmtp:126 0-16
            a=ptime:20
            a=sendrecv
            """;
    static final String PHONE_OFFER =
            """
            v=0
            o=phone 17 1 IN IP4 203.0.113.9
            s=a call
            e=someone@example.net
            c=IN IP4 203.0.113.9
            t=0 0
            m=audio 14852 RTP/AVP 0 8 101
            b=AS:64
            a=rtpmap:101 telephone-event/8000
            a=fmtp:101 0-16
            a=rtcp:14900
            a=ptime:20
            a=curr:qos local none
            a=des:qos optional remote sendrecv
            """;
    static final String BROWSER_ANSWER =
            """
            v=0
            o=- 77 2 IN IP4 127.0.0.1
            s=-
            t=0 0
            m=audio 9 UDP/TLS/RTP/SAVPF 0 8 101
            c=IN IP4 0.0.0.0
            a=candidate:1 1 udp 2122194687 192.0.2.17 54609 typ host
            a=ice-ufrag:Ab3d
            a=ice-pwd:mAtB3qkT7wYcX2vP5eLd9sRg
            a=fingerprint:sha-256 19:E2:1C:3B:4B:9F:81:E6:B8:5C:F4:A5:A8:D8:73:04:BB:05:2F:70:9F:04:A9:0E:05:E9:26:33:E8:70:88:A2
            a=setup:active
            a=mid:0
            a=sendrecv
            a=rtcp-mux
            a=rtpmap:0 PCMU/8000
            a=rtpmap:8 PCMA/8000
            a=rtpmap:101 telephone-event/8000
            a=fmtp:101 0-16
            """;
    static final String VIDEO_AND_DATA =
            """
            m=video 0 UDP/TLS/RTP/SAVPF 96
            c=IN IP4 0.0.0.0
            a=bundle-only
            a=mid:1
            a=rtpmap:96 VP8/90000
            a=rid:h send
            a=simulcast:send h
            m=application 9 UDP/DTLS/SCTP webrtc-datachannel
            c=IN IP4 0.0.0.0
            a=mid:2
            a=sctp-port:5000
            """;

    /** What the eIMS-AGW sends under in the core: the same as long as the call lasts. */
    static final Map<SrtpSuite, String> KEYS =
            Map.of(
                    SrtpSuite.AES_CM_128_HMAC_SHA1_80,
                    "A".repeat(40),
                    SrtpSuite.AES_CM_128_HMAC_SHA1_32,
                    "B".repeat(40),
                    SrtpSuite.AEAD_AES_128_GCM,
                    "C".repeat(37) + "A==");

    private ImsAlgFixture() {}

    static ImsAlg alg() {
        return ImsAlg.start(42, MediaPolicy.USUAL);
    }

    static byte[] octets(String text) {
        return text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    static SessionDescription read(String text) {
        return switch (SessionDescription.decode(octets(text))) {
            case Decoded.Ok<SessionDescription>(var value) -> value;
            case Decoded.Malformed<SessionDescription>(var why) -> fail(why);
        };
    }

    static Prepared prepared(Outcome outcome) {
        return outcome instanceof Prepared p ? p : fail(outcome.toString());
    }

    static ImsAlg.Refused refused(Outcome outcome) {
        return outcome instanceof ImsAlg.Refused r ? r : fail(outcome.toString());
    }

    /** Writes with what the eIMS-AGW grants for the streams asked for, generation 1. */
    static Written written(Outcome outcome) {
        return written(outcome, 1);
    }

    static Written written(Outcome outcome, int generation) {
        var prepared = prepared(outcome);
        var locals = new ArrayList<Local>();
        for (Stream stream : prepared.streams()) {
            locals.add(local(stream.index(), generation));
        }
        return prepared.write(locals);
    }

    static Local local(int index, int generation) {
        return new Local(
                index,
                new Local.Access(
                        new InetSocketAddress("198.51.100.1", 10000),
                        "agw" + generation + index,
                        "agwpasswordagwpasswordag" + generation,
                        new Fingerprint("sha-256", "AA:BB"),
                        Optional.empty()),
                new Local.Core(
                        new InetSocketAddress("198.51.100.2", 30000 + 4 * index),
                        new InetSocketAddress("198.51.100.2", 30001 + 4 * index),
                        KEYS));
    }

    static List<String> lines(SessionDescription description) {
        return description.text().replace("\r", "").lines().toList();
    }
}
