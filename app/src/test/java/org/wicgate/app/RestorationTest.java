package org.wicgate.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wicgate.epcscf.Config.Scheme;
import org.wicgate.sip.Method;
import org.wicgate.wic.CallReport.Verdict;
import org.wicgate.wic.UserAgent;

/**
 * TS 23.380, TS 24.229 §5.2.6.3.3: the S-CSCF of a WIC is gone, from end to end in virtual time.
 */
class RestorationTest {
    private final SmallIms ims = new SmallIms(List.of(Scheme.WEB));

    private List<UserAgent.Out> dial() {
        ims.tell(1, new UserAgent.In.Dial("echo", Duration.ofSeconds(1)));
        return ims.heard(1);
    }

    private static <T> List<T> all(List<UserAgent.Out> heard, Class<T> kind) {
        return heard.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private void isRestored(List<UserAgent.Out> refused) {
        var report = all(refused, UserAgent.Out.Ended.class).getFirst().report();
        assertEquals(504, report.status(), report::toString);
        assertEquals(Verdict.FAILED, report.verdict());
        assertEquals(1, all(refused, UserAgent.Out.Registered.class).size(), "it registered anew");
        assertEquals(1, ims.requests(Method.REGISTER).size());
        assertEquals(1, all(dial(), UserAgent.Out.Answered.class).size(), "the next call goes");
        ims.tell(1, new UserAgent.In.HangUp());
    }

    @Test
    void aWicWhoseScscfIsOutOfServiceRegistersAnewAndItsNextCallGoes() {
        ims.connect(1, SmallIms.web("alice"));
        ims.heard(1);
        ims.requests(Method.REGISTER);
        ims.scscf = SmallIms.Scscf.OUT_OF_SERVICE;
        isRestored(dial());
    }

    @Test
    void aWicWhoseScscfIsSilentRegistersAnewAndItsNextCallGoes() {
        ims.connect(1, SmallIms.web("alice"));
        ims.heard(1);
        ims.requests(Method.REGISTER);
        ims.scscf = SmallIms.Scscf.SILENT;
        assertTrue(all(dial(), UserAgent.Out.Ended.class).isEmpty());
        ims.pass(Duration.ofSeconds(33));
        isRestored(ims.heard(1));
    }
}
