package org.wicgate.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.wicgate.eimsagw.GatewaySettings;
import org.wicgate.net.MediaLoop;

/**
 * Where one media worker listens on W3, and what WICs are told of it.
 *
 * @param rtp for all of a call
 * @param rtcp for RTCP of WICs without rtcp-mux, if there is such a thing
 * @param tcp the same for ICE over TCP, where all workers listen together
 * @param isLite whether its ICE agents are lite
 */
record W3Places(List<Place> rtp, List<Place> rtcp, List<Place> tcp, boolean isLite) {
    /** An address of this machine, and how the other side of a 1:1 NAT knows it. */
    record Place(InetSocketAddress local, InetSocketAddress advertised) {}

    /**
     * Those of one worker.
     *
     * @throws UnknownHostException when a name has no address
     */
    static W3Places of(W3Config w3, int worker) throws UnknownHostException {
        var rtp = new ArrayList<Place>();
        var rtcp = new ArrayList<Place>();
        var tcp = new ArrayList<Place>();
        for (int i = 0; i < w3.listen().size(); i++) {
            var listen = HostPort.address(w3.listen().get(i));
            var local = InetAddress.getByName(listen.host());
            var advertised =
                    w3.advertise().isEmpty() ? local : InetAddress.getByName(w3.advertise().get(i));
            rtp.add(place(local, advertised, listen.port() + worker));
            if (w3.rtcpPort() != 0) {
                rtcp.add(place(local, advertised, w3.rtcpPort() + worker));
            }
            if (w3.tcpPort() != 0) {
                tcp.add(place(local, advertised, w3.tcpPort()));
            }
        }
        return new W3Places(rtp, rtcp, tcp, w3.ice().equals("lite"));
    }

    private static Place place(InetAddress local, InetAddress advertised, int port) {
        return new Place(
                new InetSocketAddress(local, port), new InetSocketAddress(advertised, port));
    }

    /** Opens what is for this worker alone. */
    GatewaySettings.W3 open(MediaLoop loop) throws IOException {
        return new GatewaySettings.W3(
                opened(rtp, loop),
                opened(rtcp, loop),
                tcp.stream().map(Place::advertised).toList(),
                isLite);
    }

    private static List<GatewaySettings.Place> opened(List<Place> places, MediaLoop loop)
            throws IOException {
        var opened = new ArrayList<GatewaySettings.Place>();
        for (var place : places) {
            int socket = loop.openShared(place.local);
            opened.add(new GatewaySettings.Place(socket, place.advertised));
        }
        return opened;
    }
}
