package org.wicgate.epcscf;

import java.time.Duration;
import java.util.List;
import org.wicgate.iq.ContextId;
import org.wicgate.iq.Event;
import org.wicgate.sip.Hop;

/**
 * What happened, for logs and metrics. Never holds a token, key or password. {@code connection} is
 * the edge's number of a WebSocket.
 */
public sealed interface Report {
    /** One that the timeline of a call holds. */
    sealed interface OfCall extends Report {
        String callId();
    }

    /** A WIC is registered, or its registration was refreshed. */
    record Registered(
            long connection,
            String impi,
            String impu,
            Config.Scheme scheme,
            Duration expires,
            boolean refresh)
            implements Report {}

    /** A registration is over. */
    record Unregistered(long connection, String impu, Ending ending) implements Report {}

    /** A REGISTER was refused; {@code status} is what the WIC was told. */
    record RegistrationRefused(
            long connection, String impu, int status, Refusal refusal, String detail)
            implements Report {}

    /**
     * The core does not tell us of a registration's end; told once an hour for each status.
     *
     * @param status its answer, 408 for none, 503 when it cannot be reached
     */
    record RegEventRefused(String impu, int status) implements Report {}

    /** Another request was refused, by us. */
    record RequestRefused(Side from, long connection, String method, int status, Refusal refusal)
            implements Report {}

    /** A call began; {@code from} says who called. */
    record CallStarted(String callId, ContextId media, Side from, String caller, String callee)
            implements OfCall {}

    /** It was answered, so long after it began. */
    record CallAnswered(String callId, Side from, Duration after) implements OfCall {}

    /**
     * It is over.
     *
     * @param from who called
     * @param by whose doing it was
     * @param why more of the cause in our own words, or empty
     * @param status the final answer of a call that was never answered, else 0
     * @param lasted from its INVITE on
     * @param talked from its answer on; zero when it was never answered
     * @param mediaFollows whether {@link MediaEnded} will say what its media carried
     */
    record CallEnded(
            String callId,
            Side from,
            String caller,
            String callee,
            CallEnd end,
            Ender by,
            String why,
            int status,
            Duration lasted,
            Duration talked,
            boolean mediaFollows)
            implements OfCall {}

    /**
     * Where the core wants charging data of a call sent, told again when that changes.
     *
     * @param icid the call's number in charging data
     * @param functions as P-Charging-Function-Addresses says, at least one
     */
    record Charged(String callId, String icid, List<String> functions) implements Report {}

    /** ICE found a way. */
    record MediaConnected(String callId, int stream, String pair) implements Report {}

    /** DTLS is done. */
    record MediaSecured(String callId, int stream, String profile) implements Report {}

    /** The way to the WIC is lost; the call ends. */
    record MediaLost(String callId, int stream, Event.Loss loss, String why) implements Report {}

    /** The eIMS-AGW refused, or did not answer. */
    record GatewayRefused(String callId, Event.Cause cause, String why) implements OfCall {}

    /** What the media of a call that is over carried in all; no streams when nobody can say. */
    record MediaEnded(CallEnded call, Event.Released counters) implements OfCall {
        @Override
        public String callId() {
            return call.callId();
        }
    }

    /** A target of the core gets no request for so long: it failed, or asked for that. */
    record TargetDown(int shard, Hop.Address target, String why, Duration time) implements Report {}

    /** It gets requests again, so long after. */
    record TargetUp(int shard, Hop.Address target, Duration after) implements Report {}

    /** A request had nowhere to go: its next hop has no address. */
    record NoTarget(String method, String next, String why) implements Report {}

    /** A shard is late and refuses part of what is new, or does so no more. */
    record Overload(int shard, boolean refuses, Duration lag) implements Report {}

    /** Bytes that are no SIP message. */
    record Malformed(Side from, long connection, String why, boolean answered) implements Report {}

    /** A message was dropped without an answer. */
    record Dropped(Side from, String what, String why) implements Report {}

    /** Which side of the eP-CSCF. */
    enum Side {
        /** W2: the WICs. */
        ACCESS,
        /** Mw: the IMS. */
        CORE
    }

    /** How a registration ended. */
    enum Ending {
        /** By the WIC. */
        DEREGISTERED,
        /** By the S-CSCF, as its NOTIFY said (TS 24.229 §5.2.5.2). */
        NETWORK,
        /** At the WWSF. */
        LOGGED_OUT,
        EXPIRED,
        MOVED,
        CONNECTION_LOST
    }

    /** Why we, or the core, refused something. */
    enum Refusal {
        MALFORMED,
        CONTACT,
        WRONG_DOMAIN,
        NO_CREDENTIALS,
        SCHEME_CLOSED,
        AKA_UNSAFE,
        BAD_TOKEN,
        TOKEN_UNVERIFIED,
        FOREIGN_IDENTITY,
        OUTSIDE_POOL,
        EMERGENCY,
        WWSF_UNKNOWN,
        ORIGIN,
        NOT_REGISTERED,
        NO_DIALOG,
        OUT_OF_ORDER,
        GLARE,
        SESSION_TIMER,
        ROUTE,
        TOO_MANY_HOPS,
        LOOP,
        FLOW_GONE,
        FLOW_FORGED,
        MEDIA_UNACCEPTABLE,
        MEDIA_UNAVAILABLE,
        OVERLOAD,
        CORE_REFUSED,
        CORE_SILENT,
        CORE_UNREACHABLE,
        WIC_SILENT,
        UNSUPPORTED
    }

    /** Who ended a call. */
    enum Ender {
        WIC,
        CORE,
        /** We: what it rode on was lost, or a time was over. */
        EPCSCF
    }

    /** How a call ended. */
    enum CallEnd {
        /** BYE from the WIC. */
        WIC_HUNG_UP,
        /** BYE from the core. */
        CORE_HUNG_UP,
        /** The caller gave up before the answer. */
        CANCELLED,
        /** The called side, or something on the way, refused. */
        REFUSED,
        /** Nobody answered in time. */
        TIMEOUT,
        /** The WebSocket is gone and did not come back in time. */
        CONNECTION_LOST,
        /** The network ended the WIC's registration. */
        DEREGISTERED,
        /** Nobody refreshed the session in time (RFC 4028). */
        SESSION_EXPIRED,
        /** Media towards the WIC is lost. */
        MEDIA_LOST,
        /** This eP-CSCF stops. */
        STOPPED,
        /** The session descriptions could not be brought together, or the eIMS-AGW refused. */
        MEDIA_FAILED;

        /**
         * Whose doing it is.
         *
         * @param from who called
         */
        Ender by(Side from) {
            boolean wicCalled = from == Side.ACCESS;
            return switch (this) {
                case WIC_HUNG_UP -> Ender.WIC;
                case CORE_HUNG_UP, DEREGISTERED -> Ender.CORE;
                case CANCELLED -> wicCalled ? Ender.WIC : Ender.CORE;
                case REFUSED -> wicCalled ? Ender.CORE : Ender.WIC;
                case TIMEOUT, CONNECTION_LOST, SESSION_EXPIRED, MEDIA_LOST, STOPPED, MEDIA_FAILED ->
                        Ender.EPCSCF;
            };
        }
    }
}
