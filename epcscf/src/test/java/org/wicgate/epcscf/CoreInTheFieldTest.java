package org.wicgate.epcscf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wicgate.epcscf.Report.Refusal;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;

/** What Kamailio's S-CSCF does otherwise than one would think (docs/interop.md). */
class CoreInTheFieldTest {
    private final Bench bench = new Bench().connect(1);

    /** The S-CSCF gives up on its HSS before our own timer F: the WIC hears that it did. */
    @ParameterizedTest
    @CsvSource({"504, 4", "408, 8", "500, 6"})
    void aSilentHssBehindTheCoreIsHeardByTheWicAndSaid(int status, int seconds) {
        var register = register(1, 600);
        bench.pass(Duration.ofSeconds(seconds));
        bench.core(Response.to(register, status).toTag("x").build());
        bench.assertAnswered(1, status);
        var refused = bench.reports(Report.RegistrationRefused.class).getLast();
        assertEquals(status, refused.status());
        assertEquals(Refusal.CORE_REFUSED, refused.refusal());
        assertEquals(0, bench.proxy.census().bindings());
    }

    /** A refresh that fails so leaves what was granted before. */
    @Test
    void aSilentHssAtARefreshDoesNotEndTheRegistration() {
        bench.core(Texts.registered(register(1, 600)));
        var refresh = register(2, 600);
        bench.pass(Duration.ofSeconds(8));
        bench.core(Response.to(refresh, 408).toTag("x").build());
        assertEquals(1, bench.proxy.census().bindings());
    }

    /** Less than it keeps, and with the reg-id in quotes. */
    @Test
    void whatItGrantsIsReadFromItsContactThoughItQuotesTheRegId() {
        var register = register(1, 600);
        String contact = register.headers(HeaderName.CONTACT).getFirst();
        String granted =
                contact.replaceAll(";expires=[0-9]+", "").replaceAll("reg-id=1", "reg-id=\"1\"")
                        + ";expires=54";
        var ok = Response.to(register, 200).toTag("x").append(HeaderName.CONTACT, granted);
        bench.core(ok.build());
        var told = bench.reports(Report.Registered.class).getLast();
        assertEquals(Duration.ofSeconds(54), told.expires());
    }

    /** It says yes to {@code Contact: *} and keeps its bindings: what comes for them is refused. */
    @Test
    void afterStarACallOfTheCoreIsAnswered430() {
        var register = register(1, 600);
        bench.core(Texts.registered(register));
        String star =
                Texts.register("alice", 2, 0, Texts.bearer("alice") + "Expires: 0\n")
                        .replaceAll("Contact:[^\n]*", "Contact: *");
        bench.wic(1, star);
        bench.core(Response.to(bench.coreRequest(), 200).toTag("x").build());
        assertEquals(0, bench.proxy.census().bindings());
        bench.core(
                Texts.coreInvite(
                        String.valueOf(register.header(HeaderName.PATH)),
                        "sip:alice@alice.invalid;transport=ws",
                        "",
                        Texts.CORE_SDP));
        assertEquals(430, bench.coreResponse().status());
        assertEquals(List.of(), bench.coreRequests("BYE"));
    }

    private Request register(int cseq, int expires) {
        bench.wic(1, Texts.register("alice", cseq, expires, Texts.bearer("alice")));
        return bench.coreRequest();
    }
}
