package org.wicgate.sip;

/** A request: RFC 3261 §7.1. */
public final class Request extends SipMessage {
    private final String method;
    private final Uri requestUri;

    Request(Frame frame, String method, Uri requestUri) {
        super(frame);
        this.method = method;
        this.requestUri = requestUri;
    }

    /**
     * Starts a new request with nothing but its first line; {@link Edit#build} adds Content-Length.
     */
    public static Edit<Request> of(String method, Uri requestUri) {
        return Edit.ofRequest(method, requestUri);
    }

    public String method() {
        return method;
    }

    public boolean is(String other) {
        return method.equals(other);
    }

    public Uri requestUri() {
        return requestUri;
    }

    /** Whether it belongs to a dialog: its To has a tag. */
    public boolean isInDialog() {
        return to().params().has("tag");
    }

    @Override
    public Edit<Request> edit() {
        return Edit.ofRequest(this);
    }
}
