package org.wicgate.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.wicgate.aka.Keys;
import org.wicgate.base.Decoded;
import org.wicgate.sip.Transport;
import org.wicgate.sip.Uri;

/** What a readable configuration may still have wrong, each with the key to mend. */
final class ConfigRules {
    private static final Set<String> SCHEMES = Set.of("web", "ims");

    /** A broken rule. */
    record Broken(String path, String what) {}

    private final List<Broken> broken = new ArrayList<>();

    private ConfigRules() {}

    /** All broken rules, in the order of the file's roles. */
    static List<Broken> broken(Config config) {
        var rules = new ConfigRules();
        rules.top(config);
        rules.dns(config.dns());
        if (config.epcscf() != null) {
            rules.epcscf(config, config.epcscf());
        }
        if (config.eimsagw() != null) {
            rules.eimsagw(config.eimsagw());
        }
        if (config.wwsf() != null) {
            rules.wwsf(config, config.wwsf());
        }
        if (config.lab() != null) {
            rules.lab(config.lab());
        }
        if (config.admin() != null) {
            rules.web("admin.listen", config.admin().listen(), Set.of("http"));
        }
        return rules.broken;
    }

    private void top(Config config) {
        if (!Set.of("text", "json").contains(config.log().format())) {
            add("log.format", "is none of text, json");
        }
        if (!Set.of("error", "warn", "info", "debug").contains(config.log().level())) {
            add("log.level", "is none of error, warn, info, debug");
        }
        if (config.homeDomain().isBlank()) {
            add(
                    "home_domain",
                    "is missing: the IMS home domain, as ims.mnc001.mcc001.3gppnetwork.org");
        }
        if (config.epcscf() == null && config.wwsf() == null && config.lab() == null) {
            add("epcscf", "no role is named: give epcscf and eimsagw, wwsf and waf, or lab");
        }
        if (config.shards() < 0 || config.shards() > 256) {
            add("shards", "must be 0 (one each core) to 256");
        }
    }

    private void epcscf(Config config, Config.EpCscf role) {
        if (role.w2().listen().isEmpty()) {
            add("epcscf.w2.listen", "is missing: as [ \"ws://127.0.0.1:8088/ws\" ]");
        }
        for (String uri : role.w2().listen()) {
            w2(uri, role.w2().insecureWs());
        }
        if (role.w2().requireSession() && config.wwsf() == null) {
            add("epcscf.w2.require_session", "needs a wwsf role here: it knows the sessions");
        }
        if (role.w2().allowedOrigins().isEmpty()) {
            add("epcscf.w2.allowed_origins", "is missing: the web origins of your WWSFs, or \"*\"");
        }
        pem(role.w2().certificate(), role.w2().key());
        atLeast(1, "epcscf.w2.ping_seconds", role.w2().pingSeconds());
        atLeast(2_000, "epcscf.w2.max_message_bytes", role.w2().maxMessageBytes());
        atLeast(1, "epcscf.w2.max_connections", role.w2().maxConnections());
        atLeast(1, "epcscf.w2.max_connections_per_source", role.w2().maxConnectionsPerSource());
        atLeast(1, "epcscf.w2.max_handshakes_per_second", role.w2().maxHandshakesPerSecond());
        atLeast(1, "epcscf.w2.max_messages_per_second", role.w2().maxMessagesPerSecond());
        atLeast(1, "epcscf.w2.max_wrong_tokens_per_second", role.w2().maxWrongTokensPerSecond());
        mw(role.mw());
        registration(config, role.registration());
        emergency(role.emergency());
        CallRules.check(role, this::add);
        if (config.eimsagw() == null) {
            add("eimsagw", "is missing: the eP-CSCF needs it for media");
        }
    }

    private void nextHops(Config.Mw mw) {
        if (mw.nextHop().isEmpty()) {
            sip("epcscf.mw.next_hop", "");
        }
        mw.nextHop().forEach(uri -> sip("epcscf.mw.next_hop", uri));
        atLeast(100, "epcscf.mw.failover_ms", mw.failoverMs());
        atLeast(1, "epcscf.mw.quarantine_seconds", mw.quarantineSeconds());
        atLeast(
                mw.quarantineSeconds(),
                "epcscf.mw.quarantine_max_seconds",
                mw.quarantineMaxSeconds());
    }

    private void dns(Config.Dns dns) {
        for (String server : dns.servers()) {
            if (HostPort.ofDnsServer(server) == null) {
                add(
                        "dns.servers",
                        "\"" + server + "\" is not the IP address of a server, as 192.0.2.53");
            }
        }
        atLeast(50, "dns.timeout_ms", dns.timeoutMs());
        atLeast(1, "dns.min_ttl_seconds", dns.minTtlSeconds());
        atLeast(dns.minTtlSeconds(), "dns.max_ttl_seconds", dns.maxTtlSeconds());
    }

    private void w2(String uri, boolean insecureWs) {
        var at = HostPort.ofUri(uri);
        if (at == null || !(uri.startsWith("ws://") || uri.startsWith("wss://"))) {
            add(
                    "epcscf.w2.listen",
                    "\"" + uri + "\" is not ws://HOST:PORT/PATH or wss://HOST:PORT/PATH");
        } else if (uri.startsWith("ws://") && !at.isLoopback() && !insecureWs) {
            add(
                    "epcscf.w2.listen",
                    "\""
                            + uri
                            + "\": ws:// is for loopback only; use wss://, or set insecure_ws if"
                            + " a TLS proxy on a network of yours stands in front");
        }
    }

    private void pem(@Nullable String certificate, @Nullable String key) {
        if (certificate == null ^ key == null) {
            add("epcscf.w2.certificate", "certificate and key go together");
        }
        for (String file : new String[] {certificate, key}) {
            if (file != null && !Files.isReadable(Path.of(file))) {
                add("epcscf.w2.certificate", "cannot read " + file);
            }
        }
    }

    private void registration(Config config, Config.Registration registration) {
        String at = "epcscf.registration.";
        for (String scheme : registration.schemes()) {
            if (!SCHEMES.contains(scheme)) {
                add(at + "schemes", "\"" + scheme + "\" is none of web, ims");
            }
        }
        if (registration.schemes().isEmpty()) {
            add(at + "schemes", "is empty: web, ims, or both");
        }
        boolean web = registration.schemes().contains("web");
        if (web && config.waf() == null && registration.jwksUri() == null) {
            add(
                    at + "jwks_uri",
                    "scheme web needs the WAF's keys: give jwks_uri, or a waf role here");
        }
        httpUri(at + "jwks_uri", registration.jwksUri());
        String revoked = registration.revokedUri();
        httpUri(at + "revoked_uri", "none".equals(revoked) ? null : revoked);
        if (web && config.waf() == null && registration.issuer() == null) {
            add(at + "issuer", "scheme web needs the WAF's identity");
        }
        String authz = registration.authzServer();
        if (web && (authz == null || !authz.startsWith("https://"))) {
            add(
                    at + "authz_server",
                    "scheme web needs the https URI named in challenges (RFC 8898 §4)");
        }
        if (web && registration.wwsfs().isEmpty()) {
            add(
                    at + "wwsfs",
                    "scheme web needs the WWSFs allowed, as { wwsf: [ \"https://www.example.org\" ]"
                            + " }");
        }
        if (!Set.of("tls", "none").contains(registration.digestProtection())) {
            add(at + "digest_protection", "is none of tls, none");
        }
        oneOf(at + "reg_event", registration.regEvent(), Set.of("on", "off"));
        oneOf(at + "bearer_form", registration.bearerForm(), Set.of("any", "rfc6750"));
        oneOf(at + "expiry_cap", registration.expiryCap(), Set.of("token", "none"));
        registration.pools().forEach((wwsf, identities) -> pool(registration, wwsf, identities));
    }

    private void pool(Config.Registration registration, String wwsf, List<String> identities) {
        String at = "epcscf.registration.pools." + wwsf;
        if (!registration.wwsfs().containsKey(wwsf)) {
            add(at, "is no WWSF of epcscf.registration.wwsfs");
        }
        for (String identity : identities) {
            if (!(Uri.decode(identity) instanceof Decoded.Ok<Uri>)) {
                add(at, "\"" + identity + "\" is no public identity, as sip:guest-!.*!@HOST");
            }
        }
    }

    private void emergency(Config.Emergency emergency) {
        String at = "epcscf.emergency.";
        var registered = Set.of("redirect", "forbid", "forward");
        oneOf(at + "registered", emergency.registered(), registered);
        oneOf(at + "unregistered", emergency.unregistered(), Set.of("redirect", "forbid"));
        String ecscf = emergency.ecscf();
        if (ecscf != null) {
            sip(at + "ecscf", ecscf);
        } else if (emergency.registered().equals("forward")) {
            add(at + "ecscf", "is missing: where emergency calls go, sip:HOST:PORT");
        }
    }

    private void httpUri(String path, @Nullable String uri) {
        if (uri != null && !uri.matches("https?://[^\\s/?#]+(/[!-~]*)?")) {
            add(path, "\"" + uri + "\" is no URI like https://HOST/PATH");
        }
    }

    private void oneOf(String path, String value, Set<String> allowed) {
        if (!allowed.contains(value)) {
            String all = allowed.stream().sorted().collect(Collectors.joining(", "));
            add(path, "is none of " + all);
        }
    }

    private void eimsagw(Config.EimsAgw role) {
        hostPort("eimsagw.w3.listen", role.w3().listen());
        if (role.w3().workers() < 1 || role.w3().workers() > 64) {
            add("eimsagw.w3.workers", "must be 1 to 64");
        }
        if (role.core().address().isBlank()) {
            add("eimsagw.core.address", "is missing: the address the core sends media to");
        }
        ports("eimsagw.core.ports", role.core().ports());
    }

    private void wwsf(Config config, WebConfig.Wwsf role) {
        if (config.waf() == null) {
            add("waf", "is missing: the WWSF gets its tokens from it");
        } else if (config.waf().issuer().isBlank()) {
            add("waf.issuer", "is missing: the WAF's identity, an https URI");
        } else if (config.waf().tokenSeconds() < 30 || config.waf().tokenSeconds() > 3_600) {
            add("waf.token_seconds", "must be 30 to 3600");
        }
        if (role.listen().isEmpty()) {
            add("wwsf.listen", "is missing: as [ \"http://localhost:8080/\" ]");
        }
        for (String uri : role.listen()) {
            web("wwsf.listen", uri, Set.of("http", "https"));
            var at = HostPort.ofUri(uri);
            if (uri.startsWith("http:") && at != null && !at.isLoopback() && !role.insecureHttp()) {
                String why = "\": http:// is for loopback only; use https://, or set insecure_http";
                add("wwsf.listen", "\"" + uri + why + " if a TLS proxy stands in front");
            }
        }
        turn(config.waf(), role.turn());
        atLeast(1, "wwsf.max_attempts_per_address", role.maxAttemptsPerAddress());
        if (role.stun().stream().anyMatch(uri -> !uri.matches("stuns?:[^/?@ ]+"))) {
            add("wwsf.stun", "must be stun:HOST or stun:HOST:PORT (RFC 7064)");
        }
        if (role.w2Uris().isEmpty()) {
            add("wwsf.w2_uris", "is missing: where WICs find the eP-CSCF");
        }
    }

    private void turn(WebConfig.@Nullable Waf waf, WebConfig.Turn turn) {
        if (turn.uris().isEmpty()) {
            return;
        }
        if (turn.uris().stream().anyMatch(uri -> !uri.matches("turns?:[^/@ ]+"))) {
            add("wwsf.turn.uris", "must be turn:HOST, turn:HOST:PORT or turns:... (RFC 7065)");
        }
        if (turn.secret().length() < 16) {
            add(
                    "wwsf.turn.secret",
                    "must have 16 characters or more: static-auth-secret of coturn");
        }
        if (waf != null && (turn.seconds() < waf.tokenSeconds() || turn.seconds() > 86_400)) {
            add(
                    "wwsf.turn.seconds",
                    "must be waf.token_seconds to 86400: a browser gets new ones with each token");
        }
    }

    private void lab(Config.Lab role) {
        sip("lab.listen", role.listen());
        role.cards()
                .forEach((name, keys) -> {
                    var read =
                            keys.size() == 2
                                    ? Keys.ofHex(keys.getFirst(), keys.getLast())
                                    : new Decoded.Malformed<Keys>("is not [ K, OPc ]");
                    if (read instanceof Decoded.Malformed<Keys>(var why)) {
                        add("lab.cards." + name, why);
                    }
                });
        role.trusted().forEach(address -> hostPort("lab.trusted", address));
        var media = role.media();
        if (media == null || media.address().isBlank()) {
            add("lab.media", "is missing: { address: 127.0.0.1, ports: 40000-40999 }");
        } else {
            ports("lab.media.ports", media.ports());
        }
    }

    private void mw(Config.Mw mw) {
        nextHops(mw);
        ours("epcscf.mw.listen", mw.listen());
        if (mw.listen().isEmpty()) {
            sip("epcscf.mw.listen", "");
        }
        atLeast(1, "epcscf.mw.keepalive_seconds", mw.keepaliveSeconds());
        atLeast(500, "epcscf.mw.udp_limit", mw.udpLimit());
        var tls = mw.tls();
        if (tls != null) {
            ours("epcscf.mw.tls.listen", tls.listen());
            readable("epcscf.mw.tls.certificate", tls.certificate());
            readable("epcscf.mw.tls.key", tls.key());
            readable("epcscf.mw.tls.authorities", tls.authorities());
        } else if (mw.nextHop().stream()
                .anyMatch(hop -> MwSockets.transport(hop) == Transport.TLS)) {
            add("epcscf.mw.tls", "is missing: next_hop is for TLS");
        }
    }

    /** At most one address of each IP version: what goes out has that version's. */
    private void ours(String path, List<String> uris) {
        uris.forEach(uri -> sip(path, uri));
        long six = uris.stream().filter(uri -> uri.contains("[")).count();
        if (six > 1 || uris.size() - six > 1) {
            add(path, "has two addresses of one IP version: one of each is enough");
        }
    }

    private void readable(String path, String file) {
        if (file.isBlank()) {
            add(path, "is missing: a PEM file");
        } else if (!Files.isReadable(Path.of(file))) {
            add(path, "cannot read " + file);
        }
    }

    private void sip(String path, String uri) {
        if (HostPort.ofSipUri(uri) == null) {
            add(
                    path,
                    uri.isBlank()
                            ? "is missing: sip:HOST:PORT"
                            : "\"" + uri + "\" is not sip:HOST:PORT");
        }
    }

    private void hostPort(String path, String text) {
        if (HostPort.parse(text) == null) {
            add(
                    path,
                    text.isBlank() ? "is missing: HOST:PORT" : "\"" + text + "\" is not HOST:PORT");
        }
    }

    private void web(String path, String uri, Set<String> schemes) {
        String scheme = uri.replaceAll(":.*", "");
        if (!schemes.contains(scheme) || HostPort.ofUri(uri) == null) {
            add(path, "\"" + uri + "\" is not " + String.join(" or ", schemes) + "://HOST:PORT/");
        }
    }

    private void atLeast(int least, String path, int number) {
        if (number < least) {
            add(path, number + " is less than " + least);
        }
    }

    private void ports(String path, String range) {
        if (PortRange.parse(range) == null) {
            add(path, "\"" + range + "\" is not FIRST-LAST with at least two ports");
        }
    }

    private void add(String path, String what) {
        broken.add(new Broken(path, what));
    }
}
