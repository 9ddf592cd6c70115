package org.wicgate.wic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wicgate.sip.Method;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.wic.UserAgent.In;

/** No S-CSCF answers a call: the network asks the WIC to register anew (TS 24.229 §5.1.2A.1.6). */
class WicRestorationTest {
    private static final String IMS = "application/3gpp-ims+xml";
    private static final String RESTORATION =
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <ims-3gpp version="1"><alternative-service><type>restoration</type>
            <action>initial-registration</action></alternative-service></ims-3gpp>
            """;

    private final Wics wic = Wics.registered();

    /** The methods of what follows a refused call. */
    private List<String> after(int status, String type, String body) {
        wic.run.give(new In.Dial("echo", Duration.ofSeconds(5)));
        var invite = wic.request();
        wic.give(
                Response.to(invite, status)
                        .toTag("x")
                        .body(type, body.getBytes(StandardCharsets.UTF_8))
                        .build());
        return Wics.requests(wic.run.take()).stream().map(Request::method).toList();
    }

    @Test
    void restorationRegistersAnewAndTheNextCallGoesOut() {
        wic.run.give(new In.Dial("echo", Duration.ofSeconds(5)));
        wic.give(
                Response.to(wic.request(), 504)
                        .toTag("x")
                        .body(IMS, RESTORATION.getBytes(StandardCharsets.UTF_8))
                        .build());
        var sent = Wics.requests(wic.run.take());
        assertEquals(
                List.of(Method.ACK, Method.REGISTER), sent.stream().map(Request::method).toList());
        wic.give(wic.ok(sent.getLast(), 3600).build());
        wic.run.take();
        assertEquals(List.of(Method.ACK, Method.REGISTER), after(504, IMS, RESTORATION));
    }

    @Test
    void anyOther504DoesNot() {
        assertEquals(List.of(Method.ACK), after(504, "text/plain", RESTORATION));
        assertEquals(List.of(Method.ACK), after(504, IMS, "<ims-3gpp version=\"1\"/>"));
        assertEquals(List.of(Method.ACK), after(503, IMS, RESTORATION));
    }
}
