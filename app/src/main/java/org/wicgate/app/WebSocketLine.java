package org.wicgate.app;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.wicgate.base.Decoded;
import org.wicgate.net.Shards;
import org.wicgate.net.WebSocketClient;
import org.wicgate.net.WebSocketEvents;
import org.wicgate.sip.Hop;
import org.wicgate.sip.Limits;
import org.wicgate.sip.SipMessage;
import org.wicgate.sip.Transport;
import org.wicgate.wic.UserAgent;

/** W2 as a Java WIC has it: one WebSocket after another. */
final class WebSocketLine implements Agent.Line {
    private final Shards shards;
    private final Agents.Way way;
    private final CompletableFuture<Agent> agent = new CompletableFuture<>();
    private volatile Connection current;
    private long connections;

    WebSocketLine(Shards shards, Agents.Way way) {
        this.shards = shards;
        this.way = way;
        current = new Connection(++connections);
    }

    /** Connects for the first time; the agent hears of it. */
    void open(Agent owner) throws IOException {
        agent.complete(owner);
        current.connect();
    }

    @Override
    public void send(SipMessage message, Hop to) {
        var connection = current;
        if (to.equals(connection.hop)) {
            connection.socket.join().send(message.encode());
        }
    }

    @Override
    public synchronized void reopen() {
        if (!current.closed) {
            agent.join().give(new UserAgent.In.Open(current.hop));
            return;
        }
        current = new Connection(++connections);
        try {
            current.connect();
        } catch (IOException e) {
            throw new Failure("cannot connect to " + way.w2() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        current.socket.join().close(1000, "done");
    }

    private final class Connection implements WebSocketEvents {
        final Hop.Connection hop;
        final CompletableFuture<WebSocketClient> socket = new CompletableFuture<>();
        volatile boolean closed;

        Connection(long number) {
            boolean secure = way.w2().getScheme().equals("wss");
            hop = new Hop.Connection(secure ? Transport.WSS : Transport.WS, number);
        }

        void connect() throws IOException {
            socket.complete(
                    WebSocketClient.connect(
                            shards, shards.shard(0), way.w2(), way.origin(), way.trust(), this));
        }

        @Override
        public void opened() {
            agent.join().give(new UserAgent.In.Open(hop));
        }

        @Override
        public void message(byte[] message) {
            if (SipMessage.decode(message, Limits.DEFAULT)
                    instanceof Decoded.Ok<SipMessage>(var sip)) {
                agent.join().give(new UserAgent.In.Received(sip, hop));
            }
        }

        @Override
        public void closed(int code, String reason) {
            closed = true;
            agent.join().give(new UserAgent.In.Failed(hop));
            agent.join().lost(code + " " + reason);
        }
    }
}
