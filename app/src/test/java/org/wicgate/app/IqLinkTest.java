package org.wicgate.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.wicgate.iq.Command;
import org.wicgate.iq.ContextId;
import org.wicgate.iq.Event;

class IqLinkTest {
    private static final ContextId CONTEXT = new ContextId("c1");

    @Test
    void releaseIsSentAgainWhenTheWorkerIsFull() {
        var full = new AtomicInteger(2);
        var taken = new CompletableFuture<Command>();
        var link = new IqLink(List.of(c -> full.getAndDecrement() <= 0 && taken.complete(c)));
        var release = new Command.Release(CONTEXT);
        link.send(release, _ -> {});
        assertEquals(release, taken.orTimeout(10, TimeUnit.SECONDS).join());
    }

    @Test
    void reserveIsRefusedWhenTheWorkerIsFull() {
        var events = new ArrayList<Event>();
        var link = new IqLink(List.of(_ -> false));
        link.send(new Command.Reserve(CONTEXT, List.of()), events::add);
        var refused = assertInstanceOf(Event.Refused.class, events.getFirst());
        assertEquals(Event.Cause.UNAVAILABLE, refused.cause());
    }
}
