package org.wicgate.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.sim.Links;
import org.wicgate.sim.SeededEntropy;
import org.wicgate.sip.TransactionLayer.In;
import org.wicgate.sip.TransactionLayer.Out;

/** Two layers over a bad wire: every request is seen once and every transaction ends. */
class TransactionsOverLossTest {
    private static final int REQUESTS = 400;
    private static final Links.Wire BAD =
            new Links.Wire(0.25, 0.15, Duration.ofMillis(5), Duration.ofMillis(900));
    private static final Hop CLIENT =
            new Hop.Address(Transport.UDP, new InetSocketAddress("192.0.2.1", 5060));
    private static final Hop SERVER =
            new Hop.Address(Transport.UDP, new InetSocketAddress("192.0.2.2", 5060));

    private final Map<Long, Integer> answers = new HashMap<>();
    private final Map<Long, Integer> failures = new HashMap<>();
    private final Map<String, Integer> seen = new HashMap<>();
    private Links.@Nullable Node<In> client;
    private Links.@Nullable Node<In> server;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void everyRequestIsSeenOnceAndEveryTransactionEnds(long seed) {
        var links = new Links(seed);
        var clientLayer = new TransactionLayer(TimerValues.CORE, 1000, new SeededEntropy(seed));
        var serverLayer = new TransactionLayer(TimerValues.CORE, 1000, new SeededEntropy(~seed));
        client = links.add(clientLayer, out -> onClient(links, out));
        server = links.add(serverLayer, out -> onServer(links, out));
        for (long i = 0; i < REQUESTS; i++) {
            String method = i % 2 == 0 ? "INVITE" : "BYE";
            int cseq = (int) i + 1;
            var request = Messages.request(method, "UDP 192.0.2.1:5060", "r" + i, cseq);
            links.send(node(client), new In.Send(request, SERVER, i), Links.Wire.PERFECT);
            links.pass(Duration.ofMillis(20));
        }
        links.pass(Duration.ofMinutes(5));

        String run = links.toString();
        assertEquals(0, clientLayer.size(), run);
        assertEquals(0, serverLayer.size(), run);
        seen.forEach((request, times) -> assertEquals(1, times, request + " " + run));
        for (long i = 0; i < REQUESTS; i++) {
            int told = answers.getOrDefault(i, 0) + failures.getOrDefault(i, 0);
            assertTrue(told >= 1, "request " + i + " was forgotten, " + run);
        }
        assertTrue(failures.size() < REQUESTS / 20, failures.size() + " gave up, " + run);
    }

    private void onClient(Links links, Out out) {
        switch (out) {
            case Out.Transmit(var message, _) ->
                    links.send(node(server), new In.Received(message, CLIENT), BAD);
            case Out.NewResponse(var handle, var response) -> {
                if (response.isFinal()) {
                    answers.merge(handle, 1, Integer::sum);
                }
            }
            case Out.Timeout(var handle) -> failures.merge(handle, 1, Integer::sum);
            case Out.TransportError(var handle) -> failures.merge(handle, 1, Integer::sum);
            case Out.Full(var handle) -> failures.merge(handle, 1, Integer::sum);
            case Out.StrayResponse _, Out.Ack _ -> {}
            case Out.NewRequest _,
                    Out.Cancelled _,
                    Out.NotAcknowledged _,
                    Out.Dropped _,
                    Out.Refused _ ->
                    throw new AssertionError(out);
        }
    }

    private void onServer(Links links, Out out) {
        switch (out) {
            case Out.Transmit(var message, _) ->
                    links.send(node(client), new In.Received(message, SERVER), BAD);
            case Out.NewRequest(var id, var request, _, _) -> {
                seen.merge(request.method() + request.cseq().number(), 1, Integer::sum);
                int status = request.is("INVITE") ? 486 : 200;
                var answer = new In.Answer(id, Messages.answer(request, status));
                var soon = new Links.Wire(0, 0, Duration.ZERO, Duration.ofMillis(400));
                links.send(node(server), answer, soon);
            }
            case Out.Ack _, Out.NotAcknowledged _ -> {} // late, or its ACK was always lost
            case Out.StrayResponse _,
                    Out.Cancelled _,
                    Out.NewResponse _,
                    Out.Timeout _,
                    Out.TransportError _,
                    Out.Full _,
                    Out.Dropped _,
                    Out.Refused _ ->
                    throw new AssertionError(out);
        }
    }

    private static Links.Node<In> node(Links.@Nullable Node<In> node) {
        if (node == null) {
            throw new IllegalStateException("not on the network yet");
        }
        return node;
    }
}
