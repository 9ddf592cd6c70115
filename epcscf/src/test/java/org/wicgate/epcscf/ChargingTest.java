package org.wicgate.epcscf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wicgate.sim.Proves;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;

/** What answers leave behind with the call (TS 24.229 §5.2.6.3.4), and charging all its life. */
class ChargingTest {
    private static final String FIRST = "ccf=192.0.2.99; ecf=192.0.2.98";
    private static final String OTHER = "ccf=\"aaa://cdf.example\"";

    private final Bench bench = new Bench();
    private final Calls calls = new Calls(bench).register(1, "alice");

    private static Response answer(Request invite, int status, String tag, String... functions) {
        var answer =
                Response.to(invite, status)
                        .toTag(tag)
                        .append(HeaderName.RECORD_ROUTE, "<sip:mo@192.0.2.50:5080;lr>")
                        .append(HeaderName.RECORD_ROUTE, "<sip:as-" + tag + "@192.0.2.44;lr>")
                        .copy(HeaderName.RECORD_ROUTE, invite)
                        .append(HeaderName.CONTACT, "<sip:" + tag + "@192.0.2.80:5070>");
        for (String value : functions) {
            answer.append(HeaderName.P_CHARGING_FUNCTION_ADDRESSES, value);
        }
        return answer.body("application/sdp", Bench.bytes(Texts.CORE_SDP)).build();
    }

    private List<List<String>> told() {
        return bench.reports(Report.Charged.class).stream().map(Report.Charged::functions).toList();
    }

    /** 1) the charging addresses, 2) the Record-Route list, 3) the dialog: of 1xx and of 2xx. */
    @Test
    @Proves("SES-12")
    void answersLeaveChargingAddressesRouteAndDialogWithTheCall() {
        var invite = calls.call();
        String icid = String.valueOf(invite.header(HeaderName.P_CHARGING_VECTOR));
        bench.core(answer(invite, 183, "far1", FIRST));
        assertEquals(List.of(List.of(FIRST)), told());
        var charged = bench.reports(Report.Charged.class).getFirst();
        assertEquals("call-alice", charged.callId());
        assertTrue(icid.contains(charged.icid()) && !charged.icid().isEmpty(), icid);
        assertTrue(
                bench.wicResponse(1).headers(HeaderName.P_CHARGING_FUNCTION_ADDRESSES).isEmpty());

        var early = Texts.inDialog("UPDATE", "alice", "dave", 2, Texts.bearer("alice"), "");
        bench.wic(1, early);
        assertEquals(
                List.of("<sip:as-far1@192.0.2.44;lr>", "<sip:mo@192.0.2.50:5080;lr>"),
                routesOfLastRequest());
        bench.wic(1, early.replace("far1", "far9").replace("UPDATEalice2", "UPDATEalice9"));
        bench.assertAnswered(1, 481);

        bench.core(answer(invite, 200, "far2", FIRST, OTHER));
        assertEquals(List.of(List.of(FIRST), List.of(FIRST, OTHER)), told());
        bench.wic(1, Texts.inDialog("ACK", "alice", "dave", 1, "", "").replace("far1", "far2"));
        assertEquals(
                List.of("<sip:as-far2@192.0.2.44;lr>", "<sip:mo@192.0.2.50:5080;lr>"),
                routesOfLastRequest());
        var info = Texts.inDialog("INFO", "alice", "dave", 3, Texts.bearer("alice"), "");
        bench.wic(1, info.replace("far1", "far2"));
        assertEquals("sip:far2@192.0.2.80:5070", bench.coreRequest().requestUri().toString());
        assertEquals(icid, bench.coreRequest().header(HeaderName.P_CHARGING_VECTOR));
    }

    private List<String> routesOfLastRequest() {
        return bench.coreRequest().headers(HeaderName.ROUTE);
    }

    @Test
    void sameAddressesAgainAreNoNewsAndThoseOfAReInviteCount() {
        var invite = calls.call();
        bench.core(answer(invite, 180, "far1", FIRST));
        bench.core(answer(invite, 200, "far1", FIRST));
        bench.wic(1, Texts.inDialog("ACK", "alice", "dave", 1, "", ""));
        assertEquals(1, told().size());
        bench.wic(
                1,
                Texts.inDialog("INVITE", "alice", "dave", 2, Texts.bearer("alice"), Texts.WIC_SDP));
        bench.core(answer(bench.coreRequest(), 200, "far1", OTHER));
        assertEquals(List.of(List.of(FIRST), List.of(OTHER)), told());
    }

    @Test
    void addressesOfACallToTheWicAreKeptAndNeverReachIt() {
        var invite = calls.ring();
        assertEquals(List.of(List.of("ccf=192.0.2.99")), told());
        assertEquals("mt", bench.reports(Report.Charged.class).getFirst().icid());
        assertFalse(invite.has(HeaderName.P_CHARGING_FUNCTION_ADDRESSES));
        assertFalse(invite.has(HeaderName.P_CHARGING_VECTOR));
        bench.wic(
                1,
                Calls.pickUp(invite)
                        .edit()
                        .append(HeaderName.P_CHARGING_FUNCTION_ADDRESSES, "ccf=evil.example")
                        .build());
        assertEquals(1, told().size(), "a WIC names no charging function");
        assertFalse(bench.coreResponse().has(HeaderName.P_CHARGING_FUNCTION_ADDRESSES));
    }

    @Test
    void moreThanACallNeedsIsNotKept() {
        var many = new String[100];
        Arrays.setAll(many, i -> "ccf=" + i + "." + "x".repeat(i < 50 ? 600 : 10));
        bench.core(answer(calls.call(), 180, "far1", many));
        assertEquals(8, told().getFirst().size());
    }
}
