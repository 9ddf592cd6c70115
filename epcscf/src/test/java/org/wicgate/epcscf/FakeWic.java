package org.wicgate.epcscf;

import org.wicgate.sip.Edit;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Hop;
import org.wicgate.sip.NameAddr;
import org.wicgate.sip.Params;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.sip.SipUri;
import org.wicgate.sip.TimerValues;
import org.wicgate.sip.Transport;
import org.wicgate.sip.Via;

/** A browser over one WebSocket; another connection is another one of these. */
final class FakeWic extends Party {
    private final String user;
    private final String bootCycle;
    private long connection;
    private int sequence;
    int registered;

    FakeWic(long seed, String user, long connection) {
        super(seed, TimerValues.CORE);
        this.user = user;
        this.connection = connection;
        this.bootCycle = entropy.token(20);
    }

    /** The same page over a new WebSocket. */
    void moved(long to) {
        connection = to;
    }

    void register() {
        var uri = SipUri.of("", Bench.HOME);
        var contact = NameAddr.of(contact());
        var params =
                contact.params()
                        .with("+sip.instance", "\"<urn:uuid:" + user + ">\"")
                        .with("reg-id", "1")
                        .with("expires", "600");
        ask(
                "register",
                start(Request.of("REGISTER", uri), me(), "REGISTER")
                        .append(HeaderName.SUPPORTED, "path, outbound")
                        .replace(HeaderName.CALL_ID, bootCycle)
                        .append(HeaderName.CONTACT, contact.with(params).toString()));
    }

    void callTo(String target) {
        var to = SipUri.of(target, Bench.HOME);
        call(start(Request.of("INVITE", to), to, "INVITE"), FakeCore.USER);
    }

    private Edit<Request> start(Edit<Request> edit, SipUri to, String method) {
        var from = NameAddr.of(me()).withTag(entropy.token(8));
        return inDialog(
                edit.append(HeaderName.MAX_FORWARDS, "70")
                        .append(HeaderName.FROM, from.toString())
                        .append(HeaderName.TO, NameAddr.of(to).toString())
                        .append(HeaderName.CALL_ID, entropy.token(20))
                        .append(HeaderName.CSEQ, ++sequence + " " + method));
    }

    @Override
    void told(String what, Response response) {
        if (response.status() == 200) {
            registered++;
        }
    }

    @Override
    Edit<Request> inDialog(Edit<Request> edit) {
        return edit.append(HeaderName.AUTHORIZATION, "Bearer " + user);
    }

    @Override
    Via via(String branch) {
        return Via.of(Transport.WSS, user + ".invalid", 0, branch);
    }

    @Override
    Hop next(Request request) {
        return new Hop.Connection(Transport.WSS, connection);
    }

    @Override
    SipUri contact() {
        return SipUri.of(user, user + ".invalid").with(Params.NONE.with("transport", "ws"));
    }

    @Override
    String description(boolean answer) {
        return answer ? Texts.WIC_ANSWER : Texts.WIC_SDP;
    }

    private SipUri me() {
        return SipUri.of(user, Bench.HOME);
    }
}
