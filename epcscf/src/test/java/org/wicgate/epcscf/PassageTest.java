package org.wicgate.epcscf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.wicgate.sim.Proves;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;

class PassageTest {
    private static final String HELD = Texts.WIC_SDP.replace("a=sendrecv", "a=sendonly");

    private final Bench bench = new Bench();
    private final Calls calls = new Calls(bench).register(1, "alice");

    /** RFC 3261 §13.3.1.4: the core repeats its 2xx until the ACK is there. */
    @Test
    void successThatComesAgainBeforeItsAckIsPassedOnAsBefore() {
        calls.talk();
        var again = reInvite();
        bench.core(success(again));
        var first = bench.wicResponse(1);
        bench.core(success(again));
        var second = bench.wicResponse(1);
        assertTrue(first != second && second.status() == 200);
        assertArrayEquals(first.encode(), second.encode());
        bench.wic(1, Texts.inDialog("ACK", "alice", "dave", 2, "", ""));
        int heard = bench.wicLog(1).size();
        bench.core(success(again));
        assertTrue(bench.coreRequest().is("ACK"));
        assertEquals(heard, bench.wicLog(1).size());
    }

    @Test
    @Proves("SEC-20")
    void successAfterTheEndOfTheCallTellsNoAddressOfTheCore() {
        calls.talk();
        var again = reInvite();
        bench.wic(1, Texts.inDialog("BYE", "alice", "dave", 3, Texts.bearer("alice"), ""));
        bench.core(success(again));
        bench.assertAnswered(1, 200);
        assertFalse(bench.wicResponse(1).hasBody());
        calls.assertOver(1);
    }

    private Request reInvite() {
        bench.wic(1, Texts.inDialog("INVITE", "alice", "dave", 2, Texts.bearer("alice"), HELD));
        var again = bench.coreRequest();
        assertTrue(again.is("INVITE"));
        return again;
    }

    private static Response success(Request invite) {
        return Response.to(invite, 200)
                .append(HeaderName.CONTACT, "<sip:dave@192.0.2.80:5070>")
                .body("application/sdp", Bench.bytes(Texts.CORE_SDP + "a=recvonly\n"))
                .build();
    }
}
