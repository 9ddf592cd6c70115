package org.wicgate.eimsagw;

import java.time.Duration;
import org.wicgate.iq.Medium;
import org.wicgate.iq.Medium.Kind;

/**
 * What a gateway does about who asks for more than his share, or for nothing any more.
 *
 * @param priorityContexts how many contexts of calls with priority may be beyond the limit of all
 *     (TS 23.334 §5.14)
 * @param heartbeat how long nothing may be asked about a context before it is asked whether anybody
 *     needs it still (TS 23.334 §5.7); zero for ever
 * @param rates what passes
 * @param marks how it is marked
 */
public record GatewayPolicy(int priorityContexts, Duration heartbeat, Rates rates, Marks marks) {
    /** Nothing of it. */
    public static final GatewayPolicy NONE =
            new GatewayPolicy(0, Duration.ZERO, new Rates(0, 0, false), new Marks(0, 0, 0));

    /**
     * How much may pass in a direction of a stream, in 1000 bits a second with IP and UDP (TS
     * 23.334 §5.6).
     *
     * @param audio at most; 0 for any
     * @param video at most, and of what is neither; 0 for any
     * @param asDescribed whether b= of the session description counts where it is less
     */
    public record Rates(long audio, long video, boolean asDescribed) {
        /** Less than two calls of G.711 need is not enforced: what is meant by so little varies. */
        private static final long LEAST = 200;

        private static final long MOST = 4_000_000;

        /** The limit of a direction; 0 for none. */
        long limit(Kind kind, long described) {
            long most = kind == Kind.UNSET ? 0 : kind == Kind.AUDIO ? audio : video;
            boolean counts = asDescribed && described > 0;
            // b= is an average of what is never the same, and RTCP is not in it: half as much more
            long agreed = counts ? Math.max(LEAST, Math.min(described, MOST) * 3 / 2) : 0;
            return agreed == 0 || most == 0 ? Math.max(most, agreed) : Math.min(most, agreed);
        }
    }

    /** Differentiated services code points, 0 to 63 (TS 23.334 §5.8, RFC 2474). */
    public record Marks(int audio, int video, int other) {
        int of(Medium medium) {
            return switch (medium.kind()) {
                case UNSET -> 0;
                case AUDIO -> audio;
                case VIDEO -> video;
                case OTHER -> other;
            };
        }
    }
}
