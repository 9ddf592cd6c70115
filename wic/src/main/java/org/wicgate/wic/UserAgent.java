package org.wicgate.wic;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Entropy;
import org.wicgate.base.Machine;
import org.wicgate.sip.Hop;
import org.wicgate.sip.SipMessage;

/**
 * A user agent that registers, calls and is called, one call at a time: the Java WIC (TS 24.371
 * §6.2, §7.2) or a plain SIP phone, by its {@link Account} and {@link Profile}. It plays a tone,
 * listens for one and says in a {@link CallReport} how the call was.
 *
 * <p>One thread owns it, media packets included: after each {@link #receive}, poll and ask for the
 * deadline again, as after {@link #handle}.
 */
public final class UserAgent implements Machine<UserAgent.In, UserAgent.Out> {
    /** What happens to it. */
    public sealed interface In {
        /**
         * There is a way to the network: the open connection of W2, or a phone's proxy. Registers
         * when the account does; after a loss, with the same instance (RFC 5626 §4.5).
         */
        record Open(Hop hop) implements In {}

        /** A message came. */
        record Received(SipMessage message, Hop from) implements In {}

        /** Nothing can be sent to {@code hop} any more. */
        record Failed(Hop hop) implements In {}

        /** A new access token, wanted or not. */
        record Renewed(String token) implements In {
            @Override
            public String toString() {
                return "Renewed[]";
            }
        }

        /**
         * Calls somebody.
         *
         * @param target a SIP or tel URI, or the user part of one in the home domain
         * @param talk how long after the answer to hang up
         */
        record Dial(String target, Duration talk) implements In {}

        /** Ends the call, whatever it has come to. */
        record HangUp() implements In {}

        /** Ends the call and the registration; {@link Out.Stopped} follows. */
        record Stop() implements In {}
    }

    /** What it wants done, or tells. */
    public sealed interface Out {
        /** Sends a message. */
        record Transmit(SipMessage message, Hop to) implements Out {}

        /** Registered, or registered again. */
        record Registered(Duration took, Duration expires) implements Out {}

        /** Not registered, and not tried again. */
        record NotRegistered(int status, String why) implements Out {}

        /** The token was refused: get a new one and say {@link In.Renewed}. */
        record TokenWanted(String error) implements Out {}

        /** The connection is lost: open another after this time (RFC 5626 §4.5). */
        record Reopen(Duration after) implements Out {}

        /** The far end of our call rings, or says something else on the way. */
        record Progress(int status) implements Out {}

        /** Somebody calls. */
        record Incoming(String from) implements Out {}

        /** The call is answered, by whoever was called. */
        record Answered() implements Out {}

        /** The call is over. */
        record Ended(CallReport report) implements Out {}

        /** All is over; a WIC's connection can be closed with 1000. */
        record Stopped() implements Out {}
    }

    /** A user agent that waits for {@link In.Open}. */
    public UserAgent(
            Account account,
            Settings settings,
            Profile profile,
            Entropy entropy,
            Packets packets) {}

    /** A datagram came to the media socket of this number; it is changed in place. */
    public void receive(
            byte[] packet,
            int offset,
            int length,
            int socket,
            InetSocketAddress from,
            Instant now) {}

    @Override
    public void handle(In input, Instant now) {}

    @Override
    public void tick(Instant now) {}

    @Override
    public @Nullable Out poll() {
        return null;
    }

    @Override
    public Instant deadline() {
        return Instant.MAX;
    }
}
