package org.wicgate.sip.locate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wicgate.sim.Run;
import org.wicgate.sim.SeededEntropy;
import org.wicgate.sip.SipUri;
import org.wicgate.sip.Transport;
import org.wicgate.sip.locate.Locator.In;
import org.wicgate.sip.locate.Locator.Out;
import org.wicgate.sip.locate.LocatorSettings.Family;

/** How long answers hold, and what happens when none comes. */
class LocatorCacheTest {
    private static final Question A = new Question("a.example", Question.Type.A);
    private static final Duration MIN = Duration.ofSeconds(5);
    private static final Duration MAX = Duration.ofHours(1);

    private final Locator locator =
            new Locator(
                    new LocatorSettings(
                            List.of(Transport.UDP),
                            List.of(Family.V4),
                            MIN,
                            MAX,
                            Duration.ofMinutes(1),
                            Duration.ofHours(24),
                            Duration.ofSeconds(6),
                            3,
                            2,
                            4,
                            16),
                    new SeededEntropy(1));
    private final Run<In, Out> run = new Run<>(locator);
    private long id;

    private List<Out> locate(String host) {
        return run.give(new In.Locate(++id, SipUri.of("", host, 5070))).take();
    }

    private void asks(String host) {
        var ask = new Out.Ask(new Question(host, Question.Type.A));
        assertEquals(List.of(ask), locate(host));
    }

    private void knows(String host, int targets) {
        var located = assertInstanceOf(Out.Located.class, locate(host).getFirst());
        assertEquals(targets, located.targets().size());
    }

    private List<Out> answer(String host, Answer answer) {
        return run.give(new In.Answered(new Question(host, Question.Type.A), answer)).take();
    }

    private static Answer found(String host, Duration ttl) {
        var record = new Resource.Address(host, InetAddress.ofLiteral("192.0.2.1"));
        return new Answer.Found(List.of(record), ttl);
    }

    @Test
    void answerHoldsAsLongAsItSays() {
        asks("a.example");
        answer("a.example", found("a.example", Duration.ofSeconds(60)));
        run.pass(Duration.ofSeconds(59));
        knows("A.EXAMPLE", 1);
        run.pass(Duration.ofSeconds(1));
        asks("a.example");
    }

    @Test
    void butNeitherTooShortNorTooLong() {
        asks("a.example");
        answer("a.example", found("a.example", Duration.ZERO));
        run.pass(MIN.minusMillis(1));
        knows("a.example", 1);
        run.pass(Duration.ofMillis(1));
        asks("a.example");
        answer("a.example", found("a.example", Duration.ofDays(24_855)));
        run.pass(MAX.minusMillis(1));
        knows("a.example", 1);
        run.pass(Duration.ofMillis(1));
        asks("a.example");
    }

    @Test
    void thatThereIsNothingIsKeptForLess() {
        asks("a.example");
        answer("a.example", new Answer.None(Duration.ofDays(1)));
        run.pass(Duration.ofSeconds(59));
        knows("a.example", 0);
        run.pass(Duration.ofSeconds(1));
        asks("a.example");
    }

    @Test
    void oldAnswerServesWhileTheDnsIsDead() {
        asks("a.example");
        answer("a.example", found("a.example", Duration.ofSeconds(60)));
        for (int i = 0; i < 10; i++) {
            run.pass(Duration.ofHours(2));
            asks("a.example");
            assertInstanceOf(
                    Out.Located.class,
                    answer("a.example", new Answer.Failed("timeout")).getFirst());
            knows("a.example", 1); // not asked again for a while
        }
        run.pass(Duration.ofHours(5));
        asks("a.example");
        var out = answer("a.example", new Answer.Failed("timeout"));
        assertEquals(List.of(new Out.Located(id, List.of(), "A a.example: timeout")), out);
    }

    @Test
    void failureIsNotAskedForAgainAtOnce() {
        asks("a.example");
        answer("a.example", new Answer.Failed("SERVFAIL"));
        knows("a.example", 0);
        run.pass(MIN);
        asks("a.example");
    }

    @Test
    void equalQuestionsAreAskedOnce() {
        asks("a.example");
        assertEquals(List.of(), locate("a.example"));
        assertEquals(List.of(), locate("A.example"));
        assertEquals(3, answer("a.example", found("a.example", MAX)).size());
        assertEquals(0, locator.waiting());
    }

    @Test
    void silentDnsEndsTheSearch() {
        asks("a.example");
        assertEquals(List.of(), run.pass(Duration.ofMillis(5_999)).take());
        var out = run.pass(Duration.ofMillis(1)).take();
        assertEquals(List.of(new Out.Located(1, List.of(), A + ": no answer")), out);
        assertEquals(List.of(), answer("a.example", found("a.example", MAX)));
        knows("a.example", 0);
    }

    @Test
    void questionsAtOnceAreLimited() {
        asks("a.example");
        asks("b.example");
        var third = assertInstanceOf(Out.Located.class, locate("c.example").getFirst());
        assertEquals("A c.example: too many questions at once", third.why());
        answer("a.example", found("a.example", MAX));
        asks("c.example");
    }

    @Test
    void searchesAtOnceAreLimited() {
        asks("a.example");
        for (int i = 0; i < 3; i++) {
            assertEquals(List.of(), locate("a.example"));
        }
        var fifth = assertInstanceOf(Out.Located.class, locate("a.example").getFirst());
        assertEquals("too many searches", fifth.why());
    }

    @Test
    void leastUsedAnswerLeavesAFullCache() {
        for (String host : List.of("a.example", "b.example", "c.example")) {
            asks(host);
            answer(host, found(host, MAX));
        }
        knows("a.example", 1);
        asks("d.example");
        answer("d.example", found("d.example", MAX));
        assertEquals(3, locator.cached());
        knows("a.example", 1);
        asks("b.example");
    }

    @Test
    void unaskedAnswerIsDropped() {
        answer("a.example", found("a.example", MAX));
        asks("a.example");
    }
}
