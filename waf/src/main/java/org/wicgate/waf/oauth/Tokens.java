package org.wicgate.waf.oauth;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.wicgate.base.Entropy;
import org.wicgate.waf.Subject;
import org.wicgate.waf.TokenAnswer;
import org.wicgate.waf.TokenRequest;
import org.wicgate.waf.Waf;
import org.wicgate.waf.oauth.Families.Family;
import org.wicgate.waf.oauth.Reply.Refused;

/**
 * Access and refresh tokens, from the first to the end of a session. A refresh token is {@code
 * FAMILY.SECRET}: who brings an old one of a family is a thief or was robbed, and all its tokens
 * die (RFC 9700 §4.14.2).
 */
final class Tokens {
    private final AuthorizationServer.Settings settings;
    private final Waf waf;
    private final Families families;
    private final Guests guests;
    private final Entropy entropy;
    private final Consumer<String> revoked;

    Tokens(
            AuthorizationServer.Settings settings,
            Waf waf,
            Families families,
            Guests guests,
            Entropy entropy,
            Consumer<String> revoked) {
        this.settings = settings;
        this.waf = waf;
        this.families = families;
        this.guests = guests;
        this.entropy = entropy;
        this.revoked = revoked;
    }

    /** The first tokens of a session. */
    Reply first(Client client, Subject subject, List<String> scope, String session, Instant now) {
        return switch (issue(client, subject, scope, session, now)) {
            case TokenAnswer.Refused(var refusal) ->
                    new Refused(OauthError.valueOf(refusal.name()), "no IMS identity here");
            case TokenAnswer.Issued issued -> {
                var body = body(issued, now);
                if (client.grants().contains(GrantType.REFRESH_TOKEN)) {
                    String id = Secrets.make(entropy);
                    String secret = Secrets.make(entropy);
                    var end = now.plus(settings.refreshLifetime());
                    var family = new Family(client.id(), subject, scope, session, end);
                    families.put(id, Secrets.hash(secret), family, now);
                    body.put("refresh_token", id + "." + secret);
                }
                yield new Reply.Done(body);
            }
        };
    }

    /** An identity of the client's own pool, for somebody who has none (scenario 3). */
    Reply lent(Client client, List<String> scope, Instant now) {
        String session = entropy.token(26);
        var until = now.plus(settings.leaseTime());
        String member = guests.lease(client.id(), session, now, until);
        if (member == null) {
            return new Refused(
                    OauthError.TEMPORARILY_UNAVAILABLE, "no identity of the pool is free");
        }
        var reply = first(client, new Subject.PoolMember(member), scope, session, now);
        if (!(reply instanceof Reply.Done)) {
            guests.move(client.id(), member, session, now, now);
        }
        return reply;
    }

    /** The next tokens for a refresh token. */
    Reply next(Client client, String token, Form form, Instant now) {
        int dot = token.indexOf('.');
        String id = dot < 0 ? "" : token.substring(0, dot);
        var family = id.isEmpty() ? null : families.find(id, now);
        if (family == null || !family.client().equals(client.id())) {
            return new Refused(OauthError.INVALID_GRANT, "unknown or over");
        }
        var scope = Scopes.asked(form, family.scope());
        if (scope == null) {
            return new Refused(OauthError.INVALID_SCOPE, "more than was granted");
        }
        String secret = Secrets.make(entropy);
        String used = Secrets.hash(token.substring(dot + 1));
        if (!families.rotate(id, used, Secrets.hash(secret))) {
            end(client.id(), family.subject(), family.session(), now);
            return new Refused(OauthError.INVALID_GRANT, "used before: its session is over");
        }
        if (family.subject() instanceof Subject.PoolMember(var member)
                && !guests.move(
                        client.id(),
                        member,
                        family.session(),
                        now,
                        now.plus(settings.leaseTime()))) {
            families.endSession(family.session());
            return new Refused(OauthError.INVALID_GRANT, "the identity was returned");
        }
        return switch (issue(client, family.subject(), scope, family.session(), now)) {
            case TokenAnswer.Refused _ ->
                    new Refused(OauthError.INVALID_GRANT, "no IMS identity any more");
            case TokenAnswer.Issued issued -> {
                var body = body(issued, now);
                body.put("refresh_token", id + "." + secret);
                yield new Reply.Done(body);
            }
        };
    }

    /** Ends the session that a refresh token belongs to; whether there was one of this client. */
    boolean giveUp(String refreshToken, Client client, Instant now) {
        int dot = refreshToken.indexOf('.');
        var family = dot < 0 ? null : families.find(refreshToken.substring(0, dot), now);
        if (family == null || !family.client().equals(client.id())) {
            return false;
        }
        end(client.id(), family.subject(), family.session(), now);
        return true;
    }

    /** Kills all tokens of a session; an identity of the pool rests until everybody knows. */
    void end(String client, Subject subject, String session, Instant now) {
        families.endSession(session);
        waf.endSession(session, now.plus(waf.tokenLifetime()), now);
        if (subject instanceof Subject.PoolMember(var member)) {
            guests.move(client, member, session, now, now.plus(settings.restTime(waf)));
        }
        revoked.accept(session);
    }

    private TokenAnswer issue(
            Client client, Subject subject, List<String> scope, String session, Instant now) {
        return waf.issue(
                client.wwsf(), new TokenRequest(client.id(), subject, session, scope), now);
    }

    private static Map<String, Object> body(TokenAnswer.Issued issued, Instant now) {
        var claims = issued.claims();
        var body = new LinkedHashMap<String, Object>();
        body.put("access_token", issued.token());
        body.put("token_type", "Bearer");
        body.put("expires_in", Duration.between(now, claims.expiry()).toSeconds());
        body.put("scope", String.join(" ", claims.scope()));
        body.put("impu", claims.identity().defaultImpu());
        return body;
    }
}
