package org.wicgate.epcscf;

import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.wicgate.epcscf.Report.Side;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Request;
import org.wicgate.sip.SipMessage;

/**
 * What an eP-CSCF keeps of one call for charging, from its INVITE to its end (TS 24.229 §4.5,
 * §5.2.6.3.4, §5.2.6.4.3; RFC 7315 §4.5, §4.6): the vector that all its messages in the core have,
 * and where the core wants charging data sent. Neither ever reaches the WIC.
 */
final class Charging {
    private static final int MAX_FUNCTIONS = 8;
    private static final int MAX_LENGTH = 512;
    private static final Pattern ICID = Pattern.compile("icid-value=\"?([^\";,\\s]+)");

    private final String vector;
    private List<String> functions = List.of();

    private Charging(String vector) {
        this.vector = vector;
    }

    /**
     * Of the call that an INVITE begins.
     *
     * @param ours the vector when the INVITE brings none that counts
     */
    static Charging of(Request invite, Side from, Supplier<String> ours) {
        String theirs = from == Side.CORE ? invite.header(HeaderName.P_CHARGING_VECTOR) : null;
        var charging = new Charging(theirs == null ? ours.get() : theirs);
        if (from == Side.CORE) {
            boolean _ = charging.hear(invite);
        }
        return charging;
    }

    /** For P-Charging-Vector of the call's messages in the core. */
    String vector() {
        return vector;
    }

    /** The call's number in charging data; empty when the core gave none. */
    String icid() {
        var found = ICID.matcher(vector);
        return found.find() ? found.group(1) : "";
    }

    /** Where charging data of this call goes, as the core said last; empty when it never did. */
    List<String> functions() {
        return functions;
    }

    /** The core says something; whether that changed where charging data goes. */
    boolean hear(SipMessage message) {
        var said =
                message.headers(HeaderName.P_CHARGING_FUNCTION_ADDRESSES).stream()
                        .filter(value -> value.length() <= MAX_LENGTH)
                        .limit(MAX_FUNCTIONS)
                        .toList();
        if (said.isEmpty() || said.equals(functions)) {
            return false;
        }
        functions = said;
        return true;
    }
}
