package org.wicgate.sip;

/** The methods that something here decides on; any other token is a method too. */
public final class Method {
    public static final String ACK = "ACK";
    public static final String BYE = "BYE";
    public static final String CANCEL = "CANCEL";
    public static final String INFO = "INFO";
    public static final String INVITE = "INVITE";
    public static final String MESSAGE = "MESSAGE";
    public static final String NOTIFY = "NOTIFY";
    public static final String OPTIONS = "OPTIONS";
    public static final String PRACK = "PRACK";
    public static final String PUBLISH = "PUBLISH";
    public static final String REFER = "REFER";
    public static final String REGISTER = "REGISTER";
    public static final String SUBSCRIBE = "SUBSCRIBE";
    public static final String UPDATE = "UPDATE";

    private static final String[] KNOWN = {
        INVITE, ACK, BYE, CANCEL, REGISTER, OPTIONS, UPDATE, PRACK, INFO, NOTIFY, SUBSCRIBE,
        MESSAGE, REFER, PUBLISH
    };

    private Method() {}

    /** The method in these bytes; no new string for a known one. */
    static String of(byte[] bytes, int from, int to) {
        for (String known : KNOWN) {
            if (known.length() == to - from && Syntax.matches(bytes, from, known)) {
                return known;
            }
        }
        return Syntax.text(bytes, from, to);
    }
}
