package org.wicgate.app;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.wicgate.wic.Settings;
import org.wicgate.wic.UserAgent;

/** Users of one process, each registered and kept so by a virtual thread, counted together. */
final class Crowd {
    private static final int LOGINS_AT_ONCE = 8;
    private static final Duration SETTLING = Duration.ofSeconds(60);
    private static final Duration ANSWERING = Duration.ofSeconds(90);

    private final Agents agents;
    private final CallAccount accounts;
    private final List<Who> users;
    private final CallSound sound;
    private final int rate;
    private final BiConsumer<String, String> say;
    private final Tally tally;
    private final List<Member> members = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private volatile boolean refused;
    private final Semaphore logins = new Semaphore(LOGINS_AT_ONCE);

    /** Who has connected, and his number, from 0. */
    private record Member(int number, Agent agent) {}

    /**
     * @param rate how many registrations, and calls, are begun in a second
     * @param say takes a public identity and a line of text about it
     */
    Crowd(
            Agents agents,
            CallAccount accounts,
            List<Who> users,
            CallSound sound,
            int rate,
            BiConsumer<String, String> say) {
        this.agents = agents;
        this.accounts = accounts;
        this.users = users;
        this.sound = sound;
        this.rate = rate;
        this.say = say;
        this.tally = new Tally(users.size());
    }

    Tally tally() {
        return tally;
    }

    /** Begins to register all of them, for so long. */
    void start(Settings.Answering answering, Duration lasting) throws InterruptedException {
        long began = System.nanoTime();
        for (int i = 0; i < users.size(); i++) {
            int number = i;
            pace(began, i, rate);
            threads.add(Thread.startVirtualThread(() -> live(number, answering, lasting)));
        }
    }

    /** Waits until each was refused for good or its time is over; whether none was refused. */
    boolean join() throws InterruptedException {
        for (var thread : threads) {
            thread.join();
        }
        return !refused;
    }

    /** Whether one of them was refused so far. */
    boolean isRefused() {
        return refused;
    }

    /**
     * Has the first {@code callers} call at once and hold their calls, once all are registered or
     * not.
     *
     * @param target with %d for the caller's number and {@code callers} more, from {@code first}
     */
    void call(String target, int callers, int first, Duration talk) throws InterruptedException {
        tally.await(() -> tally.settled() == users.size(), SETTLING);
        var calling = members.stream().filter(each -> each.number < callers).toList();
        long began = System.nanoTime();
        for (int i = 0; i < calling.size(); i++) {
            pace(began, i, rate);
            var one = calling.get(i);
            String callee = Integer.toString(first + one.number + callers);
            var longest = talk.plus(ANSWERING.multipliedBy(2));
            one.agent.give(new UserAgent.In.Dial(target.replace("%d", callee), longest));
        }
        int sides = target.contains("%d") ? 2 : 1;
        tally.await(
                () -> tally.talking() + sides * tally.calls() >= sides * calling.size(), ANSWERING);
        pause(talk);
        calling.forEach(each -> each.agent.give(new UserAgent.In.HangUp()));
        tally.await(() -> tally.calls() >= calling.size(), ANSWERING);
    }

    /** Deregisters and closes all of them, several at a time: each may take seconds. */
    void close() throws InterruptedException {
        threads.forEach(Thread::interrupt);
        join();
        long began = System.nanoTime();
        var closing = new CopyOnWriteArrayList<Thread>();
        for (var member : members) {
            pace(began, closing.size(), 4 * rate);
            closing.add(Thread.startVirtualThread(member.agent::close));
        }
        for (var thread : closing) {
            thread.join();
        }
    }

    private void live(int number, Settings.Answering answering, Duration lasting) {
        var user = tally.new User();
        var who = users.get(number);
        try {
            var line = open(who, answering);
            members.add(new Member(number, line.agent()));
            var stay =
                    new Stay(
                            line.agent(),
                            line.renewal(),
                            text -> say.accept(line.impu(), text),
                            user::heard);
            if (!stay.run(lasting)) {
                refused = true;
                user.failed("not in time");
            }
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        } catch (Failure | IOException e) {
            String why = Failure.line(e);
            say.accept(who.name(), why);
            refused = true;
            user.failed(why.replace(who.name(), "USER"));
        }
    }

    private CallAccount.Line open(Who who, Settings.Answering answering)
            throws InterruptedException, IOException {
        logins.acquire();
        try {
            return accounts.open(
                    agents, who, accounts.login(who), sound.of(who.number()), answering);
        } finally {
            logins.release();
        }
    }

    private static void pace(long began, int done, int rate) throws InterruptedException {
        pause(Duration.ofNanos(began + done * 1_000_000_000L / rate - System.nanoTime()));
    }

    private static void pause(Duration time) throws InterruptedException {
        if (time.isPositive()) {
            new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS);
        }
    }
}
