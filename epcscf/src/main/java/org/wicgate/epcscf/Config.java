package org.wicgate.epcscf;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.wicgate.sip.SipUri;
import org.wicgate.sip.TimerValues;
import org.wicgate.sip.TransactionLayer;
import org.wicgate.sip.Transport;
import org.wicgate.sip.Uri;
import org.wicgate.sip.locate.LocatorSettings;
import org.wicgate.sip.locate.LocatorSettings.Family;
import org.wicgate.sip.locate.Quarantine;

/**
 * How an eP-CSCF is set up.
 *
 * @param homeDomain the network's domain name, realm of all registrations
 * @param admission who is let in, whatever their credentials
 * @param regEvent whether the core is asked to tell what becomes of registrations (TS 24.229
 *     §5.2.3)
 */
public record Config(
        String homeDomain,
        W2 w2,
        Mw mw,
        Registration registration,
        Sessions sessions,
        Admission admission,
        boolean regEvent) {
    /** For a core that is not asked for registration state. */
    public Config(
            String homeDomain,
            W2 w2,
            Mw mw,
            Registration registration,
            Sessions sessions,
            Admission admission) {
        this(homeDomain, w2, mw, registration, sessions, admission, false);
    }

    /** Without pools and without emergency calls. */
    public Config(String homeDomain, W2 w2, Mw mw, Registration registration, Sessions sessions) {
        this(homeDomain, w2, mw, registration, sessions, Admission.USUAL);
    }

    /** What becomes of an emergency request (TS 24.229 §5.2.10). */
    public enum EmergencyAnswer {
        /** 380 (Alternative Service): the device shall call by its own means. */
        REDIRECT,
        /** 403. */
        FORBID,
        /** It goes to the E-CSCF. */
        FORWARD
    }

    /**
     * Emergency requests.
     *
     * @param numbers those that count as one, digits alone, beside {@code urn:service:sos}
     * @param registered the answer to a WIC that is registered, and to an emergency registration
     * @param unregistered the answer to one that is not; not FORWARD
     * @param ecscf where FORWARD leads
     */
    public record Emergency(
            Set<String> numbers,
            EmergencyAnswer registered,
            EmergencyAnswer unregistered,
            SipUri ecscf) {
        /** TS 22.101 §10.1.1: the numbers that every device knows; nobody here to take them. */
        public static final Emergency USUAL =
                new Emergency(
                        Set.of("112", "911"),
                        EmergencyAnswer.REDIRECT,
                        EmergencyAnswer.FORBID,
                        SipUri.of("", "ecscf.invalid"));

        public Emergency {
            numbers = Set.copyOf(numbers);
            if (unregistered == EmergencyAnswer.FORWARD) {
                throw new IllegalArgumentException("nobody may call without a registration");
            }
        }
    }

    /**
     * What is let in.
     *
     * @param pools identities, wildcarded or not, that each WWSF may lend (TS 24.371 §6.1, scenario
     *     3); a WWSF without an entry lends none
     * @param annexBearer whether {@code Bearer access_token="..."} is read too (TS 24.371 table
     *     A.3.2-1)
     * @param late how late a shard may be before it refuses part of what is new
     */
    public record Admission(
            Map<String, List<Uri>> pools, boolean annexBearer, Emergency emergency, Duration late) {
        static final Admission USUAL = new Admission(Map.of(), true, Emergency.USUAL);

        /** What is new is refused from 500 ms on, T1 of RFC 3261: then UDP peers send twice. */
        public Admission(Map<String, List<Uri>> pools, boolean annexBearer, Emergency emergency) {
            this(pools, annexBearer, emergency, Duration.ofMillis(500));
        }

        public Admission {
            pools = Map.copyOf(pools);
        }
    }

    /** Who says that a user is who they are (TS 24.371 §6). */
    public enum Scheme {
        /** The S-CSCF, by digest. */
        IMS,
        /** We, by a Bearer token; the S-CSCF trusts us. */
        WEB
    }

    /** What we tell the S-CSCF about a digest REGISTER that came over TLS. */
    public enum DigestProtection {
        /** Nothing: for cores that know no integrity-protected. */
        NONE,
        /** tls-pending, and tls-yes once the flow is registered. */
        TLS
    }

    /**
     * The side of the WICs.
     *
     * @param host what our entries in Via and Record-Route towards WICs say
     * @param port likewise
     * @param maxTransactions of each kind, in this shard
     * @param maxBindings registrations in this shard
     */
    public record W2(
            String host, int port, TimerValues timers, int maxTransactions, int maxBindings) {
        /** TS 24.229 timers and generous limits. */
        public W2(String host, int port) {
            this(host, port, TimerValues.UE, 50_000, 100_000);
        }
    }

    /**
     * The side of the core.
     *
     * @param transport UDP, TCP or TLS, for what we send first
     * @param host our own address, as Via, Path and Record-Route name it
     * @param port likewise
     * @param nextHops I-CSCF, or whatever stands there: URIs whose targets (RFC 3263) are tried one
     *     after the other
     * @param visitedNetwork the P-Visited-Network-ID
     * @param udpLimit requests for UDP with more bytes go by TCP where the core takes it (RFC 3261
     *     §18.1.1)
     * @param more our other addresses: of the other IP version, or for TLS
     * @param failover how targets are found, and left for others
     */
    public record Mw(
            Transport transport,
            String host,
            int port,
            List<SipUri> nextHops,
            String visitedNetwork,
            TimerValues timers,
            int maxTransactions,
            int udpLimit,
            List<Own> more,
            Failover failover) {
        /**
         * One of our addresses.
         *
         * @param tls whether it is for TLS; else for UDP and TCP
         * @param host an IPv6 address in brackets
         */
        public record Own(boolean tls, String host, int port) {
            boolean isLike(boolean secure, boolean six) {
                return tls == secure && host.startsWith("[") == six;
            }
        }

        /** The address that Path and Record-Route name. */
        Own entry() {
            boolean secure = transport == Transport.TLS;
            return all().filter(own -> own.tls() == secure)
                    .findFirst()
                    .orElseGet(() -> new Own(secure, host, port));
        }

        /** All of them, the one for UDP and TCP that is named first at the head. */
        Stream<Own> all() {
            return Stream.concat(Stream.of(new Own(false, host, port)), more.stream());
        }

        /** RFC 3261 timers and generous limits. */
        public Mw(
                Transport transport,
                String host,
                int port,
                List<SipUri> nextHops,
                String visitedNetwork) {
            this(
                    transport,
                    host,
                    port,
                    nextHops,
                    visitedNetwork,
                    TransactionLayer.UDP_LIMIT,
                    List.of());
        }

        /** RFC 3261 timers and generous limits, with what else may be set up. */
        public Mw(
                Transport transport,
                String host,
                int port,
                List<SipUri> nextHops,
                String visitedNetwork,
                int udpLimit,
                List<Own> more) {
            this(
                    transport,
                    host,
                    port,
                    nextHops,
                    visitedNetwork,
                    TimerValues.CORE,
                    50_000,
                    udpLimit,
                    more,
                    Failover.usual(transport, host, more));
        }
    }

    /**
     * How targets of the core are found, and left for others.
     *
     * @param locator how names are resolved
     * @param quarantine how long a dead target is left alone
     * @param silence how long a target may say nothing before the next one is asked
     */
    public record Failover(
            LocatorSettings locator, Quarantine.Policy quarantine, Duration silence) {
        /** The usual times, for what we speak from which addresses. */
        static Failover usual(Transport transport, String host, List<Mw.Own> more) {
            var own = Stream.concat(Stream.of(new Mw.Own(false, host, 0)), more.stream()).toList();
            var transports = new LinkedHashSet<>(List.of(transport, Transport.UDP, Transport.TCP));
            if (own.stream().anyMatch(Mw.Own::tls)) {
                transports.add(Transport.TLS);
            }
            var families = new LinkedHashSet<Family>();
            own.forEach(o -> families.add(o.host().startsWith("[") ? Family.V6 : Family.V4));
            return new Failover(
                    new LocatorSettings(List.copyOf(transports), List.copyOf(families)),
                    Quarantine.Policy.DEFAULT,
                    Duration.ofSeconds(5));
        }
    }

    /**
     * How WICs may register.
     *
     * @param schemes which ways are open
     * @param authzServer the https URI of the WAF, for Bearer challenges (RFC 8898 §4)
     * @param wwsfs identity of each authorised WWSF, with the origins of its pages; {@code *} for
     *     any, and then a client without Origin may come too
     * @param wafParameter the Authorization parameter that names who vouched for the user to the
     *     S-CSCF, such as {@code authorization-entity}; empty for none
     * @param wafIdentity what it says: the WAF's identity; empty for that of the token's WWSF
     * @param capToToken whether no registration outlives its token
     * @param flowTimer how often a WIC is asked to show life (RFC 5626 §5.4)
     * @param verifyPatience how long a verdict may take
     * @param maxTokens verdicts remembered
     * @param maxPending messages that wait for a verdict
     * @param wrongTokensPerSecond of one source, and twenty times as many at once
     */
    public record Registration(
            Set<Scheme> schemes,
            String authzServer,
            Map<String, List<String>> wwsfs,
            String wafParameter,
            String wafIdentity,
            DigestProtection digestProtection,
            boolean capToToken,
            Duration flowTimer,
            Duration verifyPatience,
            int maxTokens,
            int maxPending,
            int wrongTokensPerSecond) {
        /** The usual limits. */
        public Registration(
                Set<Scheme> schemes,
                String authzServer,
                Map<String, List<String>> wwsfs,
                String wafParameter,
                DigestProtection digestProtection) {
            this(
                    schemes,
                    authzServer,
                    wwsfs,
                    wafParameter,
                    "",
                    digestProtection,
                    true,
                    Duration.ofSeconds(120),
                    Duration.ofSeconds(5),
                    50_000,
                    10_000,
                    1);
        }

        /** The same, registrations ending with their tokens or not. */
        public Registration capped(boolean toToken) {
            return new Registration(
                    schemes,
                    authzServer,
                    wwsfs,
                    wafParameter,
                    wafIdentity,
                    digestProtection,
                    toToken,
                    flowTimer,
                    verifyPatience,
                    maxTokens,
                    maxPending,
                    wrongTokensPerSecond);
        }

        /** The same, naming this WAF to the S-CSCF, and with so many wrong tokens a second. */
        public Registration naming(String waf, int wrongTokens) {
            return new Registration(
                    schemes,
                    authzServer,
                    wwsfs,
                    wafParameter,
                    waf,
                    digestProtection,
                    capToToken,
                    flowTimer,
                    verifyPatience,
                    maxTokens,
                    maxPending,
                    wrongTokens);
        }
    }

    /**
     * Calls.
     *
     * @param lossGrace how long an answered call outlives its WebSocket, for the WIC to come back
     * @param lossStatus what the core hears when a ringing WIC is lost: 503 or 480
     * @param max calls at once in this shard
     * @param maxDialogs of one call, when it is forked
     * @param maxWaiting messages of one call that wait for the eIMS-AGW
     * @param timerC how long an INVITE may ring without news (RFC 3261 §16.6)
     * @param gatewayPatience how long the eIMS-AGW may take to answer
     * @param strictRoute whether a Route that is not the Service-Route is refused with 400; else it
     *     is put right
     */
    public record Sessions(
            Duration lossGrace,
            int lossStatus,
            int max,
            int maxDialogs,
            int maxWaiting,
            Duration timerC,
            Duration gatewayPatience,
            boolean strictRoute,
            CallPolicy policy) {
        /** The usual limits and choices. */
        public Sessions(Duration lossGrace, int max) {
            this(lossGrace, max, CallPolicy.USUAL);
        }

        /** The usual limits. */
        public Sessions(Duration lossGrace, int max, CallPolicy policy) {
            this(
                    lossGrace,
                    503,
                    max,
                    10,
                    32,
                    Duration.ofMinutes(3).plusSeconds(5),
                    Duration.ofSeconds(3),
                    false,
                    policy);
        }
    }
}
