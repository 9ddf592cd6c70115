package org.wicgate.sip;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The name of a header field: case does not matter, and a compact form is the same name (RFC 3261
 * §7.3.1, §7.3.3). Known names are constants; {@link #of} gives any other.
 */
public final class HeaderName {
    /** There are fewer constants than this. */
    static final int MOST = 128;

    private static final int SLOTS = 512;
    private static final @Nullable Spelling[] SPELLINGS = new @Nullable Spelling[SLOTS];

    private static int known;

    /** One way to write a known name. */
    private record Spelling(String lower, HeaderName name) {}

    public static final HeaderName ACCEPT = known("Accept");
    public static final HeaderName ACCEPT_CONTACT = known("Accept-Contact", "a");
    public static final HeaderName ADDITIONAL_IDENTITY = known("Additional-Identity");
    public static final HeaderName ALERT_INFO = known("Alert-Info");
    public static final HeaderName ALLOW = known("Allow");
    public static final HeaderName ALLOW_EVENTS = known("Allow-Events", "u");
    public static final HeaderName ATTESTATION_INFO = known("Attestation-Info");
    public static final HeaderName AUTHENTICATION_INFO = known("Authentication-Info");
    public static final HeaderName AUTHORIZATION = known("Authorization");
    public static final HeaderName CALL_ID = known("Call-ID", "i");
    public static final HeaderName CALL_INFO = known("Call-Info");
    public static final HeaderName CELLULAR_NETWORK_INFO = known("Cellular-Network-Info");
    public static final HeaderName CONTACT = known("Contact", "m");
    public static final HeaderName CONTENT_DISPOSITION = known("Content-Disposition");
    public static final HeaderName CONTENT_ENCODING = known("Content-Encoding", "e");
    public static final HeaderName CONTENT_LENGTH = known("Content-Length", "l");
    public static final HeaderName CONTENT_TYPE = known("Content-Type", "c");
    public static final HeaderName CSEQ = known("CSeq");
    public static final HeaderName DATE = known("Date");
    public static final HeaderName ERROR_INFO = known("Error-Info");
    public static final HeaderName EVENT = known("Event", "o");
    public static final HeaderName EXPIRES = known("Expires");
    public static final HeaderName FEATURE_CAPS = known("Feature-Caps");
    public static final HeaderName FLOW_TIMER = known("Flow-Timer");
    public static final HeaderName FROM = known("From", "f");
    public static final HeaderName GEOLOCATION = known("Geolocation");
    public static final HeaderName HISTORY_INFO = known("History-Info");
    public static final HeaderName IDENTITY = known("Identity", "y");
    public static final HeaderName MAX_FORWARDS = known("Max-Forwards");
    public static final HeaderName MIN_EXPIRES = known("Min-Expires");
    public static final HeaderName MIN_SE = known("Min-SE");
    public static final HeaderName ORIGINATION_ID = known("Origination-Id");
    public static final HeaderName P_ACCESS_NETWORK_INFO = known("P-Access-Network-Info");
    public static final HeaderName P_ASSERTED_IDENTITY = known("P-Asserted-Identity");
    public static final HeaderName P_ASSERTED_SERVICE = known("P-Asserted-Service");
    public static final HeaderName P_ASSOCIATED_URI = known("P-Associated-URI");
    public static final HeaderName P_CALLED_PARTY_ID = known("P-Called-Party-ID");
    public static final HeaderName P_CHARGING_FUNCTION_ADDRESSES =
            known("P-Charging-Function-Addresses");
    public static final HeaderName P_CHARGING_VECTOR = known("P-Charging-Vector");
    public static final HeaderName P_EARLY_MEDIA = known("P-Early-Media");
    public static final HeaderName P_PREFERRED_IDENTITY = known("P-Preferred-Identity");
    public static final HeaderName P_PREFERRED_SERVICE = known("P-Preferred-Service");
    public static final HeaderName P_PRIVATE_NETWORK_INDICATION =
            known("P-Private-Network-Indication");
    public static final HeaderName P_PROFILE_KEY = known("P-Profile-Key");
    public static final HeaderName P_SERVED_USER = known("P-Served-User");
    public static final HeaderName P_USER_DATABASE = known("P-User-Database");
    public static final HeaderName P_VISITED_NETWORK_ID = known("P-Visited-Network-ID");
    public static final HeaderName PATH = known("Path");
    public static final HeaderName PRIORITY = known("Priority");
    public static final HeaderName PRIVACY = known("Privacy");
    public static final HeaderName PROXY_AUTHENTICATE = known("Proxy-Authenticate");
    public static final HeaderName PROXY_AUTHORIZATION = known("Proxy-Authorization");
    public static final HeaderName PROXY_REQUIRE = known("Proxy-Require");
    public static final HeaderName RACK = known("RAck");
    public static final HeaderName REASON = known("Reason");
    public static final HeaderName RECORD_ROUTE = known("Record-Route");
    public static final HeaderName REFER_TO = known("Refer-To", "r");
    public static final HeaderName REFERRED_BY = known("Referred-By", "b");
    public static final HeaderName REJECT_CONTACT = known("Reject-Contact", "j");
    public static final HeaderName RELAYED_CHARGE = known("Relayed-Charge");
    public static final HeaderName REPLACES = known("Replaces");
    public static final HeaderName REQUEST_DISPOSITION = known("Request-Disposition", "d");
    public static final HeaderName REQUIRE = known("Require");
    public static final HeaderName RESOURCE_PRIORITY = known("Resource-Priority");
    public static final HeaderName RESPONSE_SOURCE = known("Response-Source");
    public static final HeaderName RESTORATION_INFO = known("Restoration-Info");
    public static final HeaderName RETRY_AFTER = known("Retry-After");
    public static final HeaderName ROUTE = known("Route");
    public static final HeaderName RSEQ = known("RSeq");
    public static final HeaderName SECURITY_CLIENT = known("Security-Client");
    public static final HeaderName SECURITY_SERVER = known("Security-Server");
    public static final HeaderName SECURITY_VERIFY = known("Security-Verify");
    public static final HeaderName SERVER = known("Server");
    public static final HeaderName SERVICE_INTERACT_INFO = known("Service-Interact-Info");
    public static final HeaderName SERVICE_ROUTE = known("Service-Route");
    public static final HeaderName SESSION_EXPIRES = known("Session-Expires", "x");
    public static final HeaderName SUBJECT = known("Subject", "s");
    public static final HeaderName SUBSCRIPTION_STATE = known("Subscription-State");
    public static final HeaderName SUPPORTED = known("Supported", "k");
    public static final HeaderName TIMESTAMP = known("Timestamp");
    public static final HeaderName TO = known("To", "t");
    public static final HeaderName UNSUPPORTED = known("Unsupported");
    public static final HeaderName USER_AGENT = known("User-Agent");
    public static final HeaderName VIA = known("Via", "v");
    public static final HeaderName WARNING = known("Warning");
    public static final HeaderName WWW_AUTHENTICATE = known("WWW-Authenticate");

    private final String name;
    private final String lower;
    private final boolean constant;

    /** For a constant its own number, below {@link #MOST}; for any other {@link #MOST}. */
    private final int number;

    private HeaderName(String name, int number) {
        this.name = name;
        this.lower = name.toLowerCase(Locale.ROOT);
        this.number = number;
        this.constant = number < MOST;
    }

    /** Which of the constants it is: 0 to 127; 128 for what is none. */
    int number() {
        return number;
    }

    /**
     * The name written as {@code name}, in whatever case or form.
     *
     * @throws IllegalArgumentException when it is not a token
     */
    public static HeaderName of(String name) {
        if (!Syntax.isToken(name)) {
            throw new IllegalArgumentException("not a header name: " + name);
        }
        byte[] bytes = Syntax.bytes(name);
        var known = find(bytes, 0, bytes.length);
        return known != null ? known : new HeaderName(name, MOST);
    }

    /** The known name in these bytes, or null when it is not one of the constants. */
    static @Nullable HeaderName find(byte[] bytes, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = hash * 31 + (bytes[i] | 0x20);
        }
        for (int slot = slot(hash); ; slot = (slot + 1) % SLOTS) {
            var spelling = SPELLINGS[slot];
            if (spelling == null || matches(spelling.lower, bytes, from, to)) {
                return spelling == null ? null : spelling.name;
            }
        }
    }

    /** Whether these bytes spell this name in its long form. */
    boolean isSpelled(byte[] bytes, int from, int to) {
        return matches(lower, bytes, from, to);
    }

    private static boolean matches(String lower, byte[] bytes, int from, int to) {
        if (lower.length() != to - from) {
            return false;
        }
        for (int i = 0; i < lower.length(); i++) {
            int b = bytes[from + i];
            int folded = b >= 'A' && b <= 'Z' ? b | 0x20 : b;
            if (folded != lower.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static HeaderName known(String name, String... compact) {
        var header = new HeaderName(name, known++);
        if (header.number >= MOST) {
            throw new IllegalStateException("more constants than there are numbers");
        }
        enter(header.lower, header);
        for (String form : compact) {
            enter(form, header);
        }
        return header;
    }

    private static void enter(String lower, HeaderName name) {
        int hash = 0;
        for (int i = 0; i < lower.length(); i++) {
            hash = hash * 31 + (lower.charAt(i) | 0x20);
        }
        int slot = slot(hash);
        while (SPELLINGS[slot] != null) {
            slot = (slot + 1) % SLOTS;
        }
        SPELLINGS[slot] = new Spelling(lower, name);
    }

    private static int slot(int hash) {
        return (hash ^ (hash >>> 9)) & (SLOTS - 1);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        // What of() gives for a known name is its constant, so constants need no look at the text
        return this == other
                || (!constant
                        && other instanceof HeaderName that
                        && !that.constant
                        && that.lower.equals(lower));
    }

    @Override
    public int hashCode() {
        return lower.hashCode();
    }

    /** The name as we write it. */
    @Override
    public String toString() {
        return name;
    }
}
