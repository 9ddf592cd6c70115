package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;

/**
 * {@code wicgate demo --core} in front of Debian's Kamailio, with a SIP phone that echoes and room
 * for another. The edge has an address of its own, by which the core knows it.
 */
final class KamailioBed implements AutoCloseable {
    private static final String EDGE = "127.0.0.2";

    /** How Mw is spoken. */
    enum Mw {
        UDP(""),
        TCP(";transport=tcp"),
        /** Both sides show a certificate. */
        TLS(";transport=tls");

        private final String parameter;

        Mw(String parameter) {
            this.parameter = parameter;
        }
    }

    /** The core of a bed, on these ports, for an edge at {@link #EDGE}. */
    interface Core {
        Kamailio start(String name, Program.Ports ports, MwCertificates certificates);
    }

    private final String name;
    private final Program.Ports ports = Program.Ports.free();
    private final Kamailio core;
    private final EchoPhone echo;
    private final Program program;
    private final MwCertificates certificates;

    private KamailioBed(String name, Mw mw, Core maker) {
        this.name = name + "-" + mw;
        certificates = MwCertificates.of(this.name, EDGE, "127.0.0.1");
        core = maker.start(this.name, ports, certificates);
        echo = EchoPhone.at(this.name, ports);
        var own = new HashMap<String, String>();
        own.put("WICGATE_EPCSCF_MW_LISTEN", "sip:" + EDGE + ":" + ports.mw());
        own.put("WICGATE_SHARDS", "1"); // so that an old flow and a new one meet
        String uri = core.uri();
        if (mw == Mw.TLS) {
            own.putAll(certificates.settings());
            own.put("WICGATE_EPCSCF_MW_TLS_LISTEN", "sip:" + EDGE + ":" + ports.mwTls());
            uri = "sip:127.0.0.1:" + ports.coreTls();
        }
        try {
            program = Program.demo(this.name, ports, own, "--core", uri + mw.parameter);
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
                name,
                mw,
                (own, ports, certificates) ->
                        mw == Mw.TLS
                                ? Kamailio.secureRegistrar(
                                        own, ports, EDGE, expires, certificates.core())
                                : Kamailio.registrar(own, ports, EDGE, expires));
    }

    /** Kamailio as an S-CSCF of this HSS. */
    static KamailioBed scscf(String name, DiameterHss hss, int expires) {
        return new KamailioBed(
                name,
                Mw.UDP,
                (own, ports, _) -> Kamailio.scscf(own, ports, EDGE, expires, hss.port()));
    }

    Program program() {
        return program;
    }

    Kamailio core() {
        return core;
    }

    /** What both ends show under TLS. */
    MwCertificates certificates() {
        return certificates;
    }

    /** A SIP phone of the core, registered. */
    Phone carol(String scenario) {
        return Phone.registered(name + "-" + scenario, ports.phone());
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
