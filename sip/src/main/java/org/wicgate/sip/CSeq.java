package org.wicgate.sip;

/** The order of a request in its dialog: RFC 3261 §20.16. */
public record CSeq(long number, String method) {
    /** RFC 3261 §8.1.1.5: "MUST be less than 2**31". */
    private static final long LIMIT = 1L << 31;

    static CSeq read(String value) {
        var in = new Cursor(value);
        in.space();
        long number = in.number(10);
        if (number >= LIMIT) {
            throw in.wrong("sequence number too large");
        }
        in.space();
        String method = in.token();
        in.end();
        return new CSeq(number, method);
    }

    @Override
    public String toString() {
        return number + " " + method;
    }
}
