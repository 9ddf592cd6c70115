package org.wicgate.epcscf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.wicgate.base.Decoded;
import org.wicgate.epcscf.Config.DigestProtection;
import org.wicgate.epcscf.Config.Scheme;
import org.wicgate.epcscf.Report.CallEnd;
import org.wicgate.epcscf.Report.Refusal;
import org.wicgate.sim.Proves;
import org.wicgate.sip.Edit;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Hop;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.sip.SipUri;
import org.wicgate.sip.Transport;
import org.wicgate.sip.locate.Answer;
import org.wicgate.sip.locate.Question;
import org.wicgate.sip.locate.Resource;

/** The core has several targets, or names: RFC 3263 §4.3, TS 24.229 §5.2.2.1. */
class CoreFailoverTest {
    private static final Hop.Address ONE = target("192.0.2.50");
    private static final Hop.Address TWO = target("192.0.2.51");
    private static final Duration SILENCE = Duration.ofSeconds(5);
    private static final Duration TTL = Duration.ofMinutes(5);

    private Bench bench = new Bench(config("sip:192.0.2.50:5080", "sip:192.0.2.51:5080"));

    private static Hop.Address target(String literal) {
        return new Hop.Address(
                Transport.UDP, new InetSocketAddress(InetAddress.ofLiteral(literal), 5080));
    }

    private static Config config(String... nextHops) {
        var base = Bench.config(Set.of(Scheme.WEB), DigestProtection.NONE, "");
        var uris = new ArrayList<SipUri>();
        for (String hop : nextHops) {
            if (SipUri.decode(hop) instanceof Decoded.Ok<SipUri>(var uri)) {
                uris.add(uri);
            }
        }
        var mw = new Config.Mw(Transport.UDP, "192.0.2.60", 5060, uris, "visited.example");
        return new Config(base.homeDomain(), base.w2(), mw, base.registration(), base.sessions());
    }

    private Request register() {
        return register("alice", 1);
    }

    private Request register(String user, int cseq) {
        bench.wic(user.equals("alice") ? 1 : 2, Texts.register(user, cseq, Texts.bearer(user)));
        return bench.coreRequest();
    }

    private void start() {
        bench.connect(1);
    }

    private Hop last() {
        return bench.coreHops.getLast();
    }

    private void fails(Hop hop) {
        bench.give(new EdgeProxy.In.CoreFailed(hop));
    }

    private static Edit<Response> answer(Request request, int status) {
        return Response.to(request, status).toTag("far1");
    }

    private static String branch(Request request) {
        return String.valueOf(request.via().branch());
    }

    @Test
    void nextTargetIsTriedAsANewTransaction() {
        start();
        var first = register();
        assertEquals(ONE, last());
        fails(ONE);
        assertEquals(TWO, last());
        var second = bench.coreRequest();
        assertNotEquals(branch(first), branch(second));
        assertEquals(
                first.edit().popVia().build().toString(),
                second.edit().popVia().build().toString());
        bench.core(Texts.registered(second));
        bench.assertAnswered(1, 200);
        assertEquals(0, bench.proxy.census().awaited());
    }

    @Test
    void deadTargetIsLeftAloneUntilItAnswersAProbe() {
        start();
        register();
        fails(ONE);
        bench.core(Texts.registered(bench.coreRequest()));
        var down = bench.reports(Report.TargetDown.class);
        assertEquals(
                List.of(new Report.TargetDown(3, ONE, "unreachable", Duration.ofSeconds(5))), down);
        bench.core(Texts.registered(register("alice", 2)));
        assertEquals(TWO, last());
        bench.pass(Duration.ofSeconds(5));
        var probe = bench.coreRequest();
        assertTrue(probe.is("OPTIONS"));
        assertEquals(ONE, last());
        assertEquals("0", probe.header(HeaderName.MAX_FORWARDS));
        bench.core(answer(probe, 483).build());
        assertEquals(
                List.of(new Report.TargetUp(3, ONE, Duration.ofSeconds(5))),
                bench.reports(Report.TargetUp.class));
        register("alice", 3);
        assertEquals(ONE, last());
    }

    @Test
    void unansweredProbesComeLessAndLessOften() {
        start();
        register();
        fails(ONE);
        bench.core(Texts.registered(bench.coreRequest()));
        for (int wait : new int[] {5, 10, 20, 40}) {
            int before = bench.coreRequests("OPTIONS").size();
            bench.pass(Duration.ofSeconds(wait).minusMillis(100));
            assertEquals(before, bench.coreRequests("OPTIONS").size());
            bench.pass(Duration.ofMillis(100));
            assertEquals(before + 1, bench.coreRequests("OPTIONS").size());
            fails(ONE);
        }
    }

    @Test
    void silentTargetIsLeftBeforeItsTransactionEnds() {
        start();
        register();
        bench.pass(SILENCE.minusMillis(100));
        assertEquals(ONE, last());
        bench.pass(Duration.ofMillis(100));
        assertEquals(TWO, last());
        bench.core(Texts.registered(bench.coreRequest()));
        bench.assertAnswered(1, 200);
        assertEquals("silent", bench.reports(Report.TargetDown.class).getFirst().why());
    }

    @Test
    void slowAnswerOfTheFirstTargetStillCounts() {
        start();
        var first = register();
        bench.pass(SILENCE);
        assertEquals(TWO, last());
        bench.core(Texts.registered(first));
        bench.assertAnswered(1, 200);
        assertEquals(1, bench.reports(Report.TargetUp.class).size());
        bench.core(Texts.registered(bench.coreRequest()));
        assertEquals(1, bench.wicLog(1).size(), "one answer");
    }

    @Test
    void silenceOfOneRequestDoesNotCondemnATargetThatAnswersOthers() {
        start();
        bench.connect(2);
        register();
        bench.pass(Duration.ofSeconds(3));
        bench.core(Texts.registered(register("bob", 1)));
        bench.assertAnswered(2, 200);
        bench.pass(Duration.ofSeconds(2));
        assertEquals(TWO, last(), "the request itself goes on");
        assertEquals(List.of(), bench.reports(Report.TargetDown.class));
    }

    @Test
    void overloadedTargetIsLeftAloneForAsLongAsItAsks() {
        start();
        var first = register();
        bench.core(answer(first, 503).append(HeaderName.RETRY_AFTER, "30 (full)").build());
        assertEquals(TWO, last());
        bench.core(Texts.registered(bench.coreRequest()));
        bench.assertAnswered(1, 200);
        var down = bench.reports(Report.TargetDown.class).getFirst();
        assertEquals(Duration.ofSeconds(30), down.time());
        assertEquals("asked for rest", down.why());
        bench.pass(Duration.ofSeconds(29));
        bench.core(Texts.registered(register("alice", 2)));
        assertEquals(TWO, last());
        bench.pass(Duration.ofSeconds(2));
        assertEquals(List.of(), bench.coreRequests("OPTIONS"));
        register("alice", 3);
        assertEquals(ONE, last());
    }

    @Test
    void plain503IsNoReasonForQuarantine() {
        start();
        bench.core(answer(register(), 503).build());
        assertEquals(TWO, last());
        bench.core(answer(bench.coreRequest(), 503).append(HeaderName.RETRY_AFTER, "9").build());
        bench.assertAnswered(1, 503);
        assertEquals("9", bench.wicResponse(1).header(HeaderName.RETRY_AFTER));
        register("alice", 2);
        assertEquals(ONE, last());
    }

    @Test
    @Proves("REG-29")
    void registerGoesToTheNextICscfAndEndsIn504() {
        for (int status : new int[] {300, 305, 480}) {
            bench = new Bench(config("sip:192.0.2.50:5080", "sip:192.0.2.51:5080"));
            start();
            bench.core(answer(register(), status).build());
            assertEquals(TWO, last());
            bench.core(Texts.registered(bench.coreRequest()));
            bench.assertAnswered(1, 200);
        }
        bench = new Bench(config("sip:192.0.2.50:5080", "sip:192.0.2.51:5080"));
        start();
        register();
        fails(ONE);
        bench.pass(Duration.ofSeconds(33));
        bench.assertAnswered(1, 504);
        var refused = bench.reports(Report.RegistrationRefused.class).getLast();
        assertEquals(Refusal.CORE_SILENT, refused.refusal());
        bench.core(answer(register("alice", 2), 302).build());
    }

    @Test
    void redirectionOfARegisterNeverReachesTheWic() {
        start();
        bench.core(answer(register(), 302).build());
        bench.core(answer(bench.coreRequest(), 302).build());
        bench.assertAnswered(1, 504);
    }

    @Test
    void whenAllAreDeadNobodyWaits() {
        start();
        register();
        fails(ONE);
        fails(TWO);
        bench.assertAnswered(1, 504);
        var refused = bench.reports(Report.RegistrationRefused.class).getLast();
        assertEquals(Refusal.CORE_UNREACHABLE, refused.refusal());
        register("alice", 2); // one try on each, in case
        fails(ONE);
        fails(TWO);
        bench.assertAnswered(1, 504);
        register("alice", 3); // under way at the one
        bench.connect(2);
        register("bob", 1); // and at the other
        int sent = bench.toCore.size();
        register("bob", 2);
        assertEquals(sent, bench.toCore.size(), "no more while those try");
        bench.assertAnswered(2, 504);
        fails(ONE);
        fails(TWO);
        bench.assertAnswered(1, 504);
        assertEquals(2, bench.reports(Report.TargetDown.class).size());
        bench.pass(Duration.ofSeconds(5));
        for (var probe : bench.coreRequests("OPTIONS")) {
            bench.core(answer(probe, 200).build());
        }
        bench.core(Texts.registered(register("alice", 4)));
        bench.assertAnswered(1, 200);
    }

    @Test
    void inviteGoesToTheNextTargetAndALateRingIsCancelled() {
        var calls = registered("sip:orig@scscf.example;lr");
        bench.wic(
                1, Texts.initial("INVITE", "alice", "dave", Texts.bearer("alice"), Texts.WIC_SDP));
        resolve("scscf.example", "192.0.2.50", "192.0.2.51");
        var first = bench.coreRequest();
        assertEquals(ONE, last());
        bench.pass(SILENCE);
        var second = bench.coreRequest();
        assertTrue(second.is("INVITE"));
        assertEquals(TWO, last());
        assertNotEquals(branch(first), branch(second));
        bench.core(Calls.answer(first, 180).build());
        var cancel = bench.coreRequest();
        assertTrue(cancel.is("CANCEL"));
        assertEquals(ONE, last());
        assertEquals(branch(first), branch(cancel));
        bench.core(answer(cancel, 200).build());
        bench.core(answer(first, 487).build());
        bench.core(Calls.answerWithSdp(second, 200));
        bench.assertAnswered(1, 200);
        bench.wic(1, Texts.inDialog("ACK", "alice", "dave", 1, "", ""));
        assertTrue(bench.coreRequest().is("ACK"));
        assertEquals(1, bench.proxy.census().calls());
        assertEquals(ONE, bench.coreHops.get(bench.coreHops.size() - 2), "the 487's ACK");
        assertFalse(calls.path.isEmpty());
    }

    @Test
    void answeredInviteStays() {
        registered("sip:orig@scscf.example;lr");
        bench.wic(
                1, Texts.initial("INVITE", "alice", "dave", Texts.bearer("alice"), Texts.WIC_SDP));
        resolve("scscf.example", "192.0.2.50", "192.0.2.51");
        bench.core(Calls.answer(bench.coreRequest(), 180).build());
        int sent = bench.toCore.size();
        bench.pass(Duration.ofSeconds(60));
        assertEquals(sent, bench.toCore.size());
        fails(ONE);
        bench.assertAnswered(1, 504);
        assertEquals(sent, bench.toCore.size(), "it may ring there already");
    }

    /** Alice's INVITE went to the first target, which said nothing, and then to the second. */
    private List<Request> atBoth() {
        registered("sip:orig@scscf.example;lr");
        bench.wic(
                1, Texts.initial("INVITE", "alice", "dave", Texts.bearer("alice"), Texts.WIC_SDP));
        resolve("scscf.example", "192.0.2.50", "192.0.2.51");
        var first = bench.coreRequest();
        bench.pass(SILENCE);
        var second = bench.coreRequest();
        assertEquals(TWO, last());
        return List.of(first, second);
    }

    private static Response tagged(Request invite, int status, String tag) {
        return Response.to(invite, status)
                .toTag(tag)
                .copy(HeaderName.RECORD_ROUTE, invite)
                .append(HeaderName.CONTACT, "<sip:dave@192.0.2.80:5070>")
                .body("application/sdp", Bench.bytes(Texts.CORE_SDP))
                .build();
    }

    private long cancels(Request invite) {
        return bench.coreRequests("CANCEL").stream()
                .filter(cancel -> branch(cancel).equals(branch(invite)))
                .count();
    }

    @Test
    void targetLeftBehindMayRingOnAndNobodyHears() {
        var tries = atBoth();
        bench.core(tagged(tries.getLast(), 180, "two"));
        bench.assertAnswered(1, 180);
        int heard = bench.wicLog(1).size();
        for (int i = 0; i < 3; i++) {
            bench.core(tagged(tries.getFirst(), 180, "one"));
        }
        bench.core(answer(tries.getFirst(), 486).build());
        assertEquals(1, cancels(tries.getFirst()));
        assertEquals(heard, bench.wicLog(1).size());
        assertEquals(0, cancels(tries.getLast()));
        assertEquals(1, bench.proxy.census().calls(), "the refusal is not the call's");
        bench.core(tagged(tries.getLast(), 200, "two"));
        bench.assertAnswered(1, 200);
        assertEquals("two", bench.wicResponse(1).to().tag());
    }

    @Test
    void targetLeftBehindThatAnswersFirstHasTheCallAndTheOtherIsCancelled() {
        var tries = atBoth();
        bench.core(tagged(tries.getFirst(), 200, "one"));
        bench.assertAnswered(1, 200);
        assertEquals("one", bench.wicResponse(1).to().tag());
        assertEquals(0, cancels(tries.getLast()), "RFC 3261 §9.1: not before it says something");
        bench.core(tagged(tries.getLast(), 180, "two"));
        assertEquals(1, cancels(tries.getLast()));
        bench.core(answer(tries.getLast(), 487).build());
        bench.wic(1, Texts.inDialog("ACK", "alice", "dave", 1, "", "").replace("far1", "one"));
        assertEquals(1, bench.proxy.census().calls());
        assertEquals(0, bench.reports(Report.CallEnded.class).size());
    }

    @Test
    void targetLeftBehindThatAnswersLateIsAcknowledgedAndEnded() {
        var tries = atBoth();
        bench.core(tagged(tries.getLast(), 200, "two"));
        bench.wic(1, Texts.inDialog("ACK", "alice", "dave", 1, "", "").replace("far1", "two"));
        int heard = bench.wicLog(1).size();
        bench.core(tagged(tries.getFirst(), 200, "one"));
        var bye = bench.coreRequest();
        assertTrue(bye.is("BYE"));
        assertEquals("one", bye.to().tag());
        assertEquals("one", bench.coreRequests("ACK").getLast().to().tag());
        bench.core(Response.to(bye, 200).build());
        assertEquals(heard, bench.wicLog(1).size());
        assertEquals(1, bench.proxy.census().calls());
        bench.wic(
                1,
                Texts.inDialog("BYE", "alice", "dave", 2, Texts.bearer("alice"), "")
                        .replace("far1", "two"));
        bench.core(Response.to(bench.coreRequest(), 200).build());
        bench.pass(Duration.ofMinutes(20));
        assertEquals(new EdgeProxy.Census(1, 0, 0, 0, 0, 0), bench.proxy.census());
    }

    @Test
    void cancelWithTwoTargetsReachesBoth() {
        var tries = atBoth();
        bench.core(tagged(tries.getLast(), 180, "two"));
        var invite = Texts.initial("INVITE", "alice", "dave", "", "");
        bench.wic(1, invite.replace("INVITE", "CANCEL").replace("z9hG4bKCANCEL", "z9hG4bKINVITE"));
        bench.core(tagged(tries.getFirst(), 180, "one"));
        assertEquals(1, cancels(tries.getFirst()));
        assertEquals(1, cancels(tries.getLast()));
        bench.core(answer(tries.getLast(), 487).build());
        bench.core(answer(tries.getFirst(), 487).build());
        bench.assertAnswered(1, 487);
        assertEquals(CallEnd.CANCELLED, bench.reports(Report.CallEnded.class).getLast().end());
        assertEquals(0, bench.proxy.census().calls());
        assertEquals(1, bench.releases());
        bench.pass(Duration.ofMinutes(20));
        assertEquals(new EdgeProxy.Census(1, 0, 0, 0, 0, 0), bench.proxy.census());
    }

    @Test
    void cancelEndsAnInviteThatStillLooksForItsWay() {
        registered("sip:orig@scscf.example;lr");
        int sent = bench.toCore.size();
        bench.wic(
                1, Texts.initial("INVITE", "alice", "dave", Texts.bearer("alice"), Texts.WIC_SDP));
        var invite = Texts.initial("INVITE", "alice", "dave", "", "");
        bench.wic(1, invite.replace("INVITE", "CANCEL").replace("z9hG4bKCANCEL", "z9hG4bKINVITE"));
        assertEquals(487, bench.wicResponse(1).status());
        String tag = bench.wicResponse(1).to().tag();
        assertNotNull(tag, "RFC 3261 §8.2.6.2");
        bench.wic(
                1, Texts.initial("INVITE", "alice", "dave", Texts.bearer("alice"), Texts.WIC_SDP));
        assertEquals(487, bench.wicResponse(1).status());
        assertEquals(tag, bench.wicResponse(1).to().tag(), "the same again");
        resolve("scscf.example", "192.0.2.50");
        assertEquals(sent, bench.toCore.size());
        assertEquals(CallEnd.CANCELLED, bench.reports(Report.CallEnded.class).getLast().end());
        assertEquals(0, bench.proxy.census().awaited());
    }

    @Test
    void requestsOfADialogFollowItsRouteByName() {
        registered("sip:orig@192.0.2.50:5080;lr");
        bench.wic(
                1, Texts.initial("INVITE", "alice", "dave", Texts.bearer("alice"), Texts.WIC_SDP));
        var invite = bench.coreRequest();
        var ok =
                Response.to(invite, 200)
                        .toTag("far1")
                        .append(HeaderName.RECORD_ROUTE, "<sip:mo@pcscf.example;lr>")
                        .copy(HeaderName.RECORD_ROUTE, invite)
                        .append(HeaderName.CONTACT, "<sip:dave@192.0.2.80:5070>")
                        .body("application/sdp", Bench.bytes(Texts.CORE_SDP))
                        .build();
        bench.core(ok);
        bench.assertAnswered(1, 200);
        bench.wic(1, Texts.inDialog("ACK", "alice", "dave", 1, "", ""));
        assertTrue(bench.coreRequest().is("INVITE"), "the ACK waits for the DNS");
        bench.wic(1, Texts.inDialog("BYE", "alice", "dave", 2, Texts.bearer("alice"), ""));
        resolve("pcscf.example", "192.0.2.51", "192.0.2.50");
        assertEquals(1, bench.coreRequests("ACK").size());
        assertTrue(bench.coreRequest().is("BYE"));
        assertEquals(TWO, last());
        fails(TWO);
        assertEquals(ONE, last());
        bench.core(answer(bench.coreRequest(), 200).build());
        bench.assertAnswered(1, 200);
    }

    @Test
    void deadRouteOfADialogIs503WithRetryAfter() {
        registered("sip:orig@192.0.2.50:5080;lr");
        var calls = new Calls(bench);
        calls.talk();
        bench.wic(1, Texts.inDialog("INFO", "alice", "dave", 2, Texts.bearer("alice"), ""));
        fails(ONE);
        bench.assertAnswered(1, 503);
        var after = bench.wicResponse(1).headers(HeaderName.RETRY_AFTER);
        assertTrue(after.getFirst().matches("[5-9]|1[0-5]"), after::toString);
    }

    @Test
    void entryPointIsFoundByNaptrSrvAndAddress() {
        bench = new Bench(config("sip:ims.example"));
        start();
        bench.wic(1, Texts.register("alice", 1, Texts.bearer("alice")));
        assertEquals(List.of(), bench.toCore);
        var srv = "_sip._udp.ims.example";
        give(
                "ims.example",
                Question.Type.NAPTR,
                new Resource.Naptr("ims.example", 1, 1, "s", "SIP+D2U", srv));
        give(
                srv,
                Question.Type.SRV,
                new Resource.Srv(srv, 2, 1, 5080, "b.ims.example"),
                new Resource.Srv(srv, 1, 1, 5080, "a.ims.example"));
        give("b.ims.example", Question.Type.A, address("b.ims.example", "192.0.2.51"));
        assertEquals(List.of(), bench.toCore);
        give("a.ims.example", Question.Type.A, address("a.ims.example", "192.0.2.50"));
        assertEquals(ONE, last());
        fails(ONE);
        assertEquals(TWO, last());
        bench.core(Texts.registered(bench.coreRequest()));
        bench.assertAnswered(1, 200);
        assertEquals(4, asked().size());
        bench.wic(1, Texts.register("alice", 2, Texts.bearer("alice")));
        assertEquals(TWO, last());
        assertEquals(4, asked().size(), "the answers are kept");
    }

    @Test
    void nameWithoutAddressIs504AndSaysWhy() {
        bench = new Bench(config("sip:nowhere.example:5060"));
        start();
        bench.wic(1, Texts.register("alice", 1, Texts.bearer("alice")));
        bench.give(
                new EdgeProxy.In.Resolved(
                        new Question("nowhere.example", Question.Type.A), new Answer.None(TTL)));
        bench.assertAnswered(1, 504);
        var nowhere = bench.reports(Report.NoTarget.class).getLast();
        assertEquals("REGISTER", nowhere.method());
        assertEquals("sip:nowhere.example:5060", nowhere.next());
        assertEquals("the DNS has no address of it", nowhere.why());
        assertEquals(0, bench.proxy.census().awaited());
    }

    @Test
    void silentDnsDelaysButDoesNotHang() {
        bench = new Bench(config("sip:nowhere.example:5060", "sip:192.0.2.51:5080"));
        start();
        bench.wic(1, Texts.register("alice", 1, Texts.bearer("alice")));
        bench.pass(Duration.ofSeconds(6));
        assertEquals(TWO, last());
    }

    private Calls registered(String serviceRoute) {
        bench = new Bench(config("sip:192.0.2.50:5080"));
        start();
        var register = register();
        var calls = new Calls(bench);
        calls.path = String.valueOf(register.header(HeaderName.PATH));
        bench.core(
                Texts.registered(register)
                        .edit()
                        .replace(HeaderName.SERVICE_ROUTE, "<" + serviceRoute + ">")
                        .build());
        bench.assertAnswered(1, 200);
        return calls;
    }

    private List<Question> asked() {
        return bench.others.stream()
                .filter(EdgeProxy.Out.Resolve.class::isInstance)
                .map(o -> assertInstanceOf(EdgeProxy.Out.Resolve.class, o).question())
                .toList();
    }

    private static Resource address(String owner, String literal) {
        return new Resource.Address(owner, InetAddress.ofLiteral(literal));
    }

    private void give(String name, Question.Type type, Resource... records) {
        var question = new Question(name, type);
        assertTrue(asked().contains(question), () -> asked() + " without " + question);
        bench.give(new EdgeProxy.In.Resolved(question, new Answer.Found(List.of(records), TTL)));
    }

    /** One server at several addresses, all at port 5080. */
    private void resolve(String name, String... literals) {
        var none = new Answer.None(TTL);
        String srv = "_sip._udp." + name;
        bench.give(new EdgeProxy.In.Resolved(new Question(name, Question.Type.NAPTR), none));
        bench.give(
                new EdgeProxy.In.Resolved(
                        new Question("_sip._tcp." + name, Question.Type.SRV), none));
        var server = new Resource.Srv(srv, 1, 1, 5080, "host." + name);
        give(srv, Question.Type.SRV, server);
        var addresses = new ArrayList<Resource>();
        for (String literal : literals) {
            addresses.add(address("host." + name, literal));
        }
        give("host." + name, Question.Type.A, addresses.toArray(Resource[]::new));
    }
}
