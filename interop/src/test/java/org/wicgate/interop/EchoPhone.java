package org.wicgate.interop;

import java.util.List;

/** SIPp as a SIP phone that answers every call and sends back what it hears. */
final class EchoPhone implements AutoCloseable {
    private final Peer sipp;

    private EchoPhone(Peer sipp) {
        this.sipp = sipp;
    }

    /** Its SIP port is {@link Program.Ports#echo}; its media is where the lab's would be. */
    static EchoPhone at(String name, Program.Ports ports) {
        var scenario = Peer.ROOT.resolve("interop/src/test/resources/sipp/echo.xml");
        var command =
                List.of(
                        "sipp",
                        "-sf",
                        scenario.toString(),
                        "-i",
                        "127.0.0.1",
                        "-p",
                        "" + ports.echo(),
                        "-mi",
                        "127.0.0.1",
                        "-mp",
                        "" + (ports.first() + 100),
                        "-rtp_echo",
                        "-nostdin");
        return new EchoPhone(
                Peer.start("sipp-" + name, "sip-tester", Peer.TARGET.resolve("work"), command));
    }

    String log() {
        return sipp.log();
    }

    @Override
    public void close() {
        sipp.close();
    }
}
