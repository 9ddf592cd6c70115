package org.wicgate.app;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;
import org.wicgate.sip.Uri;

/** What has to hold for {@code epcscf.registration} and {@code epcscf.emergency}. */
final class RegistrationRules {
    private static final String AT = "epcscf.registration.";
    private static final Set<String> SCHEMES = Set.of("web", "ims");

    private final Faults faults;

    private RegistrationRules(Faults faults) {
        this.faults = faults;
    }

    /** Adds what is wrong to {@code faults}. */
    static void check(Config config, Config.EpCscf role, Faults faults) {
        var rules = new RegistrationRules(faults);
        var registration = role.registration();
        rules.schemes(registration);
        if (registration.schemes().contains("web")) {
            rules.tokens(config, registration);
        }
        rules.introspection(config, registration);
        rules.waf("jwks_uri", registration.jwksUri(), registration.insecureHttp());
        String revoked = registration.revokedUri();
        if (!"none".equals(revoked)) {
            rules.waf("revoked_uri", revoked, registration.insecureHttp());
        }
        registration.pools().forEach((wwsf, ids) -> rules.pool(registration, wwsf, ids));
        rules.emergency(role.emergency());
    }

    private void schemes(Config.Registration registration) {
        registration.schemes().forEach(scheme -> faults.oneOf(AT + "schemes", scheme, SCHEMES));
        if (registration.schemes().isEmpty()) {
            faults.add(AT + "schemes", "is empty: web, ims, or both");
        }
        var named = Set.of("waf", "wwsf");
        faults.oneOf(AT + "waf_parameter_value", registration.wafParameterValue(), named);
        var protection = Set.of("tls", "none");
        faults.oneOf(AT + "digest_protection", registration.digestProtection(), protection);
        faults.oneOf(AT + "reg_event", registration.regEvent(), Set.of("on", "off"));
        faults.oneOf(AT + "bearer_form", registration.bearerForm(), Set.of("any", "rfc6750"));
        faults.oneOf(AT + "expiry_cap", registration.expiryCap(), Set.of("token", "none"));
    }

    private void tokens(Config config, Config.Registration registration) {
        if (config.waf() == null
                && registration.jwksUri() == null
                && registration.introspection().uri() == null) {
            faults.add(
                    AT + "jwks_uri",
                    "scheme web needs the WAF's keys: give jwks_uri, or a waf role here");
        }
        if (config.waf() == null && registration.issuer() == null) {
            faults.add(AT + "issuer", "scheme web needs the WAF's identity");
        }
        String authz = registration.authzServer();
        if (authz == null || !authz.startsWith("https://")) {
            faults.add(
                    AT + "authz_server",
                    "scheme web needs the https URI named in challenges (RFC 8898 §4)");
        }
        if (registration.wwsfs().isEmpty()) {
            faults.add(
                    AT + "wwsfs",
                    "scheme web needs the WWSFs allowed, as { wwsf: [ \"https://www.example.org\" ]"
                            + " }");
        }
    }

    private void introspection(Config config, Config.Registration registration) {
        var asks = registration.introspection();
        if (asks.uri() == null) {
            return;
        }
        waf("introspection.uri", asks.uri(), registration.insecureHttp());
        if (config.wwsf() != null) {
            faults.add(AT + "introspection.uri", "the WAF runs here: there is nobody to ask");
        }
        if (registration.jwksUri() != null) {
            faults.add(AT + "introspection.uri", "give this or jwks_uri, not both");
        }
        if (asks.client().isEmpty() || asks.secret().isEmpty()) {
            faults.add(
                    AT + "introspection.secret",
                    "needs client and secret, of wicgate client add --introspect");
        }
    }

    /** Whoever can change what comes from there may be any user. */
    private void waf(String key, @Nullable String uri, boolean insecureHttp) {
        if (uri == null) {
            return;
        }
        var at = HostPort.ofUri(uri);
        if (at == null || !uri.matches("https?://[^\\s/?#]+(/[!-~]*)?")) {
            faults.add(AT + key, "\"" + uri + "\" is no URI like https://HOST/PATH");
        } else if (uri.startsWith("http:") && !at.isLoopback() && !insecureHttp) {
            String why = "\": http:// is for loopback only; use https://, or set insecure_http";
            faults.add(AT + key, "\"" + uri + why + " if all the way to the WAF is yours");
        }
    }

    private void pool(Config.Registration registration, String wwsf, List<String> identities) {
        String at = AT + "pools." + wwsf;
        if (!registration.wwsfs().containsKey(wwsf)) {
            faults.add(at, "is no WWSF of epcscf.registration.wwsfs");
        }
        for (String identity : identities) {
            if (!(Uri.decode(identity) instanceof Decoded.Ok<Uri>)) {
                faults.add(
                        at, "\"" + identity + "\" is no public identity, as sip:guest-!.*!@HOST");
            }
        }
    }

    private void emergency(Config.Emergency emergency) {
        String at = "epcscf.emergency.";
        var registered = Set.of("redirect", "forbid", "forward");
        faults.oneOf(at + "registered", emergency.registered(), registered);
        faults.oneOf(at + "unregistered", emergency.unregistered(), Set.of("redirect", "forbid"));
        String ecscf = emergency.ecscf();
        if (ecscf != null) {
            faults.sip(at + "ecscf", ecscf);
        } else if (emergency.registered().equals("forward")) {
            faults.add(at + "ecscf", "is missing: where emergency calls go, sip:HOST:PORT");
        }
    }
}
