package org.wicgate.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import org.wicgate.sip.SipUri;
import org.wicgate.wic.Account;
import org.wicgate.wic.CallReport;
import org.wicgate.wic.Settings.Sound;
import org.wicgate.wic.UserAgent;

/** {@code wicgate demo --selftest}: real calls through every entity of the running demo. */
final class SelfTest {
    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final Duration TALK = Duration.ofSeconds(2);
    private static final Sound LOW = Sound.tones(440, 620);
    private static final Sound HIGH = Sound.tones(620, 440);

    private final Config config;
    private final PrintWriter out;
    private boolean good = true;

    SelfTest(Config config, PrintWriter out) {
        this.config = config;
        this.out = out;
    }

    private interface Scene {
        String play(Agents agents) throws IOException, InterruptedException;
    }

    /** Plays all scenes, a line each, and says whether all went well. */
    boolean run() throws InterruptedException {
        try (var agents = new Agents()) {
            scene(agents, "WIC to echo", this::echo);
            scene(agents, "WIC to WIC", this::wicToWic);
            scene(agents, "WIC to SIP phone", this::wicToPhone);
            scene(agents, "SIP phone to WIC", this::phoneToWic);
            scene(agents, "wrong token", this::wrongToken);
        }
        out.println(good ? "selftest: good" : "selftest: FAILED");
        out.flush();
        return good;
    }

    private void scene(Agents agents, String name, Scene scene) throws InterruptedException {
        try {
            out.printf("%-18s ok      %s%n", name, scene.play(agents));
        } catch (Failure | IOException e) {
            good = false;
            out.printf("%-18s FAILED  %s%n", name, Failure.line(e));
        }
        out.flush();
    }

    private String echo(Agents agents) throws IOException, InterruptedException {
        try (var alice = wic(agents, "alice", Sound.SAME)) {
            return heard(alice.call("echo", TALK));
        }
    }

    private String wicToWic(Agents agents) throws IOException, InterruptedException {
        try (var bob = wic(agents, "bob", HIGH);
                var alice = wic(agents, "alice", LOW)) {
            return both(alice.call("bob", TALK), bob);
        }
    }

    private String wicToPhone(Agents agents) throws IOException, InterruptedException {
        try (var carol = carol(agents, HIGH);
                var alice = wic(agents, "alice", LOW)) {
            return both(alice.call("carol", TALK), carol);
        }
    }

    private String phoneToWic(Agents agents) throws IOException, InterruptedException {
        try (var alice = wic(agents, "alice", HIGH);
                var carol = carol(agents, LOW)) {
            return both(carol.call("sip:alice@" + config.homeDomain(), TALK), alice);
        }
    }

    private String wrongToken(Agents agents) throws IOException, InterruptedException {
        var session = login("alice");
        String token = session.accessToken();
        char last = token.charAt(token.length() - 2);
        var forged =
                token.substring(0, token.length() - 2)
                        + (last == 'A' ? 'B' : 'A')
                        + token.charAt(token.length() - 1);
        var wrong = session.with(forged);
        try (var alice = agents.wic(wrong, wrong.w2Uris().getFirst(), Sound.SAME)) {
            var refused = alice.await(UserAgent.Out.TokenWanted.class, PATIENCE);
            return "refused: " + refused.error();
        }
    }

    private Agent wic(Agents agents, String user, Sound sound)
            throws IOException, InterruptedException {
        var session = login(user);
        var agent = agents.wic(session, session.w2Uris().getFirst(), sound);
        try {
            agent.await(UserAgent.Out.Registered.class, PATIENCE);
            return agent;
        } catch (Failure notRegistered) {
            agent.close();
            throw notRegistered;
        }
    }

    private Agent carol(Agents agents, Sound sound) throws IOException, InterruptedException {
        var lab = config.lab();
        if (lab == null) {
            throw new Failure("needs the lab core");
        }
        var impu = SipUri.of("carol", config.homeDomain());
        var account =
                new Account.Digest(
                        impu, config.homeDomain(), "carol@" + config.homeDomain(), "carol");
        InetSocketAddress proxy = HostPort.sip(lab.listen()).resolve();
        var agent = agents.phone(account, proxy, sound);
        try {
            agent.await(UserAgent.Out.Registered.class, PATIENCE);
            return agent;
        } catch (Failure notRegistered) {
            agent.close();
            throw notRegistered;
        }
    }

    private Login.Session login(String user) throws InterruptedException {
        var wwsf = config.wwsf();
        if (wwsf == null) {
            throw new Failure("needs the WWSF");
        }
        return Login.with(URI.create(wwsf.listen().getFirst()), user, user);
    }

    private static String both(CallReport caller, Agent callee) throws InterruptedException {
        String first = heard(caller);
        var other = callee.await(UserAgent.Out.Ended.class, PATIENCE).report();
        return first + "; other end: " + heard(other);
    }

    private static String heard(CallReport report) {
        var media = report.media();
        String numbers =
                "%d sent, %d received, %d lost, %s"
                        .formatted(media.sent(), media.received(), media.lost(), media.profile());
        if (!report.isGood()) {
            throw new Failure(report.verdict() + " (" + report.reason() + "), " + numbers);
        }
        return numbers;
    }
}
