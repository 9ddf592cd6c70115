package org.wicgate.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wicgate.aka.Keys;
import org.wicgate.base.Decoded;
import org.wicgate.sip.Transport;
import org.wicgate.web.AddressRange;

/** What a readable configuration may still have wrong, each with the key to mend. */
final class ConfigRules {
    private final Faults faults = new Faults();

    private ConfigRules() {}

    /** All broken rules, in the order of the file's roles. */
    static List<Faults.Fault> broken(Config config) {
        var rules = new ConfigRules();
        rules.top(config);
        config.store().check(rules.faults);
        rules.dns(config.dns());
        if (config.epcscf() != null) {
            rules.epcscf(config, config.epcscf());
        }
        if (config.eimsagw() != null) {
            config.eimsagw().check("eimsagw.", rules.faults);
        }
        if (config.wwsf() != null) {
            rules.wwsf(config, config.wwsf());
        }
        if (config.lab() != null) {
            rules.lab(config.lab());
        }
        if (config.admin() != null) {
            rules.faults.web("admin.listen", config.admin().listen(), Set.of("http"));
        }
        return rules.faults.all();
    }

    private void top(Config config) {
        faults.oneOf("log.format", config.log().format(), Set.of("text", "json"));
        faults.oneOf("log.level", config.log().level(), Set.of("error", "warn", "info", "debug"));
        if (config.homeDomain().isBlank()) {
            faults.add(
                    "home_domain",
                    "is missing: the IMS home domain, as ims.mnc001.mcc001.3gppnetwork.org");
        }
        boolean isGateway = config.eimsagw() != null && config.eimsagw().ng().isWanted();
        if (config.epcscf() == null
                && config.wwsf() == null
                && config.lab() == null
                && !isGateway) {
            faults.add(
                    "epcscf",
                    "no role is named: give epcscf and eimsagw, eimsagw with ng, wwsf and waf, or lab");
        }
        if (config.shards() < 0 || config.shards() > 256) {
            faults.add("shards", "must be 0 (one each core) to 256");
        }
    }

    private void epcscf(Config config, Config.EpCscf role) {
        if (role.w2().listen().isEmpty()) {
            faults.add("epcscf.w2.listen", "is missing: as [ \"ws://127.0.0.1:8088/ws\" ]");
        }
        for (String uri : role.w2().listen()) {
            w2(uri, role.w2().insecureWs());
        }
        if (role.w2().requireSession() && config.wwsf() == null) {
            faults.add(
                    "epcscf.w2.require_session", "needs a wwsf role here: it knows the sessions");
        }
        if (role.w2().allowedOrigins().isEmpty()) {
            faults.add(
                    "epcscf.w2.allowed_origins",
                    "is missing: the web origins of your WWSFs, or \"*\"");
        }
        pem(role.w2().certificate(), role.w2().key());
        faults.atLeast(1, "epcscf.w2.ping_seconds", role.w2().pingSeconds());
        faults.atLeast(2_000, "epcscf.w2.max_message_bytes", role.w2().maxMessageBytes());
        faults.atLeast(1, "epcscf.w2.max_connections", role.w2().maxConnections());
        faults.atLeast(
                1, "epcscf.w2.max_connections_per_source", role.w2().maxConnectionsPerSource());
        faults.atLeast(
                1, "epcscf.w2.max_handshakes_per_second", role.w2().maxHandshakesPerSecond());
        faults.atLeast(1, "epcscf.w2.max_messages_per_second", role.w2().maxMessagesPerSecond());
        faults.atLeast(
                1, "epcscf.w2.max_wrong_tokens_per_second", role.w2().maxWrongTokensPerSecond());
        mw(role.mw());
        RegistrationRules.check(config, role, faults);
        CallRules.check(role, faults);
        if (config.eimsagw() == null && role.gateways().isEmpty()) {
            faults.add("eimsagw", "is missing: the eP-CSCF needs it, or gateways, for media");
        }
    }

    private void nextHops(Config.Mw mw) {
        if (mw.nextHop().isEmpty()) {
            faults.sip("epcscf.mw.next_hop", "");
        }
        mw.nextHop().forEach(uri -> faults.sip("epcscf.mw.next_hop", uri));
        faults.atLeast(100, "epcscf.mw.failover_ms", mw.failoverMs());
        faults.atLeast(1, "epcscf.mw.quarantine_seconds", mw.quarantineSeconds());
        faults.atLeast(
                mw.quarantineSeconds(),
                "epcscf.mw.quarantine_max_seconds",
                mw.quarantineMaxSeconds());
    }

    private void dns(Config.Dns dns) {
        for (String server : dns.servers()) {
            if (HostPort.ofDnsServer(server) == null) {
                faults.add(
                        "dns.servers",
                        "\"" + server + "\" is not the IP address of a server, as 192.0.2.53");
            }
        }
        faults.atLeast(50, "dns.timeout_ms", dns.timeoutMs());
        faults.atLeast(1, "dns.min_ttl_seconds", dns.minTtlSeconds());
        faults.atLeast(dns.minTtlSeconds(), "dns.max_ttl_seconds", dns.maxTtlSeconds());
    }

    private void w2(String uri, boolean insecureWs) {
        var at = HostPort.ofUri(uri);
        if (at == null || !(uri.startsWith("ws://") || uri.startsWith("wss://"))) {
            faults.add(
                    "epcscf.w2.listen",
                    "\"" + uri + "\" is not ws://HOST:PORT/PATH or wss://HOST:PORT/PATH");
        } else if (uri.startsWith("ws://") && !at.isLoopback() && !insecureWs) {
            faults.add(
                    "epcscf.w2.listen",
                    "\""
                            + uri
                            + "\": ws:// is for loopback only; use wss://, or set insecure_ws if"
                            + " a TLS proxy on a network of yours stands in front");
        }
    }

    private void pem(@Nullable String certificate, @Nullable String key) {
        if (certificate == null ^ key == null) {
            faults.add("epcscf.w2.certificate", "certificate and key go together");
        }
        for (String file : new String[] {certificate, key}) {
            if (file != null && !Files.isReadable(Path.of(file))) {
                faults.add("epcscf.w2.certificate", "cannot read " + file);
            }
        }
    }

    private void wwsf(Config config, WebConfig.Wwsf role) {
        if (config.waf() == null) {
            faults.add("waf", "is missing: the WWSF gets its tokens from it");
        } else if (config.waf().issuer().isBlank()) {
            faults.add("waf.issuer", "is missing: the WAF's identity, an https URI");
        } else if (config.waf().tokenSeconds() < 30 || config.waf().tokenSeconds() > 3_600) {
            faults.add("waf.token_seconds", "must be 30 to 3600");
        } else if (config.waf().refreshDays() < 1 || config.waf().refreshDays() > 366) {
            faults.add("waf.refresh_days", "must be 1 to 366");
        } else if (config.waf().keyDays() < 1 || config.waf().keyDays() > 3_660) {
            faults.add("waf.key_days", "must be 1 to 3660");
        } else {
            config.waf().oidc().check(faults);
        }
        if (role.listen().isEmpty()) {
            faults.add("wwsf.listen", "is missing: as [ \"http://localhost:8080/\" ]");
        }
        listen("wwsf.listen", role.listen(), role.insecureHttp());
        if (config.waf() != null) {
            listen("waf.w5.listen", config.waf().w5().listen(), role.insecureHttp());
            for (String range : config.waf().w5().allow()) {
                if (AddressRange.parse(range) == null) {
                    faults.add(
                            "waf.w5.allow",
                            "\"" + range + "\" is not as 192.0.2.1 or 192.0.2.0/24");
                }
            }
        }
        turn(config.waf(), role.turn());
        faults.atLeast(1, "wwsf.max_attempts_per_address", role.maxAttemptsPerAddress());
        if (role.stun().stream().anyMatch(uri -> !uri.matches("stuns?:[^/?@ ]+"))) {
            faults.add("wwsf.stun", "must be stun:HOST or stun:HOST:PORT (RFC 7064)");
        }
        if (role.w2Uris().isEmpty()) {
            faults.add("wwsf.w2_uris", "is missing: where WICs find the eP-CSCF");
        }
    }

    private void listen(String path, List<String> uris, boolean insecureHttp) {
        for (String uri : uris) {
            faults.web(path, uri, Set.of("http", "https"));
            var at = HostPort.ofUri(uri);
            if (uri.startsWith("http:") && at != null && !at.isLoopback() && !insecureHttp) {
                String why = "\": http:// is for loopback only; use https://, or set insecure_http";
                faults.add(path, "\"" + uri + why + " if a TLS proxy stands in front");
            }
        }
    }

    private void turn(WebConfig.@Nullable Waf waf, WebConfig.Turn turn) {
        if (turn.uris().isEmpty()) {
            return;
        }
        if (turn.uris().stream().anyMatch(uri -> !uri.matches("turns?:[^/@ ]+"))) {
            faults.add(
                    "wwsf.turn.uris", "must be turn:HOST, turn:HOST:PORT or turns:... (RFC 7065)");
        }
        if (turn.secret().length() < 16) {
            faults.add(
                    "wwsf.turn.secret",
                    "must have 16 characters or more: static-auth-secret of coturn");
        }
        if (waf != null && (turn.seconds() < waf.tokenSeconds() || turn.seconds() > 86_400)) {
            faults.add(
                    "wwsf.turn.seconds",
                    "must be waf.token_seconds to 86400: a browser gets new ones with each token");
        }
    }

    private void lab(Config.Lab role) {
        faults.sip("lab.listen", role.listen());
        role.cards()
                .forEach((name, keys) -> {
                    var read =
                            keys.size() == 2
                                    ? Keys.ofHex(keys.getFirst(), keys.getLast())
                                    : new Decoded.Malformed<Keys>("is not [ K, OPc ]");
                    if (read instanceof Decoded.Malformed<Keys>(var why)) {
                        faults.add("lab.cards." + name, why);
                    }
                });
        role.trusted().forEach(address -> faults.hostPort("lab.trusted", address));
        var media = role.media();
        if (media == null || media.address().isBlank()) {
            faults.add("lab.media", "is missing: { address: 127.0.0.1, ports: 40000-40999 }");
        } else {
            faults.ports("lab.media.ports", media.ports());
        }
    }

    private void mw(Config.Mw mw) {
        nextHops(mw);
        ours("epcscf.mw.listen", mw.listen());
        if (mw.listen().isEmpty()) {
            faults.sip("epcscf.mw.listen", "");
        }
        faults.atLeast(1, "epcscf.mw.keepalive_seconds", mw.keepaliveSeconds());
        faults.atLeast(500, "epcscf.mw.udp_limit", mw.udpLimit());
        var tls = mw.tls();
        if (tls != null) {
            ours("epcscf.mw.tls.listen", tls.listen());
            faults.readable("epcscf.mw.tls.certificate", tls.certificate());
            faults.readable("epcscf.mw.tls.key", tls.key());
            faults.readable("epcscf.mw.tls.authorities", tls.authorities());
        } else if (mw.nextHop().stream()
                .anyMatch(hop -> MwSockets.transport(hop) == Transport.TLS)) {
            faults.add("epcscf.mw.tls", "is missing: next_hop is for TLS");
        }
    }

    /** At most one address of each IP version: what goes out has that version's. */
    private void ours(String path, List<String> uris) {
        uris.forEach(uri -> faults.sip(path, uri));
        long six = uris.stream().filter(uri -> uri.contains("[")).count();
        if (six > 1 || uris.size() - six > 1) {
            faults.add(path, "has two addresses of one IP version: one of each is enough");
        }
    }
}
