package org.wicgate.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.wicgate.sip.Contact;
import org.wicgate.sip.Request;

/** RFC 5627: a URI for one of a user's devices. */
class GruuTest {
    private final Bench bench = new Bench();

    private Contact registered(String flow) {
        String text = bench.webRegister("alice", flow, Bench.webContact(flow));
        bench.receive(Bench.EDGE, text.replace("outbound, path", "outbound, path, gruu"));
        return bench.response().contacts().getLast();
    }

    /** Who gets a MESSAGE from carol to this URI. */
    private Request message(String target) {
        bench.receive(
                Bench.PHONE,
                bench.request(
                        "MESSAGE",
                        target,
                        Bench.PHONE,
                        Bench.impu("carol") + ";tag=g" + target.hashCode(),
                        "<" + target + ">"));
        return bench.forwarded();
    }

    @Test
    void eachInstanceGetsItsOwnAndIsReachedByItAlone() {
        bench.registerPhone();
        var first = registered("f1");
        var second = registered("f2");
        assertEquals("sip:alice@ims.example;gr=urn:uuid:f1", first.params().value("pub-gruu"));
        assertEquals("sip:alice@ims.example;gr=urn:uuid:f2", second.params().value("pub-gruu"));
        assertEquals("<urn:uuid:f2>", second.params().value("+sip.instance"));
        for (var contact : new Contact[] {first, second}) {
            for (String name : new String[] {"pub-gruu", "temp-gruu"}) {
                String gruu = String.valueOf(contact.params().value(name));
                assertEquals(contact.uri(), message(gruu).requestUri(), gruu);
            }
        }
    }

    @Test
    void temporaryOneHidesTheUserAndIsNewEachTime() {
        String first = String.valueOf(registered("f1").params().value("temp-gruu"));
        String second = String.valueOf(registered("f1").params().value("temp-gruu"));
        assertFalse(first.contains("alice"), first);
        assertTrue(first.endsWith("@ims.example;gr"), first);
        assertNotEquals(first, second);
    }

    @Test
    void whoDoesNotAskForOneGetsNone() {
        bench.receive(Bench.EDGE, bench.webRegister("alice", "f1", Bench.webContact("f1")));
        assertFalse(bench.response().contacts().getFirst().params().has("pub-gruu"));
    }
}
