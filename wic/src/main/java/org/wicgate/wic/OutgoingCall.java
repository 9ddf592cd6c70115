package org.wicgate.wic;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.wicgate.base.Timers;
import org.wicgate.sip.Dialog;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Method;
import org.wicgate.sip.NameAddr;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.sip.Transport;
import org.wicgate.sip.Uri;
import org.wicgate.sip.Via;
import org.wicgate.wic.CallReport.Phase;
import org.wicgate.wic.CallReport.Verdict;
import org.wicgate.wic.UserAgent.Out;

/** A call from us (RFC 3261 §13.2). */
final class OutgoingCall extends Call {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MAX_TRIES = 2;

    private final NameAddr to;
    private final Duration talk;
    private final boolean preferring;
    private final String callId;
    private final String tag;
    private final byte[] offer;
    private long handle;
    private long number;
    private int tries;
    private boolean waitsForToken;
    private boolean givingUp;
    private byte[] accepted = new byte[0];

    OutgoingCall(
            Wire wire,
            Timers<Timer> timers,
            NameAddr to,
            Duration talk,
            boolean preferring,
            CallMedia media,
            Instant now) {
        super(wire, timers, to.uri().toString(), media, now);
        this.to = to;
        this.talk = talk;
        this.preferring = preferring;
        this.callId = wire.entropy().token(20);
        this.tag = wire.entropy().token(10);
        this.offer = negotiation.offer().encode();
    }

    void start(Instant now) {
        timers.start(Timer.NO_ANSWER, now.plus(PATIENCE));
        invite(now);
    }

    private void invite(Instant now) {
        tries++;
        Uri uri = to.uri();
        var edit =
                wire.initial(Method.INVITE, uri, to.toString(), tag, callId, ++number)
                        .append(HeaderName.CONTACT, "<" + wire.contactInDialog() + ">")
                        .append(HeaderName.ALLOW, Wire.ALLOW)
                        .append(HeaderName.SUPPORTED, "outbound, gruu");
        if (preferring) {
            edit.append(
                    HeaderName.P_PREFERRED_IDENTITY, NameAddr.of(wire.account().impu()).toString());
        }
        edit.body(SDP, offer);
        var route = wire.serviceRoute();
        handle =
                wire.send(
                        edit,
                        Method.INVITE,
                        uri,
                        route.isEmpty() ? uri : route.getFirst().uri(),
                        now);
    }

    boolean isOf(long answered) {
        return answered == handle;
    }

    @Override
    boolean isOutgoing() {
        return true;
    }

    void onResponse(Response response, Instant now) {
        if (response.isProvisional()) {
            provisional(response, now);
        } else if (response.isSuccess()) {
            success(response, now);
        } else if (!isOver()) {
            refused(response, now);
        }
    }

    private void provisional(Response response, Instant now) {
        if (response.status() == 100 || isOver()) {
            return;
        }
        status(response.status());
        took(Phase.POST_DIAL, now);
        wire.tell(new Out.Progress(response.status()));
        if (response.hasBody()) {
            accept(response, now); // early media: RFC 6337 §3.1.1
        }
    }

    private void success(Response response, Instant now) {
        var known = dialog();
        var made = Dialog.ofUac(invited(), response);
        if (known != null) {
            acknowledge(made, now); // the same again, or another branch of a fork
            if (!made.remoteTag().equals(known.remoteTag())) {
                bye(made, now);
            }
            return;
        }
        dialog(made);
        acknowledge(made, now);
        timers.stop(Timer.NO_ANSWER);
        status(response.status());
        took(Phase.POST_DIAL, now);
        if (givingUp || isOver()) {
            bye(made, now);
            end(Verdict.CANCELLED, "answered while being cancelled", now);
            return;
        }
        String wrong = accept(response, now);
        if (!wrong.isEmpty()) {
            bye(made, now);
            end(Verdict.FAILED, wrong, now);
            return;
        }
        answered(now);
        timers.start(Timer.TALK, now.plus(talk));
    }

    /** The dialog's own view of the INVITE: who, to whom, and with which number. */
    private Request invited() {
        return wire.initial(Method.INVITE, to.uri(), to.toString(), tag, callId, number)
                .pushVia(Via.of(Transport.UDP, wire.settings().host(), 0, "z9hG4bK0"))
                .build();
    }

    private String accept(Response response, Instant now) {
        if (response.hasBody() && Arrays.equals(response.body(), accepted)) {
            return "";
        }
        var answer = description(response);
        if (answer == null) {
            return accepted.length > 0 && !response.hasBody() ? "" : "no description in the answer";
        }
        String wrong = negotiation.accept(answer, Nanos.of(now));
        if (wrong.isEmpty()) {
            accepted = response.body();
            media.expectPeer(Nanos.of(now));
        }
        return wrong;
    }

    private void acknowledge(Dialog made, Instant now) {
        if (wire.hop() != null) {
            wire.send(made.ack(number), Method.ACK, made.remoteTarget(), made.nextHop(), now);
        }
    }

    private void refused(Response response, Instant now) {
        boolean challenged = response.status() == 401 || response.status() == 407;
        if (challenged && !givingUp && tries <= MAX_TRIES) {
            switch (wire.authorizer().challenged(response, tries > 1)) {
                case RETRY -> {
                    invite(now);
                    return;
                }
                case TOKEN -> {
                    waitsForToken = true;
                    wire.tell(new Out.TokenWanted(wire.authorizer().error()));
                    return;
                }
                case GIVE_UP -> {}
            }
        }
        status(response.status());
        took(Phase.POST_DIAL, now);
        var verdict = givingUp ? Verdict.CANCELLED : refusal(response);
        end(verdict, response.status() + " " + reason(response), now);
    }

    private static String reason(Response response) {
        String warning = response.header(HeaderName.WARNING);
        return warning == null ? response.reason() : response.reason() + " (" + warning + ")";
    }

    void renewed(Instant now) {
        if (waitsForToken && !isOver()) {
            waitsForToken = false;
            invite(now);
        }
    }

    /** No final answer came, or the request could not be sent. */
    void unanswered(String why, Instant now) {
        if (dialog() == null) {
            end(givingUp ? Verdict.CANCELLED : Verdict.FAILED, why, now);
        }
    }

    @Override
    void hangUp(Instant now) {
        var known = dialog();
        if (known != null) {
            bye(known, now);
            ended("hung up", now);
        } else if (waitsForToken) {
            end(Verdict.CANCELLED, "hung up", now);
        } else {
            givingUp = true;
            wire.cancel(handle, now);
        }
    }

    @Override
    void onOwnTimer(Timer timer, Instant now) {
        if (timer != Timer.NO_ANSWER) {
            return;
        }
        if (givingUp) {
            end(Verdict.CANCELLED, "no answer to CANCEL", now);
        } else {
            hangUp(now);
            timers.start(Timer.NO_ANSWER, now.plus(PATIENCE));
        }
    }
}
