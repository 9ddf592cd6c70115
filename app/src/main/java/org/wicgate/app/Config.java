package org.wicgate.app;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The configuration file, key for key: a component {@code nextHop} is the YAML key {@code
 * next_hop}. A role that the file does not name does not run. Keys left out have the defaults
 * written here; an absent value reaches the compact constructors as null. {@link ConfigFile} reads
 * it, {@link ConfigRules} says what is wrong with it.
 *
 * @param homeDomain the home network domain name (TS 23.003 §13.2)
 * @param dataDir where keys, certificates and the embedded database are kept, relative to the file
 * @param shards event loops for signalling; 0 for one each core
 * @param store where accounts, leases and keys are kept
 * @param dns whom the eP-CSCF asks about names in the core
 */
record Config(
        String homeDomain,
        String dataDir,
        int shards,
        StoreConfig store,
        Dns dns,
        @Nullable EpCscf epcscf,
        @Nullable EimsAgwConfig eimsagw,
        WebConfig.@Nullable Wwsf wwsf,
        WebConfig.@Nullable Waf waf,
        @Nullable Lab lab,
        @Nullable Admin admin,
        Log log) {
    Config {
        store = store == null ? StoreConfig.embedded() : store;
        dns = dns == null ? new Dns(List.of(), 0, 0, 0) : dns;
        log = log == null ? new Log("text", "info") : log;
        homeDomain = or(homeDomain, "");
        dataDir = or(dataDir, "data");
    }

    /** The same without the lab core. */
    Config withoutLab() {
        return new Config(
                homeDomain,
                dataDir,
                shards,
                store,
                dns,
                epcscf,
                eimsagw,
                wwsf,
                waf,
                null,
                admin,
                log);
    }

    /**
     * Names in the core (RFC 3263).
     *
     * @param servers HOST or HOST:PORT of DNS servers; the system's when empty
     * @param timeoutMs how long one of them may take; each is asked twice
     * @param minTtlSeconds answers are kept at least so long
     * @param maxTtlSeconds and at most so long
     */
    record Dns(List<String> servers, int timeoutMs, int minTtlSeconds, int maxTtlSeconds) {
        Dns {
            servers = orEmpty(servers);
            timeoutMs = timeoutMs == 0 ? 2_000 : timeoutMs;
            minTtlSeconds = minTtlSeconds == 0 ? 5 : minTtlSeconds;
            maxTtlSeconds = maxTtlSeconds == 0 ? 3_600 : maxTtlSeconds;
        }
    }

    /**
     * The eP-CSCF.
     *
     * @param gateways HOST:PORT of rtpengines that are eIMS-AGWs of it, beside ours or instead
     */
    record EpCscf(
            W2 w2,
            Mw mw,
            Registration registration,
            SessionConfig session,
            MediaConfig media,
            Emergency emergency,
            TimelineConfig timeline,
            List<String> gateways) {
        EpCscf {
            w2 = w2 == null ? W2.of() : w2;
            mw = mw == null ? new Mw(List.of(), List.of(), null, 0, 0, null, 0, 0, 0) : mw;
            registration =
                    registration == null
                            ? new Registration(
                                    List.of("web"),
                                    null,
                                    null,
                                    null,
                                    null,
                                    false,
                                    null,
                                    "none",
                                    "waf",
                                    "none",
                                    "on",
                                    Map.of(),
                                    Map.of(),
                                    "any",
                                    "token",
                                    IntrospectionConfig.none())
                            : registration;
            emergency =
                    emergency == null
                            ? new Emergency(List.of("112", "911"), "redirect", "forbid", null)
                            : emergency;
            session = session == null ? new SessionConfig(0, 0, 0, 0, null, "") : session;
            media = media == null ? MediaConfig.usual() : media;
            gateways = orEmpty(gateways);
            timeline = timeline == null ? new TimelineConfig("on", 0, 0, 0, 0, 0) : timeline;
        }
    }

    /**
     * SIP over WebSocket (RFC 7118).
     *
     * @param listen {@code ws://} or {@code wss://} addresses
     * @param allowedOrigins values of Origin let in; {@code *} for any
     * @param certificate PEM chain for wss; made at first start when absent
     * @param key PEM private key of it
     * @param insecureWs whether {@code ws://} may leave loopback
     * @param requireSession whether a handshake needs the cookie of a WWSF session
     * @param maxHandshakesPerSecond from one source address
     * @param maxMessagesPerSecond from one source address
     * @param maxWrongTokensPerSecond from one source address, and twenty times as many at once
     */
    record W2(
            List<String> listen,
            List<String> allowedOrigins,
            @Nullable String certificate,
            @Nullable String key,
            boolean insecureWs,
            boolean requireSession,
            int maxMessageBytes,
            int pingSeconds,
            int maxConnections,
            int maxConnectionsPerSource,
            int maxHandshakesPerSecond,
            int maxMessagesPerSecond,
            int maxWrongTokensPerSecond) {
        W2 {
            listen = orEmpty(listen);
            allowedOrigins = orEmpty(allowedOrigins);
            maxMessageBytes = maxMessageBytes == 0 ? 65_536 : maxMessageBytes;
            pingSeconds = pingSeconds == 0 ? 25 : pingSeconds;
            maxConnections = maxConnections == 0 ? 100_000 : maxConnections;
            maxConnectionsPerSource =
                    maxConnectionsPerSource == 0 ? 20_000 : maxConnectionsPerSource;
            maxHandshakesPerSecond = maxHandshakesPerSecond == 0 ? 100 : maxHandshakesPerSecond;
            maxMessagesPerSecond = maxMessagesPerSecond == 0 ? 1_000 : maxMessagesPerSecond;
            maxWrongTokensPerSecond = maxWrongTokensPerSecond == 0 ? 1 : maxWrongTokensPerSecond;
        }

        private static W2 of() {
            return new W2(List.of(), List.of(), null, null, false, false, 0, 0, 0, 0, 0, 0, 0);
        }
    }

    /**
     * SIP towards the core.
     *
     * @param listen our own URI, {@code sip:HOST:PORT}, UDP and TCP; one of each IP version
     * @param nextHop for what knows no way of its own, in the order to try them: {@code
     *     sip:HOST[:PORT][;transport=tcp]}, names by RFC 3263
     * @param visitedNetwork the P-Visited-Network-ID; the home domain when absent
     * @param udpLimit requests for UDP with more bytes go by TCP first (RFC 3261 §18.1.1)
     * @param keepaliveSeconds after which silence a connection of ours shows life
     * @param failoverMs how long a target may say nothing before the next one is asked
     * @param quarantineSeconds from a target's failure to the first probe
     * @param quarantineMaxSeconds the longest time between two probes
     */
    record Mw(
            List<String> listen,
            List<String> nextHop,
            @Nullable String visitedNetwork,
            int udpLimit,
            int keepaliveSeconds,
            @Nullable MwTls tls,
            int failoverMs,
            int quarantineSeconds,
            int quarantineMaxSeconds) {
        Mw {
            udpLimit = udpLimit == 0 ? 1300 : udpLimit;
            keepaliveSeconds = keepaliveSeconds == 0 ? 30 : keepaliveSeconds;
            listen = orEmpty(listen);
            nextHop = orEmpty(nextHop);
            failoverMs = failoverMs == 0 ? 5_000 : failoverMs;
            quarantineSeconds = quarantineSeconds == 0 ? 5 : quarantineSeconds;
            quarantineMaxSeconds = quarantineMaxSeconds == 0 ? 120 : quarantineMaxSeconds;
        }
    }

    /**
     * TLS on Mw (TS 33.203 Annex O).
     *
     * @param listen our own URI for it, {@code sip:HOST:PORT}; none when the core never connects
     * @param certificate PEM chain of ours
     * @param key PEM private key of it
     * @param authorities PEM certificates of those whose word is taken for a peer
     * @param mutual whether who connects needs a certificate
     * @param names host names and addresses that may connect; none for all with a good certificate
     */
    record MwTls(
            List<String> listen,
            String certificate,
            String key,
            String authorities,
            @Nullable Boolean mutual,
            List<String> names) {
        MwTls {
            listen = orEmpty(listen);
            certificate = or(certificate, "");
            key = or(key, "");
            authorities = or(authorities, "");
            names = orEmpty(names);
        }

        boolean isMutual() {
            return mutual == null || mutual;
        }
    }

    /**
     * How WICs may register (TS 24.371 §6).
     *
     * @param schemes {@code web}: Bearer token, then trusted node; {@code ims}: the S-CSCF decides
     * @param issuer the WAF whose tokens are good; our own WAF's when absent
     * @param audience what a token must be meant for; the home domain when absent
     * @param jwksUri where the WAF's keys are; not needed when the WAF runs here
     * @param revokedUri where it lists revoked tokens, or {@code none}; beside its keys when absent
     * @param insecureHttp whether both may come by {@code http://} from beyond loopback
     * @param authzServer the https URI named in Bearer challenges (RFC 8898 §4)
     * @param wafParameter the parameter that names the WAF to the S-CSCF, or {@code none}
     * @param wafParameterValue whom it names: the WAF, or the WWSF that got the token
     * @param digestProtection integrity-protected for SIP digest: {@code tls} or {@code none}
     * @param regEvent whether the core is asked for registration state: {@code on} or {@code off}
     * @param wwsfs identity of each WWSF allowed, with the origins its clients may come from
     * @param pools what each of them may lend: public identities, {@code sip:guest-!.*!@HOST} too
     * @param bearerForm {@code any}, or {@code rfc6750} alone
     * @param introspection whom to ask what tokens say, in place of {@code jwksUri}
     * @param expiryCap {@code token}: no registration outlives its token; {@code none}
     */
    record Registration(
            List<String> schemes,
            @Nullable String issuer,
            @Nullable String audience,
            @Nullable String jwksUri,
            @Nullable String revokedUri,
            boolean insecureHttp,
            @Nullable String authzServer,
            String wafParameter,
            String wafParameterValue,
            String digestProtection,
            String regEvent,
            Map<String, List<String>> wwsfs,
            Map<String, List<String>> pools,
            String bearerForm,
            String expiryCap,
            IntrospectionConfig introspection) {
        Registration {
            schemes = schemes == null ? List.of("web") : schemes;
            wafParameter = or(wafParameter, "none");
            wafParameterValue = or(wafParameterValue, "waf");
            digestProtection = or(digestProtection, "none");
            regEvent = or(regEvent, "on");
            wwsfs = wwsfs == null ? Map.of() : wwsfs;
            pools = pools == null ? Map.of() : pools;
            bearerForm = or(bearerForm, "any");
            expiryCap = or(expiryCap, "token");
            introspection = introspection == null ? IntrospectionConfig.none() : introspection;
        }
    }

    /**
     * Emergency requests (TS 24.229 §5.2.10).
     *
     * @param numbers that count as one, beside {@code urn:service:sos}
     * @param registered {@code redirect}: 380; {@code forbid}: 403; {@code forward}: to the E-CSCF
     * @param unregistered {@code forbid} or {@code redirect}
     * @param ecscf where to forward, {@code sip:HOST:PORT}
     */
    record Emergency(
            List<String> numbers, String registered, String unregistered, @Nullable String ecscf) {
        Emergency {
            numbers = numbers == null ? List.of("112", "911") : List.copyOf(numbers);
            registered = or(registered, "redirect");
            unregistered = or(unregistered, "forbid");
        }
    }

    /**
     * The lab core.
     *
     * @param listen {@code sip:HOST:PORT}, UDP and TCP
     * @param trusted HOST:PORT of the eP-CSCFs whose word is taken for a user's
     * @param media its RTP address and ports
     * @param subscribers who may come through a trusted node: user parts in the home domain
     * @param phones user parts with their passwords, for SIP digest by phones and WICs
     * @param cards user parts with K and OPc, 32 hexadecimal digits each, for IMS AKA
     */
    record Lab(
            String listen,
            List<String> trusted,
            EimsAgwConfig.@Nullable Core media,
            List<String> subscribers,
            Map<String, String> phones,
            Map<String, List<String>> cards) {
        Lab {
            listen = or(listen, "");
            trusted = orEmpty(trusted);
            subscribers = orEmpty(subscribers);
            phones = phones == null ? Map.of() : Map.copyOf(phones);
            cards = cards == null ? Map.of() : Map.copyOf(cards);
        }

        @Override
        public String toString() {
            return "Lab[" + listen + "]";
        }
    }

    /** Health, metrics and the admin API. */
    record Admin(String listen) {
        Admin {
            listen = or(listen, "");
        }
    }

    /**
     * Logging, to stderr.
     *
     * @param format {@code text} or {@code json}
     * @param level of our own packages: error, warn, info, debug
     */
    record Log(String format, String level) {
        Log {
            format = or(format, "text");
            level = or(level, "info");
        }
    }

    static String or(@Nullable String value, String otherwise) {
        return value == null ? otherwise : value;
    }

    static List<String> orEmpty(@Nullable List<String> values) {
        return values == null ? List.of() : List.copyOf(values);
    }
}
