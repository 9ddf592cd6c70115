package org.wicgate.epcscf;

import java.nio.charset.StandardCharsets;
import org.wicgate.epcscf.RouteTokens.Kind;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;

/**
 * Makes a WIC register anew when no S-CSCF answers what it begins (TS 24.229 §5.2.6.3.3, TS
 * 23.380): another S-CSCF may take it then.
 */
final class Restoration {
    private static final String BODY =
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <ims-3gpp version="1">
              <alternative-service>
                <type>restoration</type>
                <reason>no answer from the S-CSCF</reason>
                <action>initial-registration</action>
              </alternative-service>
            </ims-3gpp>
            """;

    private Restoration() {}

    /**
     * Whether this answer to what a WIC begins means that its S-CSCF is out of service: 503 at
     * once. One that names a time to try again is busy and no more; one that comes after ringing is
     * about the call.
     */
    static boolean isCalledFor(Response response, boolean rang) {
        return response.status() == 503 && !rang && !response.has(HeaderName.RETRY_AFTER);
    }

    /** The answer to {@code request}, which came over {@code flow}. */
    static Response of(Shard shard, Flow flow, Request request) {
        var path = shard.wire.coreEntry(Kind.FLOW, flow.connection(), false);
        return shard.response(request, 504)
                .append(HeaderName.P_ASSERTED_IDENTITY, path.toString())
                .body("application/3gpp-ims+xml", BODY.getBytes(StandardCharsets.UTF_8))
                .build();
    }
}
