package org.wicgate.sip;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One side's view of a dialog (RFC 3261 §12): the tags, both CSeqs, the route set and the remote
 * target. It builds the requests that this side sends in it. A proxy uses it to speak for a party
 * that is gone.
 */
public final class Dialog {
    private static final Set<String> TARGET_REFRESH =
            Set.of(Method.INVITE, Method.UPDATE, Method.SUBSCRIBE, Method.REFER, Method.NOTIFY);

    private final String callId;
    private final NameAddr local;
    private final NameAddr remote;
    private final List<NameAddr> routeSet;
    private Uri remoteTarget;
    private long localNumber;
    private long remoteNumber;

    private Dialog(
            String callId,
            NameAddr local,
            NameAddr remote,
            List<NameAddr> routeSet,
            Uri remoteTarget,
            long localNumber,
            long remoteNumber) {
        this.callId = callId;
        this.local = local;
        this.remote = remote;
        this.routeSet = List.copyOf(routeSet);
        this.remoteTarget = remoteTarget;
        this.localNumber = localNumber;
        this.remoteNumber = remoteNumber;
    }

    /** The dialog as who sent {@code request} sees it once {@code response} came (§12.1.2). */
    public static Dialog ofUac(Request request, Response response) {
        return new Dialog(
                request.callId(),
                request.from(),
                response.to(),
                response.recordRoutes().reversed(),
                target(response, request.requestUri()),
                request.cseq().number(),
                0);
    }

    /** The dialog as who answered {@code request} with {@code response} sees it (§12.1.1). */
    public static Dialog ofUas(Request request, Response response) {
        return new Dialog(
                request.callId(),
                response.to(),
                request.from(),
                request.recordRoutes(),
                target(request, request.from().uri()),
                0,
                request.cseq().number());
    }

    /**
     * The dialog that a NOTIFY makes, as the subscriber sees it, when it comes before the 2xx or
     * from another notifier (RFC 6665 §4.4.1).
     *
     * @param number the CSeq number of the SUBSCRIBE
     */
    public static Dialog ofNotify(Request notify, long number) {
        return new Dialog(
                notify.callId(),
                notify.to(),
                notify.from(),
                notify.recordRoutes(),
                target(notify, notify.from().uri()),
                number,
                notify.cseq().number());
    }

    /** The same with another route set, as seen from a proxy that leaves itself out of it. */
    public Dialog via(List<NameAddr> routes) {
        return new Dialog(callId, local, remote, routes, remoteTarget, localNumber, remoteNumber);
    }

    public String callId() {
        return callId;
    }

    /** Empty when the other side is of the time before tags. */
    public String localTag() {
        return tag(local);
    }

    /** Empty when the other side is of the time before tags. */
    public String remoteTag() {
        return tag(remote);
    }

    public NameAddr local() {
        return local;
    }

    public NameAddr remote() {
        return remote;
    }

    public List<NameAddr> routeSet() {
        return routeSet;
    }

    public Uri remoteTarget() {
        return remoteTarget;
    }

    /** The CSeq number of the last request that this side sent. */
    public long localNumber() {
        return localNumber;
    }

    /** The CSeq number of the last request that the other side sent. */
    public long remoteNumber() {
        return remoteNumber;
    }

    /** Whether a request that came belongs here: its From is the other side (§12.2.2). */
    public boolean isOf(Request received) {
        return received.callId().equals(callId)
                && tag(received.to()).equals(localTag())
                && tag(received.from()).equals(remoteTag());
    }

    /**
     * Takes a request from the other side into account: its CSeq and, when it is a target refresh,
     * its Contact (§12.2.2).
     *
     * @return false when it is out of order, to be answered 500
     */
    public boolean received(Request request) {
        long number = request.cseq().number();
        if (request.is(Method.ACK)) {
            return true;
        }
        if (number < remoteNumber) {
            return false;
        }
        remoteNumber = number;
        refresh(request, request.method());
        return true;
    }

    /** Takes a request into account that this side sent on its own. */
    public void sent(Request request) {
        localNumber = Math.max(localNumber, request.cseq().number());
    }

    /** Takes a success from the other side into account: a target refresh (§12.2.1.2). */
    public void received(Response response) {
        if (response.isSuccess()) {
            refresh(response, response.cseq().method());
        }
    }

    /**
     * Starts the next request of this side (§12.2.1.1): everything but Via, Contact and body.
     *
     * @param method any but ACK and CANCEL, which are {@link #ack} and the transaction's
     */
    public Edit<Request> request(String method) {
        localNumber++;
        return request(method, localNumber);
    }

    /** Starts the ACK of a 2xx to the INVITE with this CSeq number (§13.2.2.4). */
    public Edit<Request> ack(long inviteNumber) {
        return request(Method.ACK, inviteNumber);
    }

    /** Where the next request is sent: the first Route, else the remote target (§8.1.2). */
    public Uri nextHop() {
        return routeSet.isEmpty() ? remoteTarget : routeSet.getFirst().uri();
    }

    private Edit<Request> request(String method, long number) {
        var routes = new ArrayList<>(routeSet);
        Uri uri = remoteTarget;
        if (!routes.isEmpty()
                && routes.getFirst().uri() instanceof SipUri first
                && !first.isLoose()) {
            // §12.2.1.1: a strict router becomes the Request-URI, the target goes last
            routes.removeFirst();
            routes.add(NameAddr.of(remoteTarget));
            uri = requestable(first);
        }
        var edit = Request.of(method, uri).append(HeaderName.MAX_FORWARDS, "70");
        for (var route : routes) {
            edit.append(HeaderName.ROUTE, route.toString());
        }
        return edit.append(HeaderName.FROM, local.toString())
                .append(HeaderName.TO, remote.toString())
                .append(HeaderName.CALL_ID, callId)
                .append(HeaderName.CSEQ, new CSeq(number, method).toString());
    }

    private void refresh(SipMessage message, String method) {
        if (TARGET_REFRESH.contains(method)) {
            remoteTarget = target(message, remoteTarget);
        }
    }

    private static Uri target(SipMessage message, Uri otherwise) {
        var contacts = message.contacts();
        return contacts.isEmpty() ? otherwise : requestable(contacts.getFirst().uri());
    }

    /** The URI as a Request-URI can have it: without headers (RFC 3261 §19.1.1, table 1). */
    private static Uri requestable(Uri uri) {
        return uri instanceof SipUri sip && !sip.headers().isEmpty()
                ? new SipUri(sip.secure(), sip.userInfo(), sip.host(), sip.port(), sip.params(), "")
                : uri;
    }

    private static String tag(NameAddr address) {
        @Nullable String tag = address.tag();
        return tag == null ? "" : tag;
    }
}
