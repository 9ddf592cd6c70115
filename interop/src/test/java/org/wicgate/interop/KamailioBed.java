package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;

/**
 * {@code wicgate demo --core} in front of Debian's Kamailio, with a SIP phone that echoes and room
 * for another. The edge has an address of its own, by which the core knows it.
 */
final class KamailioBed implements AutoCloseable {
    private static final String EDGE = "127.0.0.2";

    /** How Mw is spoken. */
    enum Mw {
        UDP(""),
        TCP(";transport=tcp");

        private final String parameter;

        Mw(String parameter) {
            this.parameter = parameter;
        }
    }

    /** The core of a bed, on these ports, for an edge at {@link #EDGE}. */
    interface Core {
        Kamailio start(String name, Program.Ports ports);
    }

    private final String name;
    private final Program.Ports ports = Program.Ports.free();
    private final Kamailio core;
    private final EchoPhone echo;
    private final Program program;

    private KamailioBed(String name, Mw mw, Core maker) {
        this.name = name + "-" + mw;
        core = maker.start(this.name, ports);
        echo = EchoPhone.at(this.name, ports);
        var own =
                Map.of(
                        "WICGATE_EPCSCF_MW_LISTEN",
                        "sip:" + EDGE + ":" + ports.mw(),
                        "WICGATE_SHARDS",
                        "1"); // so that an old flow and a new one meet
        try {
            program = Program.demo(this.name, ports, own, "--core", core.uri() + mw.parameter);
        } catch (AssertionError e) {
            echo.close();
            core.close();
            throw e;
        }
    }

    /**
     * Kamailio as a registrar.
     *
     * @param expires how many seconds it grants
     */
    static KamailioBed registrar(String name, Mw mw, int expires) {
        return new KamailioBed(
                name, mw, (own, ports) -> Kamailio.registrar(own, ports, EDGE, expires));
    }

    /** Kamailio as an S-CSCF of this HSS. */
    static KamailioBed scscf(String name, DiameterHss hss, int expires) {
        return new KamailioBed(
                name,
                Mw.UDP,
                (own, ports) -> Kamailio.scscf(own, ports, EDGE, expires, hss.port()));
    }

    Program program() {
        return program;
    }

    Kamailio core() {
        return core;
    }

    /** A SIP phone of the core, registered. */
    Phone carol(String scenario) {
        int first = ports.first();
        String proxy = "127.0.0.1:" + ports.lab();
        var place = new Phone.Place("127.0.0.1", first + 7, first + 9, first + 110, proxy);
        return Phone.registered(name + "-" + scenario, place);
    }

    /** Nothing is left behind. */
    void isClean() {
        program.awaitMetric(0, Patience.USUAL, "wicgate_media_contexts");
        program.awaitMetric(0, Patience.USUAL, "wicgate_calls");
        assertEquals(0, program.admin().metric("wicgate_bugs_total"), program.log());
    }

    String logs() {
        return program.log() + "\n" + core.log();
    }

    @Override
    public void close() {
        program.close();
        echo.close();
        core.close();
    }
}
