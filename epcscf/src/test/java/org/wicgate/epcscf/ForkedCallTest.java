package org.wicgate.epcscf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wicgate.iq.Command;
import org.wicgate.iq.CoreRemote;
import org.wicgate.iq.Event;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;

/** RFC 3261 §12: several dialogs of one INVITE share one context of the eIMS-AGW. */
class ForkedCallTest {
    private final Bench bench = new Bench();
    private final Calls calls = new Calls(bench).register(1, "alice");

    @Test
    void mediaTurnsBackToTheCalleeThatAnswersAfterAnotherHadIt() {
        var invite = calls.call();
        bench.core(Calls.answerWithSdp(invite, 183));
        bench.core(answerOfTheOther(invite, 183));
        assertEquals("192.0.2.71", host());
        bench.core(Calls.answerWithSdp(invite, 200));
        bench.assertAnswered(1, 200);
        assertEquals("192.0.2.70", host());
        assertTrue(configured().getLast().streams().getFirst().gates().toCore());
    }

    /** RFC 3262: a reliable 183 had the answer, so the 200 has none. */
    @Test
    void mediaTurnsBackWhenTheSuccessHasNoDescription() {
        var invite = calls.call();
        bench.core(Calls.answerWithSdp(invite, 183));
        bench.core(answerOfTheOther(invite, 183));
        assertEquals("192.0.2.71", host());
        bench.core(Calls.answer(invite, 200).build());
        assertEquals("192.0.2.70", host());
        assertTrue(configured().getLast().streams().getFirst().gates().toCore());
        bench.assertAnswered(1, 200);
        assertFalse(bench.wicResponse(1).hasBody());
        bench.wic(1, Texts.inDialog("ACK", "alice", "dave", 1, "", ""));
        assertTrue(bench.coreRequest().is("ACK"));
        bench.wic(1, Texts.inDialog("BYE", "alice", "dave", 2, Texts.bearer("alice"), ""));
        calls.assertOver(1);
    }

    @Test
    void mediaStaysWhenTheLastCalleeHeardAnswers() {
        var invite = calls.call();
        bench.core(Calls.answerWithSdp(invite, 183));
        bench.core(answerOfTheOther(invite, 183));
        bench.core(answerOfTheOther(invite, 200));
        bench.assertAnswered(1, 200);
        assertEquals(2, configured().size());
    }

    /** A WIC that makes up tags must not cost the eIMS-AGW a context for each call. */
    @Test
    void secondOfferOfAForkedCallUsesTheContextThatIsThere() {
        bench.gatewayAnswers = false;
        bench.core(Texts.coreInvite(calls.path, "sip:alice@alice.invalid", "", ""));
        var invite = bench.wicRequest(1);
        bench.wic(1, ringingWithOffer(invite, "wic1"));
        var reserve = assertInstanceOf(Command.Reserve.class, bench.commands.getLast());
        bench.give(new EdgeProxy.In.FromGateway(Bench.answer(reserve)));
        bench.wic(1, ringingWithOffer(invite, "wic2"));
        var second = assertInstanceOf(Command.Configure.class, bench.commands.getLast());
        var refusal = new Event.Refused(second.context(), Event.Cause.NO_PORTS, "none left");
        bench.give(new EdgeProxy.In.FromGateway(refusal));
        assertEquals(503, bench.coreResponse().status());
        assertEquals(new Command.Release(reserve.context()), bench.commands.getLast());
        calls.assertOver(1);
    }

    private static Response answerOfTheOther(Request invite, int status) {
        var other = Texts.CORE_SDP.replace("192.0.2.70", "192.0.2.71");
        return Response.to(invite, status)
                .toTag("far2")
                .copy(HeaderName.RECORD_ROUTE, invite)
                .append(HeaderName.CONTACT, "<sip:dave@192.0.2.81:5070>")
                .body("application/sdp", Bench.bytes(other))
                .build();
    }

    private static Response ringingWithOffer(Request invite, String tag) {
        return Response.to(invite, 183)
                .toTag(tag)
                .append(HeaderName.CONTACT, "<sip:alice@alice.invalid;transport=ws;ob>")
                .body("application/sdp", Bench.bytes(Texts.WIC_SDP))
                .build();
    }

    private List<Command.Configure> configured() {
        return bench.commands.stream()
                .filter(Command.Configure.class::isInstance)
                .map(Command.Configure.class::cast)
                .toList();
    }

    /** Where the eIMS-AGW sends the WIC's media. */
    private String host() {
        var core = configured().getLast().streams().getFirst().core();
        InetSocketAddress rtp = assertInstanceOf(CoreRemote.At.class, core).rtp();
        return rtp.getHostString();
    }
}
