package org.wicgate.eimsagw;

import java.util.Map;
import org.wicgate.iq.Counters;
import org.wicgate.iq.Event;

/**
 * What one gateway did so far, contexts that are gone among it.
 *
 * @param contexts now
 * @param streams now
 * @param transcoded streams whose speech is brought from one codec into another, now
 * @param reserved contexts made so far
 * @param toCore sum over all streams
 * @param toAccess sum over all streams
 * @param strangers dropped on W3 because no stream knew the sender, or the ufrag
 * @param unroutable dropped because the socket belongs to no stream
 * @param hung contexts released because nobody needed them any more
 * @param refused commands, by cause
 * @param lost access sides, by cause
 */
public record GatewayCounters(
        int contexts,
        int streams,
        int transcoded,
        long reserved,
        Counters.Direction toCore,
        Counters.Direction toAccess,
        long strangers,
        long unroutable,
        long hung,
        Map<Event.Cause, Long> refused,
        Map<Event.Loss, Long> lost) {}
