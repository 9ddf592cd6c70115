package org.wicgate.sip;

/** A response: RFC 3261 §7.2. */
public final class Response extends SipMessage {
    private final int status;
    private final String reason;

    Response(Frame frame, int status, String reason) {
        super(frame);
        this.status = status;
        this.reason = reason;
    }

    /**
     * Starts a response to {@code request}: Via, From, To, Call-ID and CSeq as they came (RFC 3261
     * §8.2.6.2). All but 100 need a To tag: {@link Edit#toTag}.
     */
    public static Edit<Response> to(Request request, int status, String reason) {
        return Edit.ofResponse(request, status, reason);
    }

    /** The same with the reason phrase of the standard. */
    public static Edit<Response> to(Request request, int status) {
        return Edit.ofResponse(request, status, Status.phrase(status));
    }

    public int status() {
        return status;
    }

    public String reason() {
        return reason;
    }

    public boolean isProvisional() {
        return status < 200;
    }

    public boolean isFinal() {
        return status >= 200;
    }

    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    @Override
    public Edit<Response> edit() {
        return Edit.ofResponse(this);
    }
}
