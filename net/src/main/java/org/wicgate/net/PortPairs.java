package org.wicgate.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;

/**
 * Pairs of ports on one media loop: RTP on an even port, RTCP on the odd one above it (RFC 3550
 * §11). A released pair rests before it is given again, so that a late packet of the last call does
 * not reach the next one; where all others are in use, the one that rested longest may be called
 * early. On the loop's thread only.
 */
public final class PortPairs {
    /** Long enough for a packet under way and for a peer that learns late. */
    public static final Duration REST = Duration.ofSeconds(10);

    /**
     * No call is refused for want of ports while one has rested that long: the time of a packet.
     */
    static final Duration LEAST_REST = Duration.ofSeconds(1);

    private record Resting(int port, long until) {}

    /** What came of a request. */
    public sealed interface Reserved {
        /**
         * Two open sockets.
         *
         * @param rtp handle of the RTP socket
         * @param rtcp handle of the RTCP socket
         * @param address of the RTP socket; RTCP is on the next port
         */
        record Pair(int rtp, int rtcp, InetSocketAddress address) implements Reserved {}

        /** All are taken, or rest, or belong to other programs. */
        record None(String why) implements Reserved {}
    }

    private final MediaLoop loop;
    private final InetAddress address;
    private final Duration rest;
    private final Duration leastRest;
    private final ArrayDeque<Integer> free = new ArrayDeque<>();
    private final ArrayDeque<Resting> resting = new ArrayDeque<>();
    private int taken;

    /**
     * All even ports from {@code first} to {@code last} whose next port is in the range too.
     *
     * @param rest how long a released pair waits
     */
    public PortPairs(MediaLoop loop, InetAddress address, int first, int last, Duration rest) {
        this(loop, address, first, last, rest, LEAST_REST);
    }

    PortPairs(
            MediaLoop loop,
            InetAddress address,
            int first,
            int last,
            Duration rest,
            Duration leastRest) {
        this.loop = loop;
        this.address = address;
        this.rest = rest;
        this.leastRest = leastRest;
        for (int port = first + (first & 1); port < last; port += 2) {
            free.addLast(port);
        }
    }

    /** The part of a range that the worker {@code index} of {@code workers} owns. */
    public static PortPairs share(
            MediaLoop loop, InetAddress address, int first, int last, int index, int workers) {
        int even = first + (first & 1);
        int pairs = (last - even + 1) / 2;
        int from = even + 2 * (pairs * index / workers);
        int to = even + 2 * (pairs * (index + 1) / workers) - 1;
        return new PortPairs(loop, address, from, to, REST);
    }

    /** Opens a pair. */
    public Reserved reserve() {
        wake(loop.nanos());
        if (free.isEmpty()) {
            wake(loop.nanos() + rest.minus(leastRest).toNanos());
        }
        for (int tries = free.size(); tries > 0; tries--) {
            int port = free.removeFirst();
            try {
                return open(port);
            } catch (IOException othersHaveIt) {
                free.addLast(port);
            }
        }
        return new Reserved.None(
                taken + " pairs in use, " + resting.size() + " resting, " + free.size() + " lost");
    }

    /** Closes a pair. */
    public void release(Reserved.Pair pair) {
        loop.close(pair.rtp());
        loop.close(pair.rtcp());
        taken--;
        resting.addLast(new Resting(pair.address().getPort(), loop.nanos() + rest.toNanos()));
    }

    /** How many pairs are open. */
    public int taken() {
        return taken;
    }

    private Reserved open(int port) throws IOException {
        var rtpAddress = new InetSocketAddress(address, port);
        int rtp = loop.open(rtpAddress);
        try {
            int rtcp = loop.open(new InetSocketAddress(address, port + 1));
            taken++;
            return new Reserved.Pair(rtp, rtcp, rtpAddress);
        } catch (IOException othersHaveIt) {
            loop.close(rtp);
            throw othersHaveIt;
        }
    }

    /** Ends the rest of those whose rest would be over then. */
    private void wake(long then) {
        while (!resting.isEmpty() && resting.peekFirst().until() <= then) {
            free.addLast(resting.removeFirst().port());
        }
    }
}
