package org.wicgate.sip.locate;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Entropy;
import org.wicgate.sip.Hop;
import org.wicgate.sip.SipUri;
import org.wicgate.sip.Transport;
import org.wicgate.sip.locate.LocatorSettings.Family;

/**
 * The client's procedures of RFC 3263 §4, from the answers known so far. When some are missing it
 * is begun again with them: nothing is kept from one time to the next.
 */
final class Procedure {
    /** How many aliases lead to a name, at most. */
    private static final int MAX_ALIASES = 8;

    /** Questions of one URI: a NAPTR, services, addresses of their servers. */
    static final int MAX_QUESTIONS = 64;

    private final LocatorSettings settings;
    private final Entropy entropy;
    private final Function<Question, @Nullable Answer> known;
    private final Set<Question> missing = new LinkedHashSet<>();
    private final Set<Question> all = new HashSet<>();
    private String domain = "";
    private String why = "";

    /**
     * @param known what the DNS said; null when it has not been asked yet
     */
    Procedure(
            LocatorSettings settings, Entropy entropy, Function<Question, @Nullable Answer> known) {
        this.settings = settings;
        this.entropy = entropy;
        this.known = known;
    }

    /** The targets in the order to try them; what is missing makes them provisional. */
    List<Hop.Address> targets(SipUri uri) {
        domain = uri.host();
        var targets = new LinkedHashSet<>(find(uri));
        if (targets.isEmpty() && why.isEmpty()) {
            why = "no address";
        }
        return targets.stream().limit(settings.maxTargets()).toList();
    }

    /** What has to be asked first. */
    Set<Question> missing() {
        return missing;
    }

    /** Why there is no target, as far as one reason can say. */
    String why() {
        return why;
    }

    private List<Hop.Address> find(SipUri uri) {
        String maddr = uri.param("maddr");
        String host = maddr == null || maddr.isEmpty() ? uri.host() : maddr; // §4: TARGET
        var literal = literal(host);
        String named = uri.param("transport");
        var transport = named == null ? null : named(named, uri.secure());
        if (named != null && transport == null) {
            why = "transport " + named + " is not spoken here";
            return List.of();
        }
        var usual = transport == null ? usual(uri.secure()) : transport;
        if (usual == null) {
            why = "TLS is not spoken here";
            return List.of();
        }
        if (literal != null) {
            return numeric(literal, usual, uri.portOr(defaultPort(usual)));
        }
        if (uri.port() != 0) {
            return addresses(host, usual, uri.port());
        }
        var services = transport == null ? services(host, uri.secure()) : service(host, transport);
        return services != null ? services : addresses(host, usual, defaultPort(usual));
    }

    private List<Hop.Address> numeric(InetAddress address, Transport transport, int port) {
        if (!settings.families().contains(family(address))) {
            why = "cannot reach an address of that family";
            return List.of();
        }
        return List.of(new Hop.Address(transport, new InetSocketAddress(address, port)));
    }

    /** §4.1: the DNS says which transport; null when it knows of no service. */
    private @Nullable List<Hop.Address> services(String host, boolean secure) {
        var found = new ArrayList<Hop.Address>();
        var usable = usable(host, secure);
        if (!missing.isEmpty()) {
            return found;
        }
        for (var naptr : usable) {
            var transport = spoken(naptr.service());
            boolean isService = naptr.flags().equalsIgnoreCase("s");
            var targets =
                    isService
                            ? servers(naptr.replacement(), transport)
                            : addresses(naptr.replacement(), transport, defaultPort(transport));
            if (targets != null) {
                found.addAll(targets);
            }
        }
        if (!found.isEmpty() || !missing.isEmpty()) {
            return found;
        }
        boolean any = false;
        for (var transport : settings.transports()) {
            boolean fits = !secure || transport == Transport.TLS;
            var targets = fits ? service(host, transport) : null;
            if (targets != null) {
                any = true;
                found.addAll(targets);
            }
        }
        return any ? found : null;
    }

    private List<Resource.Naptr> usable(String host, boolean secure) {
        var usable = new ArrayList<Resource.Naptr>();
        for (var naptr : records(new Question(host, Question.Type.NAPTR), Resource.Naptr.class)) {
            String service = naptr.service().toUpperCase(Locale.ROOT);
            boolean isTerminal =
                    naptr.flags().equalsIgnoreCase("s") || naptr.flags().equalsIgnoreCase("a");
            if (isTerminal
                    && spokenOrNull(service) != null
                    && (!secure || service.startsWith("SIPS+"))) {
                usable.add(naptr);
            }
        }
        usable.sort(
                Comparator.comparingInt(Resource.Naptr::order)
                        .thenComparingInt(Resource.Naptr::preference));
        return usable;
    }

    private @Nullable List<Hop.Address> service(String host, Transport transport) {
        String prefix =
                switch (transport) {
                    case TLS -> "_sips._tcp.";
                    case TCP -> "_sip._tcp.";
                    case UDP -> "_sip._udp.";
                    case WS -> "_sip._ws.";
                    case WSS -> "_sips._ws.";
                };
        return servers(prefix + host, transport);
    }

    /** §4.2: null when there is no such service; empty when it is said that there is none. */
    private @Nullable List<Hop.Address> servers(String service, Transport transport) {
        var records = records(new Question(service, Question.Type.SRV), Resource.Srv.class);
        if (records.isEmpty()) {
            return missing.isEmpty() ? null : List.of();
        }
        var found = new ArrayList<Hop.Address>();
        for (var srv : Weights.order(records, entropy)) {
            if (srv.target().equals(".") || srv.port() == 0) {
                why = "no service at " + service;
            } else {
                found.addAll(addresses(srv.target(), transport, srv.port()));
            }
        }
        return found;
    }

    private List<Hop.Address> addresses(String host, Transport transport, int port) {
        var literal = literal(host);
        if (literal != null) { // some write one where a name belongs
            return numeric(literal, transport, port);
        }
        var found = new ArrayList<Hop.Address>();
        for (var family : settings.families()) {
            var type = family == Family.V4 ? Question.Type.A : Question.Type.AAAA;
            for (var record : records(new Question(host, type), Resource.Address.class)) {
                if (family(record.address()) == family) {
                    var at = new InetSocketAddress(domain(record.address()), port);
                    found.add(new Hop.Address(transport, at));
                }
            }
        }
        return found;
    }

    /** RFC 5922 §7.1: a certificate is held against the URI's domain, not the server's name. */
    private InetAddress domain(InetAddress address) {
        try {
            return InetAddress.getByAddress(domain, address.getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address that is none: " + address, e);
        }
    }

    /** The records of a name or of what it is an alias of; empty when there are none (yet). */
    private <R extends Resource> List<R> records(Question first, Class<R> kind) {
        var question = first;
        var answer = answer(question);
        for (int aliases = 0; aliases <= MAX_ALIASES && answer != null; aliases++) {
            if (!(answer instanceof Answer.Found(var records, _))) {
                return List.of();
            }
            String name = question.name();
            var own =
                    records.stream()
                            .filter(r -> r.owner().equals(name))
                            .filter(kind::isInstance)
                            .map(kind::cast)
                            .toList();
            if (!own.isEmpty()) {
                return own;
            }
            var alias = alias(records, name);
            if (alias == null) {
                return List.of();
            }
            question = new Question(alias, question.type());
            boolean goesOn = records.stream().anyMatch(r -> r.owner().equals(alias));
            answer = goesOn ? answer : answer(question);
        }
        why = answer == null ? why : "too many aliases from " + first.name();
        return List.of();
    }

    private static @Nullable String alias(List<Resource> records, String name) {
        for (var record : records) {
            if (record instanceof Resource.Alias(var owner, var target) && owner.equals(name)) {
                return target;
            }
        }
        return null;
    }

    private @Nullable Answer answer(Question question) {
        if (!isName(question.name())) {
            why = "not a domain name: " + question.name();
            return new Answer.None(settings.minTtl());
        }
        if (all.size() == MAX_QUESTIONS && !all.contains(question)) {
            why = "too many questions";
            return new Answer.Failed(why);
        }
        all.add(question);
        var answer = known.apply(question);
        if (answer == null) {
            missing.add(question);
        } else if (answer instanceof Answer.Failed(var reason)) {
            why = question + ": " + reason;
        } else if (answer instanceof Answer.None && why.isEmpty()) {
            why = "the DNS has no address of it";
        }
        return answer;
    }

    private @Nullable Transport usual(boolean secure) {
        return secure ? ifSpoken(Transport.TLS) : settings.transports().getFirst();
    }

    private @Nullable Transport named(String name, boolean secure) {
        var transport = Transport.ofViaName(name);
        if (secure && transport == Transport.TCP) {
            transport = Transport.TLS; // RFC 3261 §26.2.2
        }
        return secure && transport != Transport.TLS ? null : ifSpoken(transport);
    }

    private Transport spoken(String service) {
        var transport = spokenOrNull(service);
        if (transport == null) {
            throw new IllegalStateException("not usable: " + service);
        }
        return transport;
    }

    private @Nullable Transport spokenOrNull(String service) {
        return switch (service.toUpperCase(Locale.ROOT)) {
            case "SIP+D2U" -> ifSpoken(Transport.UDP);
            case "SIP+D2T" -> ifSpoken(Transport.TCP);
            case "SIPS+D2T" -> ifSpoken(Transport.TLS);
            default -> null;
        };
    }

    private @Nullable Transport ifSpoken(@Nullable Transport transport) {
        return transport != null && settings.transports().contains(transport) ? transport : null;
    }

    private static int defaultPort(Transport transport) {
        return switch (transport) {
            case UDP, TCP -> 5060;
            case TLS -> 5061;
            case WS -> 80;
            case WSS -> 443;
        };
    }

    private static Family family(InetAddress address) {
        return address instanceof Inet4Address ? Family.V4 : Family.V6;
    }

    /** RFC 1035 §2.3.4; what else it may hold does no harm. */
    private static boolean isName(String name) {
        if (name.isEmpty() || name.length() > 253 || name.equals(".")) {
            return false;
        }
        for (String label : name.split("\\.", -1)) {
            if (label.isEmpty() || label.length() > 63) {
                return false;
            }
        }
        return true;
    }

    /** Whether the URI leads to an address by itself. */
    static boolean isLiteral(SipUri uri) {
        return !uri.params().has("maddr") && literal(uri.host()) != null;
    }

    /** The address when the host is one, without asking anybody; null when it is a name. */
    private static @Nullable InetAddress literal(String host) {
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        try {
            return InetAddress.ofLiteral(bracketed ? host.substring(1, host.length() - 1) : host);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }
}
