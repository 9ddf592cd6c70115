package org.wicgate.app;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.wicgate.net.SteadyClock;
import org.wicgate.sip.Hop;
import org.wicgate.sip.SipMessage;
import org.wicgate.wic.CallReport;
import org.wicgate.wic.Packets;
import org.wicgate.wic.UserAgent;

/**
 * A {@link UserAgent} on an {@link AgentLoop}, with its media sockets: a Java WIC or a SIP phone.
 * What it tells is read by whoever drives it, one thing after another.
 */
final class Agent implements Packets, AutoCloseable {
    private static final int MAX_HEARD = 1000;
    private static final Duration GOODBYE = Duration.ofSeconds(3);

    private final AgentLoop loop;
    private final SteadyClock clock;
    private final BlockingQueue<UserAgent.Out> heard = new LinkedBlockingQueue<>(MAX_HEARD);
    private final AgentLoop.Sockets sockets;
    private final UserAgent agent;
    private final Line line;

    /** Makes the agent itself, which runs tasks and sends packets by its owner. */
    interface Maker {
        UserAgent make(Agent owner);
    }

    /** What signalling goes over; on any thread. */
    interface Line {
        void send(SipMessage message, Hop to);

        /** Connects again, when it is not connected, and says {@link UserAgent.In.Open}. */
        void reopen();

        void close();
    }

    Agent(AgentLoop loop, AgentLoop.Sockets sockets, SteadyClock clock, Maker maker, Line line) {
        this.loop = loop;
        this.sockets = sockets;
        this.clock = clock;
        this.line = line;
        this.agent = maker.make(this);
        loop.add(this, sockets);
    }

    /** Gives an input, on any thread. */
    void give(UserAgent.In input) {
        post(() -> agent.handle(input, clock.instant()));
    }

    /** Runs a task on the loop's thread, and then what follows from it. */
    void post(Runnable task) {
        loop.post(() -> {
            task.run();
            settle();
        });
    }

    /** The connection is gone, or never came about: whoever waits hears why. */
    void lost(String why) {
        hear(new UserAgent.Out.NotRegistered(0, "the connection to the eP-CSCF ended: " + why));
    }

    /** The next thing it tells; null when nothing comes in time. */
    UserAgent.@Nullable Out next(Duration patience) throws InterruptedException {
        return heard.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Has it register anew, over a new connection when the old one is gone. */
    void reopen() {
        line.reopen();
    }

    /**
     * Waits for the next output of this kind, and forgets those before it.
     *
     * @throws Failure when it does not come in time, or cannot come any more
     */
    <T extends UserAgent.Out> T await(Class<T> kind, Duration patience)
            throws InterruptedException {
        return await(
                kind,
                patience,
                error -> {
                    throw new Failure("the eP-CSCF refused the token: " + error);
                });
    }

    /** Gets a new access token, when the old one is refused or about to expire. */
    interface Renewal {
        String token(String error) throws InterruptedException;
    }

    /** The same, with a new token whenever one is wanted. */
    <T extends UserAgent.Out> T await(Class<T> kind, Duration patience, Renewal renewal)
            throws InterruptedException {
        long end = clock.nanos() + patience.toNanos();
        while (true) {
            var out = heard.poll(end - clock.nanos(), TimeUnit.NANOSECONDS);
            if (out == null) {
                throw new Failure(
                        "nothing heard for "
                                + patience.toSeconds()
                                + " s, wanted "
                                + kind.getSimpleName());
            }
            if (kind.isInstance(out)) {
                return kind.cast(out);
            }
            switch (out) {
                case UserAgent.Out.NotRegistered(var status, var why) ->
                        throw new Failure("not registered: " + status + " " + why);
                case UserAgent.Out.TokenWanted(var error) ->
                        give(new UserAgent.In.Renewed(renewal.token(error)));
                case UserAgent.Out.Reopen _ ->
                        throw new Failure("the connection to the eP-CSCF is lost");
                case UserAgent.Out.Registered _,
                        UserAgent.Out.NotRefreshed _,
                        UserAgent.Out.Progress _,
                        UserAgent.Out.Incoming _,
                        UserAgent.Out.Answered _,
                        UserAgent.Out.Ended _,
                        UserAgent.Out.Stopped _,
                        UserAgent.Out.Transmit _ -> {}
            }
        }
    }

    /** Calls, talks for so long, hangs up, and says how it was. */
    CallReport call(String target, Duration talk) throws InterruptedException {
        give(new UserAgent.In.Dial(target, talk));
        return await(UserAgent.Out.Ended.class, talk.plusSeconds(200)).report();
    }

    /** The same for a call that may outlast its token. */
    CallReport call(String target, Duration talk, Renewal renewal) throws InterruptedException {
        give(new UserAgent.In.Dial(target, talk));
        return await(UserAgent.Out.Ended.class, talk.plusSeconds(200), renewal).report();
    }

    /** Deregisters and closes everything. */
    @Override
    public void close() {
        give(new UserAgent.In.Stop());
        try {
            await(UserAgent.Out.Stopped.class, GOODBYE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Failure alreadyGone) {
            heard.clear();
        }
        line.close();
        loop.remove(this, sockets);
    }

    /** A packet came to one of its sockets; on the loop's thread, as all that follows. */
    void received(byte[] packet, int length, int socket, InetSocketAddress source) {
        agent.receive(packet, 0, length, socket, source, clock.instant());
        settle();
    }

    /** Does what is due, and is not due again before {@code soonest}. */
    void tick(Instant now, Instant soonest) {
        agent.tick(now);
        drain();
        var next = agent.deadline();
        loop.wake(this, next.isBefore(soonest) ? soonest : next);
    }

    /**
     * After anything was done with it: what it has to say is heard, and its next deadline known.
     */
    void settle() {
        drain();
        loop.wake(this, agent.deadline());
    }

    @Override
    public void transmit(byte[] packet, int offset, int length, int socket, InetSocketAddress to) {
        loop.send(sockets.handles().get(socket), packet, offset, length, to);
    }

    private void drain() {
        for (var out = agent.poll(); out != null; out = agent.poll()) {
            if (out instanceof UserAgent.Out.Transmit(var message, var to)) {
                line.send(message, to);
            } else {
                hear(out);
            }
        }
    }

    /** Keeps an output for whoever reads them; the oldest goes when nobody does. */
    private void hear(UserAgent.Out out) {
        while (!heard.offer(out)) {
            heard.poll();
        }
    }
}
