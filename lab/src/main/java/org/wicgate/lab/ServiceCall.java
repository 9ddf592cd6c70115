package org.wicgate.lab;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.wicgate.sip.Dialog;
import org.wicgate.sip.Hop;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;

/** One call to a service, as its user agent server sees it. */
final class ServiceCall {
    /** How far it is. */
    sealed interface State {
        /** Waits for media ports. */
        record Opening() implements State {}

        /** 180 was sent, the answer is due later or never. */
        record Ringing() implements State {}

        /**
         * 2xx was sent, and is sent again until ACK comes (RFC 3261 §13.3.1.4).
         *
         * @param offered whether it carries an offer, which ACK answers
         */
        record Accepted(Response ok, Duration interval, boolean offered) implements State {}

        /** ACK came. */
        record Confirmed() implements State {}
    }

    final long id;
    final Service service;
    final String tag;

    /** Where the caller's INVITE came from. */
    final Hop from;

    long transaction;
    Request invite;
    State state = new State.Opening();
    long version = 1;
    @Nullable Dialog dialog;
    @Nullable InetSocketAddress local;
    AudioAnswer.@Nullable Remote remote;

    ServiceCall(long id, Service service, String tag, Hop from, long transaction, Request invite) {
        this.id = id;
        this.service = service;
        this.tag = tag;
        this.from = from;
        this.transaction = transaction;
        this.invite = invite;
    }

    /** The dialog as a key: Call-ID and our tag. */
    record Key(String callId, String tag) {
        static Key of(Request inDialog) {
            String tag = inDialog.to().tag();
            return new Key(inDialog.callId(), tag == null ? "" : tag);
        }
    }

    Key key() {
        return new Key(invite.callId(), tag);
    }
}
