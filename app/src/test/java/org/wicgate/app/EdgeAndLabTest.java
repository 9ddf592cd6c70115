package org.wicgate.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.wicgate.base.Decoded;
import org.wicgate.epcscf.Config.DigestProtection;
import org.wicgate.epcscf.Config.Scheme;
import org.wicgate.epcscf.EdgeProxy;
import org.wicgate.epcscf.NodeKey;
import org.wicgate.epcscf.Report;
import org.wicgate.epcscf.TokenVerdict;
import org.wicgate.lab.LabCore;
import org.wicgate.lab.LabSettings;
import org.wicgate.lab.Subscriber;
import org.wicgate.sim.SeededEntropy;
import org.wicgate.sip.Hop;
import org.wicgate.sip.Limits;
import org.wicgate.sip.RegInfo;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.sip.SipMessage;
import org.wicgate.sip.SipUri;
import org.wicgate.sip.Transport;

/** The eP-CSCF and the lab core, mouth to mouth: what the network does to registrations. */
class EdgeAndLabTest {
    private static final String HOME = "ims.example";
    private static final InetSocketAddress EDGE = at(5060);
    private static final InetSocketAddress LAB = at(5080);

    private final EdgeProxy edge;
    private final LabCore lab;
    private final List<SipMessage> toWic = new ArrayList<>();
    private final List<Report> reports = new ArrayList<>();
    private final List<LabCore.Out> told = new ArrayList<>();
    private Instant now = Instant.EPOCH;
    private int cseq;

    EdgeAndLabTest() {
        var entropy = new SeededEntropy(1);
        var config =
                new org.wicgate.epcscf.Config(
                        HOME,
                        new org.wicgate.epcscf.Config.W2("edge.example", 8088),
                        new org.wicgate.epcscf.Config.Mw(
                                Transport.UDP,
                                "127.0.0.1",
                                5060,
                                List.of(SipUri.of("", LAB.getHostString(), LAB.getPort())),
                                HOME),
                        new org.wicgate.epcscf.Config.Registration(
                                Set.of(Scheme.WEB),
                                "https://waf.example",
                                Map.of("wwsf", List.of("*")),
                                "",
                                DigestProtection.NONE),
                        new org.wicgate.epcscf.Config.Sessions(Duration.ofSeconds(2), 10),
                        new org.wicgate.epcscf.Config.Admission(
                                Map.of(), true, org.wicgate.epcscf.Config.Emergency.USUAL),
                        true);
        edge = new EdgeProxy(config, 0, NodeKey.fresh(entropy), entropy);
        var settings = new LabSettings(HOME, LAB, Set.of(EDGE), LabSettings.Limits.DEFAULT);
        lab = new LabCore(settings, List.of(Subscriber.of("alice", HOME)), entropy);
        give(new EdgeProxy.In.ConnectionOpened(1, Transport.WSS, "", "198.51.100.1:1"));
    }

    private static InetSocketAddress at(int port) {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
    }

    private void give(EdgeProxy.In input) {
        edge.handle(input, now);
        settle();
    }

    private void give(LabCore.In input) {
        lab.handle(input, now);
        settle();
    }

    private void pass(Duration time) {
        var end = now.plus(time);
        while (now.isBefore(end)) {
            now = now.plusMillis(500);
            edge.tick(now);
            lab.tick(now);
            settle();
        }
    }

    private void settle() {
        boolean more = true;
        while (more) {
            more = false;
            for (var out = edge.poll(); out != null; out = edge.poll()) {
                more = true;
                take(out);
            }
            for (var out = lab.poll(); out != null; out = lab.poll()) {
                more = true;
                take(out);
            }
        }
    }

    private void take(EdgeProxy.Out out) {
        switch (out) {
            case EdgeProxy.Out.Transmit(var message, Hop.Connection _) ->
                    toWic.add(read(message.encode()));
            case EdgeProxy.Out.Transmit(var message, _) ->
                    lab.handle(
                            new LabCore.In.Received(
                                    read(message.encode()),
                                    new Hop.Address(Transport.UDP, EDGE),
                                    EDGE),
                            now);
            case EdgeProxy.Out.Tell(var report) -> reports.add(report);
            case EdgeProxy.Out.Verify(var correlation, _) ->
                    edge.handle(
                            new EdgeProxy.In.Verified(
                                    correlation, new TokenVerdict.Valid(claims())),
                            now);
            case EdgeProxy.Out.Refuse _,
                    EdgeProxy.Out.Close _,
                    EdgeProxy.Out.Resolve _,
                    EdgeProxy.Out.Keeps _,
                    EdgeProxy.Out.Leaves _,
                    EdgeProxy.Out.ToGateway _ -> {}
        }
    }

    private void take(LabCore.Out out) {
        if (out instanceof LabCore.Out.Transmit(var message, _)) {
            var from = new Hop.Address(Transport.UDP, LAB);
            edge.handle(new EdgeProxy.In.FromCore(read(message.encode()), from), now);
        } else {
            told.add(out);
        }
    }

    private static TokenVerdict.Claims claims() {
        return new TokenVerdict.Claims(
                "alice@" + HOME,
                List.of("sip:alice@" + HOME),
                "wwsf",
                "alice",
                List.of(),
                Instant.EPOCH.plusSeconds(3600),
                "t1",
                "login",
                false);
    }

    private static SipMessage read(byte[] bytes) {
        return switch (SipMessage.decode(bytes, Limits.DEFAULT)) {
            case Decoded.Ok<SipMessage>(var message) -> message;
            case Decoded.Malformed<SipMessage>(var why) -> throw new AssertionError(why);
        };
    }

    private Response ask(String method, String uri, String... more) {
        cseq++;
        String text =
                (method + " " + uri + " SIP/2.0\n")
                        + ("Via: SIP/2.0/WSS a.invalid;branch=z9hG4bK" + cseq + "\n")
                        + "Max-Forwards: 70\nAuthorization: Bearer secret\n"
                        + "From: <sip:alice@ims.example>;tag=a\nTo: <sip:alice@ims.example>\n"
                        + ("Call-ID: " + method + "\nCSeq: " + cseq + " " + method + "\n")
                        + "Contact: <sip:x@a.invalid;transport=ws>;reg-id=1;"
                        + "+sip.instance=\"<urn:uuid:1>\"\n"
                        + String.join("", Arrays.stream(more).map(line -> line + "\n").toList())
                        + "Content-Length: 0\n\n";
        byte[] bytes = text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        give(EdgeProxy.In.fromAccess(1, bytes, Limits.DEFAULT));
        return toWic.stream()
                .filter(m -> m instanceof Response r && r.cseq().number() == cseq)
                .map(Response.class::cast)
                .toList()
                .getLast();
    }

    private void register() {
        var ok = ask("REGISTER", "sip:ims.example", "Supported: path, outbound", "Expires: 600");
        assertEquals(200, ok.status());
        assertEquals(1, edge.census().bindings());
    }

    private void assertEnded(Report.Ending ending) {
        assertEquals(0, edge.census().bindings());
        var ends =
                reports.stream()
                        .filter(Report.Unregistered.class::isInstance)
                        .map(Report.Unregistered.class::cast)
                        .toList();
        assertEquals(ending, ends.getLast().ending());
        assertFalse(reports.stream().anyMatch(Report.RegEventRefused.class::isInstance));
    }

    @Test
    void operatorEndsARegistrationAndTheWicIsTold() {
        register();
        var ok = ask("SUBSCRIBE", "sip:alice@ims.example", "Event: reg", "Expires: 3600");
        assertEquals(200, ok.status());
        var first = toWic.stream().filter(m -> m instanceof Request r && r.is("NOTIFY")).toList();
        assertEquals(1, first.size());
        give(
                EdgeProxy.In.fromAccess(
                        1,
                        Response.to((Request) first.getFirst(), 200).build().encode(),
                        Limits.DEFAULT));
        give(new LabCore.In.Deregister("alice", true));
        assertEnded(Report.Ending.NETWORK);
        var last =
                toWic.stream()
                        .filter(m -> m instanceof Request r && r.is("NOTIFY"))
                        .toList()
                        .getLast();
        assertTrue(
                RegInfo.decode(last.body()) instanceof Decoded.Ok<RegInfo>(var info)
                        && info.registrations().getFirst().state() == RegInfo.State.TERMINATED);
        assertEquals(403, ask("MESSAGE", "sip:bob@ims.example").status());
        register();
    }

    @Test
    void operatorShortensARegistration() {
        register();
        give(new LabCore.In.Shorten("alice", Duration.ofSeconds(60)));
        pass(Duration.ofSeconds(59));
        assertEquals(1, edge.census().bindings());
        pass(Duration.ofSeconds(3));
        assertEquals(0, edge.census().bindings());
    }

    @Test
    void logOutEndsTheRegistrationInTheCore() {
        register();
        give(new EdgeProxy.In.Revoked("login"));
        assertEnded(Report.Ending.LOGGED_OUT);
        assertTrue(
                told.stream()
                        .anyMatch(o ->
                                o instanceof LabCore.Out.Unregistered u
                                        && u.why().equals("DEREGISTERED")));
    }

    @Test
    void subscriptionIsKeptWhileTheRegistrationIsRefreshed() {
        register();
        for (int i = 0; i < 5; i++) {
            pass(Duration.ofMinutes(5));
            register();
        }
        give(new LabCore.In.Deregister("alice@ims.example", false));
        assertEnded(Report.Ending.NETWORK);
    }
}
