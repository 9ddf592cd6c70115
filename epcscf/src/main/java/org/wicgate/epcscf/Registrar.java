package org.wicgate.epcscf;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.wicgate.epcscf.Config.Scheme;
import org.wicgate.epcscf.RegisterRequest.Presented;
import org.wicgate.epcscf.Report.Ending;
import org.wicgate.epcscf.Report.Refusal;
import org.wicgate.epcscf.Report.Side;
import org.wicgate.epcscf.TokenVerdict.Claims;
import org.wicgate.sip.Edit;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.sip.SipUri;
import org.wicgate.sip.Uri;

/**
 * Takes each REGISTER of a WIC to the core and its answer back (TS 24.371 §6.5, TS 24.229 §5.2.2):
 * with a token as a trusted node, with a digest as a P-CSCF.
 */
final class Registrar {
    private final Shard shard;
    private final BearerGate gate;
    private final Registrations registrations;
    private final AwaitedAnswers awaited;

    Registrar(Shard shard, BearerGate gate, Registrations registrations) {
        this.shard = shard;
        this.gate = gate;
        this.registrations = registrations;
        this.awaited = new AwaitedAnswers(shard);
    }

    /** A WebSocket is closed. */
    void closed(Flow flow) {
        awaited.closed(flow);
    }

    /** One REGISTER on its way. */
    private final class Attempt implements Signalling.Reply {
        final long transaction;
        final RegisterRequest register;
        final Scheme scheme;
        final String impi;
        final Binding.Token token;
        final Edit<Request> edit;

        Attempt(
                long transaction,
                RegisterRequest register,
                Scheme scheme,
                String impi,
                Binding.Token token,
                Edit<Request> edit) {
            this.transaction = transaction;
            this.register = register;
            this.scheme = scheme;
            this.impi = impi;
            this.token = token;
            this.edit = edit;
        }

        void send(Instant now) {
            shard.core.send(edit, shard.wire.entry(), this, now);
        }

        @Override
        public void answered(Response response, Instant now) {
            if (response.isFinal()) {
                onAnswer(this, response, now);
            }
        }

        @Override
        public void failed(Signalling.Failure failure, Instant now) {
            switch (failure) {
                case OVERLOAD ->
                        refuse(register, transaction, 503, Refusal.OVERLOAD, "transactions", now);
                // TS 24.229 §5.2.2.1: no I-CSCF takes it
                case SILENT -> refuse(register, transaction, 504, Refusal.CORE_SILENT, "", now);
                case UNREACHABLE ->
                        refuse(register, transaction, 504, Refusal.CORE_UNREACHABLE, "", now);
            }
        }
    }

    /** A WIC sent REGISTER. */
    void register(Flow flow, long transaction, Request request, Instant now) {
        var register = new RegisterRequest(shard, flow, request);
        String defect = register.defect();
        if (defect != null) {
            refuse(register, transaction, 400, Refusal.CONTACT, defect, now);
            return;
        }
        if (request.maxForwards().orElse(70) == 0) {
            refuse(register, transaction, 483, Refusal.TOO_MANY_HOPS, "", now);
            return;
        }
        switch (RegisterRequest.presented(request, shard.config)) {
            case null ->
                    refuse(register, transaction, 400, Refusal.MALFORMED, "Authorization", now);
            case Presented.Token(var token) when isOpen(Scheme.WEB) ->
                    withToken(register, transaction, token, now);
            case Presented.Proof proof when isOpen(Scheme.IMS) ->
                    passProof(register, transaction, proof, now);
            case Presented.Nothing _ when !isOpen(Scheme.WEB) ->
                    pass(register, transaction, user(request), now);
            case Presented.Nothing _ ->
                    challenge(register, transaction, "", Refusal.NO_CREDENTIALS, "", now);
            case Presented.Proof _ ->
                    challenge(register, transaction, "", Refusal.SCHEME_CLOSED, "digest", now);
            case Presented.Token _ ->
                    refuse(register, transaction, 403, Refusal.SCHEME_CLOSED, "Bearer", now);
        }
    }

    private void withToken(RegisterRequest register, long transaction, String token, Instant now) {
        if (token.isEmpty()) {
            challenge(register, transaction, "invalid_token", Refusal.BAD_TOKEN, "syntax", now);
            return;
        }
        gate.check(
                register.flow(),
                token,
                (verdict, at) -> judged(register, transaction, verdict, at),
                now);
    }

    private void judged(
            RegisterRequest register, long transaction, TokenVerdict verdict, Instant now) {
        if (!shard.isOpen(register.flow())) {
            return; // nobody to answer any more
        }
        switch (verdict) {
            case TokenVerdict.Invalid(var reason) ->
                    challenge(
                            register,
                            transaction,
                            "invalid_token",
                            Refusal.BAD_TOKEN,
                            reason.name(),
                            now);
            case TokenVerdict.Unknown _ ->
                    refuse(register, transaction, 503, Refusal.TOKEN_UNVERIFIED, "", now);
            case TokenVerdict.Valid(var claims) -> trusted(register, transaction, claims, now);
        }
    }

    private void trusted(RegisterRequest register, long transaction, Claims claims, Instant now) {
        var broken = TokenRules.broken(shard.config, register, claims);
        if (broken != null) {
            refuse(register, transaction, 403, broken.refusal(), broken.detail(), now);
        } else if (isFull(register, claims.impi())) {
            refuse(register, transaction, 503, Refusal.OVERLOAD, "registrations", now);
        } else {
            var atMost =
                    shard.config.registration().capToToken()
                            ? Duration.between(now, claims.expiry())
                            : Duration.ofDays(365);
            var edit = register.asTrustedNode(claims.impi(), claims.wwsf(), atMost);
            var token = new Binding.Token(claims.id(), claims.session());
            new Attempt(transaction, register, Scheme.WEB, claims.impi(), token, edit).send(now);
        }
    }

    private void passProof(
            RegisterRequest register, long transaction, Presented.Proof proof, Instant now) {
        String unsafe = Aka.defect(proof.algorithm(), register.flow().hop().transport());
        if (unsafe != null) {
            refuse(register, transaction, 403, Refusal.AKA_UNSAFE, unsafe, now);
        } else {
            pass(register, transaction, proof.impi(), now);
        }
    }

    /** The S-CSCF decides (TS 24.371 §6.5, scenario 1). */
    private void pass(RegisterRequest register, long transaction, String impi, Instant now) {
        awaited.answered(register.flow(), register.request().callId());
        var edit = register.asPassed(register.flow().isOf(impi));
        if (edit == null) {
            refuse(register, transaction, 400, Refusal.MALFORMED, "Authorization", now);
        } else if (isFull(register, impi)) {
            refuse(register, transaction, 503, Refusal.OVERLOAD, "registrations", now);
        } else {
            new Attempt(transaction, register, Scheme.IMS, impi, Binding.Token.NONE, edit)
                    .send(now);
        }
    }

    private void onAnswer(Attempt attempt, Response response, Instant now) {
        var register = attempt.register;
        if (response.isSuccess()) {
            registered(attempt, response, now);
        } else if (attempt.scheme == Scheme.WEB && response.status() == 401) {
            // a core that does not trust us challenges a user who has nothing to answer with
            String why = "the core challenges a trusted node";
            refuse(register, attempt.transaction, 403, Refusal.CORE_REFUSED, why, now);
            return;
        } else if (response.status() == 401) {
            String unsafe = Aka.defect(response, register.flow().hop().transport());
            if (unsafe != null) {
                String why = "the core challenges: " + unsafe;
                refuse(register, attempt.transaction, 403, Refusal.AKA_UNSAFE, why, now);
                return;
            }
            awaited.challenged(register.flow(), register.request().callId(), now);
        } else {
            tellRefused(register, response.status(), Refusal.CORE_REFUSED, response.reason());
        }
        var back = forWic(register, response);
        shard.signalling.answer(Side.ACCESS, attempt.transaction, back, now);
    }

    private void registered(Attempt attempt, Response response, Instant now) {
        var register = attempt.register;
        var flow = register.flow();
        if (register.isStar()) {
            for (var binding : new ArrayList<>(flow.bindings())) {
                if (binding.impi().equals(attempt.impi)) {
                    registrations.end(binding, Ending.DEREGISTERED, now);
                }
            }
            return;
        }
        var key = register.key(attempt.impi);
        long seconds = register.isDeregistration() ? 0 : register.granted(response);
        if (seconds == 0) {
            for (var binding : registrations.of(flow, key)) {
                registrations.end(binding, Ending.DEREGISTERED, now);
            }
        } else if (shard.isOpen(flow)) {
            var expires = now.plusSeconds(Math.min(seconds, 1L << 31));
            var binding = binding(attempt, key, response, expires);
            registrations.put(binding, now);
            if (gate.isRevoked(attempt.token)) { // while the core was thinking
                registrations.end(binding, Ending.LOGGED_OUT, now);
            }
        }
    }

    private Binding binding(Attempt attempt, Binding.Key key, Response response, Instant expires) {
        var register = attempt.register;
        var impus = new ArrayList<Uri>();
        for (var address : Identity.addresses(response, HeaderName.P_ASSOCIATED_URI)) {
            impus.add(address.uri());
        }
        Uri own = register.request().to().uri();
        if (impus.isEmpty()) {
            impus.add(own);
        }
        return new Binding(
                key,
                register.flow(),
                attempt.scheme,
                impus,
                first(impus, own),
                register.contact().uri(),
                Identity.addresses(response, HeaderName.SERVICE_ROUTE),
                register.request().callId(),
                register.sent(),
                attempt.token,
                expires);
    }

    private static Uri first(List<Uri> impus, Uri own) {
        for (var impu : impus) {
            if (impu instanceof SipUri && !Wildcard.is(impu)) {
                return impu;
            }
        }
        return own;
    }

    private Response forWic(RegisterRequest register, Response response) {
        var edit = HeaderPolicy.toAccess(response, response.edit());
        Wire.backAlong(edit, register.request());
        Aka.challenges(response, edit, register.flow().hop().transport());
        if (!register.usesOutbound()) {
            HeaderPolicy.without(response, edit, HeaderName.REQUIRE, "outbound");
        }
        KeepAlives.ask(edit, register, response, shard.config.registration().flowTimer());
        return edit.build();
    }

    private void challenge(
            RegisterRequest register,
            long transaction,
            String error,
            Refusal refusal,
            String detail,
            Instant now) {
        shard.challenge(transaction, register.request(), error, now);
        tellRefused(register, 401, refusal, detail);
    }

    private void refuse(
            RegisterRequest register,
            long transaction,
            int status,
            Refusal refusal,
            String detail,
            Instant now) {
        shard.answer(Side.ACCESS, transaction, register.request(), status, now);
        tellRefused(register, status, refusal, detail);
    }

    private void tellRefused(RegisterRequest register, int status, Refusal refusal, String detail) {
        String impu = register.request().to().uri().toString();
        shard.tell(
                new Report.RegistrationRefused(
                        register.flow().connection(), impu, status, refusal, detail));
    }

    private boolean isFull(RegisterRequest register, String impi) {
        return !register.isDeregistration()
                && registrations.isFull(register.flow(), register.key(impi));
    }

    private boolean isOpen(Scheme scheme) {
        return shard.config.registration().schemes().contains(scheme);
    }

    private static String user(Request request) {
        return request.to().uri() instanceof SipUri uri
                ? uri.addressOfRecord().toString().substring(uri.scheme().length() + 1)
                : request.to().uri().toString();
    }
}
