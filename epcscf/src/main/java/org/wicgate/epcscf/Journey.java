package org.wicgate.epcscf;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wicgate.sip.Edit;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Hop;
import org.wicgate.sip.Method;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.sip.Uri;

/**
 * One request on its way to the core, from target to target (RFC 3263 §4.3): the next one is tried
 * when there is no transport to one, when it answers 503, and when it says nothing for a while.
 */
final class Journey {
    final long handle;
    private final CoreClient client;
    private final Uri next;
    private final Signalling.Reply reply;
    private final List<Hop.Address> left = new ArrayList<>();
    private @Nullable Edit<Request> edit;
    private @Nullable Request sent;
    private @Nullable Try current;
    private boolean cancelled;
    private boolean rang;
    private boolean settled;
    private int found;

    Journey(CoreClient client, long handle, Edit<Request> edit, Uri next, Signalling.Reply reply) {
        this.client = client;
        this.handle = handle;
        this.edit = edit;
        this.next = next;
        this.reply = reply;
    }

    /** The targets are known. */
    void begin(List<Hop.Address> targets, String why, Instant now) {
        if (settled) {
            return; // cancelled meanwhile
        }
        left.addAll(targets);
        found = targets.size();
        if (!next(now)) {
            if (targets.isEmpty()) {
                var request = plain().build();
                client.tellNowhere(request.method(), next, why);
                client.note(request, "the next hop has no address: " + why, next);
            }
            end(Signalling.Failure.UNREACHABLE);
        }
    }

    void cancel(String reason, Instant now) {
        var tried = current;
        if (tried == null) {
            var answer = client.terminated(plain().build());
            settle();
            client.later(at -> reply.answered(answer, at));
        } else if (tried.isInvite) {
            cancelled = true;
            client.unwatch(this);
            client.abandon(tried.inner, reason, now);
        }
    }

    /** The current target has said nothing for so long that another one is to be asked. */
    void silent(Instant now) {
        var tried = current;
        if (tried == null || tried.heard || settled) {
            return;
        }
        client.quarantine().silent(tried.target, tried.sent, now);
        if (next(now) && tried.isInvite) {
            client.abandon(tried.inner, "", now); // should it ring yet
        }
    }

    /** One target's transaction. */
    private final class Try implements Signalling.Reply {
        final Hop.Address target;
        final boolean isInvite;
        final Instant sent;
        long inner;
        boolean heard;

        Try(Hop.Address target, Request request, Instant sent) {
            this.target = target;
            this.isInvite = request.is(Method.INVITE);
            this.sent = sent;
        }

        @Override
        public void answered(Response response, Instant now) {
            heard = true;
            if (response.status() != 503) {
                client.quarantine().heard(target, now);
            } else if (response.has(HeaderName.RETRY_AFTER)) {
                client.quarantine().rest(target, restAskedFor(response), now);
            }
            Journey.this.answered(this, response, now);
        }

        @Override
        public void failed(Signalling.Failure failure, Instant now) {
            switch (failure) {
                case OVERLOAD -> {}
                case SILENT -> {
                    if (!heard) {
                        client.quarantine().silent(target, sent, now);
                    }
                }
                case UNREACHABLE -> client.quarantine().failed(target, "unreachable", now);
            }
            boolean isLast = settled || this != current;
            if (!isLast && (failure == Signalling.Failure.OVERLOAD || !goesOn(now))) {
                settle();
                reply.failed(failure, now);
            }
        }
    }

    private void answered(Try tried, Response response, Instant now) {
        if (settled) {
            if (tried.isInvite && response.isSuccess()) {
                reply.answered(response, now); // another fork, or the same again
            }
        } else if (response.isProvisional()) {
            if (tried == current) {
                client.unwatch(this);
                rang |= response.status() > 100;
                reply.answered(response, now);
            }
        } else if (tried != current
                && (isFailure(response) || (tried.isInvite && !response.isSuccess()))) {
            return; // the current one decides
        } else if (!isFailure(response) || !goesOn(now)) {
            var other = current;
            settle();
            if (other != null && other != tried && other.isInvite) {
                client.abandon(other.inner, "", now); // it rings where nobody waits any more
            }
            if (response.status() < 400 && isFailure(response)) {
                reply.failed(Signalling.Failure.UNREACHABLE, now);
            } else {
                reply.answered(response, now);
            }
        }
    }

    /** TS 24.229 §5.2.2.1: what sends a REGISTER to another I-CSCF; RFC 3263 §4.3: any request. */
    private static boolean isFailure(Response response) {
        boolean isRegister = response.cseq().method().equals(Method.REGISTER);
        int status = response.status();
        return status == 503 || (isRegister && (status / 100 == 3 || status == 480));
    }

    private boolean goesOn(Instant now) {
        return !rang && !cancelled && next(now);
    }

    /** Takes the next target that is up, or for want of one a dead one that may be tried. */
    private boolean next(Instant now) {
        var quarantine = client.quarantine();
        Hop.Address target = null;
        for (var candidate : left) {
            if (quarantine.isUp(candidate, now)) {
                target = candidate;
                break;
            }
        }
        for (int i = 0; target == null && i < left.size(); i++) {
            target = quarantine.mayTry(left.get(i), now) ? left.get(i) : null;
        }
        if (target == null) {
            return false;
        }
        left.remove(target);
        attempt(target, now);
        return true;
    }

    private void attempt(Hop.Address target, Instant now) {
        var request = client.stamp(plain(), target);
        edit = null;
        sent = request;
        if (found > 1) {
            boolean isFirst = left.size() + 1 == found;
            client.note(
                    request,
                    isFirst ? "the first of " + found : "the one before failed, next",
                    target);
        }
        var tried = new Try(target, request, now);
        current = tried;
        if (left.isEmpty()) {
            client.unwatch(this);
        } else {
            client.watch(this, now);
        }
        tried.inner = client.transmit(request, target, tried, now);
    }

    /** The request without our Via. */
    private Edit<Request> plain() {
        var first = edit;
        if (first != null) {
            return first;
        }
        var again = sent;
        if (again == null) {
            throw new IllegalStateException("neither written nor sent");
        }
        return again.edit().popVia();
    }

    private void end(Signalling.Failure failure) {
        settle();
        client.later(at -> reply.failed(failure, at));
    }

    private void settle() {
        settled = true;
        edit = null;
        sent = null; // it may be kept for long, for another 2xx
        left.clear();
        client.settled(this);
    }

    private static Duration restAskedFor(Response response) {
        String value = String.valueOf(response.header(HeaderName.RETRY_AFTER)).trim();
        int end = 0;
        while (end < value.length() && end < 9 && Character.isDigit(value.charAt(end))) {
            end++;
        }
        return end == 0 ? Duration.ZERO : Duration.ofSeconds(Long.parseLong(value, 0, end, 10));
    }
}
