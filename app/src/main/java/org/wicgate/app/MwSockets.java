package org.wicgate.app;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.wicgate.epcscf.Config.Failover;
import org.wicgate.epcscf.Config.Mw.Own;
import org.wicgate.net.SipEndpoint.Listen;
import org.wicgate.net.SipSettings;
import org.wicgate.net.SipTls;
import org.wicgate.sip.Transport;
import org.wicgate.sip.locate.LocatorSettings;
import org.wicgate.sip.locate.LocatorSettings.Family;
import org.wicgate.sip.locate.Quarantine;

/** What the configuration says of Mw, as the network edge and the eP-CSCF want it. */
final class MwSockets {
    private MwSockets() {}

    /** Where to listen; {@code secure} is what those for TLS show. */
    static Listen listen(Config.Mw mw, @Nullable SipTls secure) throws UnknownHostException {
        var tls = mw.tls();
        return new Listen(
                resolved(mw.listen()), tls == null ? List.of() : resolved(tls.listen()), secure);
    }

    static SipSettings settings(Config.Mw mw) {
        var usual = SipSettings.DEFAULT;
        return new SipSettings(
                usual.limits(),
                usual.connections(),
                usual.queuedBytes(),
                usual.connect(),
                usual.stall(),
                Duration.ofSeconds(mw.keepaliveSeconds()),
                usual.pong());
    }

    /** The transport that a {@code sip:} URI of the configuration names. */
    static Transport transport(String uri) {
        String text = uri.toLowerCase(Locale.ROOT);
        if (text.contains(";transport=tls")) {
            return Transport.TLS;
        }
        return text.contains(";transport=tcp") ? Transport.TCP : Transport.UDP;
    }

    /** The addresses of ours beside the first one. */
    static List<Own> more(Config.Mw mw) {
        var more = new ArrayList<Own>();
        for (String uri : mw.listen().subList(1, mw.listen().size())) {
            more.add(own(false, uri));
        }
        var tls = mw.tls();
        if (tls != null) {
            tls.listen().forEach(uri -> more.add(own(true, uri)));
        }
        return more;
    }

    /** How targets are found: over the transports and IP versions that we have. */
    static Failover failover(Config.Mw mw, Config.Dns dns, Duration patience)
            throws UnknownHostException {
        var transports = new LinkedHashSet<Transport>();
        mw.nextHop().forEach(uri -> transports.add(transport(uri)));
        transports.addAll(List.of(Transport.UDP, Transport.TCP));
        if (mw.tls() != null) {
            transports.add(Transport.TLS);
        }
        var families = new LinkedHashSet<Family>();
        for (var address : resolved(mw.listen())) {
            families.add(address.getAddress() instanceof Inet4Address ? Family.V4 : Family.V6);
        }
        var usual = new LocatorSettings(List.copyOf(transports), List.copyOf(families));
        var locator =
                new LocatorSettings(
                        usual.transports(),
                        usual.families(),
                        Duration.ofSeconds(dns.minTtlSeconds()),
                        Duration.ofSeconds(dns.maxTtlSeconds()),
                        usual.maxNegativeTtl(),
                        usual.stale(),
                        patience.plusSeconds(1),
                        usual.maxEntries(),
                        usual.maxQuestions(),
                        usual.maxSearches(),
                        usual.maxTargets());
        var silence = Duration.ofMillis(mw.failoverMs());
        var quarantine =
                new Quarantine.Policy(
                        Duration.ofSeconds(mw.quarantineSeconds()),
                        Duration.ofSeconds(mw.quarantineMaxSeconds()),
                        silence,
                        Quarantine.Policy.DEFAULT.maxTargets());
        return new Failover(locator, quarantine, silence);
    }

    /** A host as it stands in a URI: an IPv6 address in brackets. */
    static String inUri(String host) {
        return host.indexOf(':') < 0 ? host : "[" + host + "]";
    }

    private static Own own(boolean tls, String uri) {
        var at = HostPort.sip(uri);
        return new Own(tls, inUri(at.host()), at.port());
    }

    private static List<InetSocketAddress> resolved(List<String> uris) throws UnknownHostException {
        var addresses = new ArrayList<InetSocketAddress>();
        for (String uri : uris) {
            addresses.add(HostPort.sip(uri).resolve());
        }
        return addresses;
    }
}
