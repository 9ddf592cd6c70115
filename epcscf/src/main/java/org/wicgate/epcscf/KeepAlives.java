package org.wicgate.epcscf;

import java.time.Duration;
import java.util.regex.Pattern;
import org.wicgate.sip.Edit;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Response;

/** How often a WIC is asked to show life. Both ways say the same number (RFC 6223 §4.4). */
final class KeepAlives {
    /** In the first value of the line alone: the others are not our neighbour's. */
    private static final Pattern KEEP =
            Pattern.compile("^([^,\"]*;\\s*)keep(?=\\s*(?:[;,]|$))", Pattern.CASE_INSENSITIVE);

    private KeepAlives() {}

    /** Asks in the answer to a REGISTER; whatever another asked is not for our side. */
    static void ask(
            Edit<Response> edit, RegisterRequest register, Response response, Duration interval) {
        String seconds = Long.toString(interval.toSeconds());
        edit.remove(HeaderName.FLOW_TIMER);
        if (register.usesOutbound() && response.lists(HeaderName.REQUIRE, "outbound")) {
            edit.append(HeaderName.FLOW_TIMER, seconds); // RFC 5626 §5.4
        }
        if (!response.isSuccess() || !register.request().via().params().has("keep")) {
            return;
        }
        var vias = register.request().headers(HeaderName.VIA);
        var via = KEEP.matcher(vias.getFirst());
        if (via.find()) {
            edit.remove(HeaderName.VIA);
            for (String other : vias.subList(1, vias.size()).reversed()) {
                edit.prepend(HeaderName.VIA, other);
            }
            edit.prepend(HeaderName.VIA, via.replaceFirst("$1keep=" + seconds));
        }
    }
}
