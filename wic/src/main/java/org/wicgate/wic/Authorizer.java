package org.wicgate.wic;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wicgate.aka.Isim;
import org.wicgate.base.Decoded;
import org.wicgate.base.Entropy;
import org.wicgate.sip.Challenge;
import org.wicgate.sip.Credentials;
import org.wicgate.sip.DigestAlgorithm;
import org.wicgate.sip.Edit;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Method;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;

/**
 * Puts credentials into requests: a web identity's token into every one (TS 24.371 §7.2.1); the
 * private identity into a REGISTER and, after a challenge, the answer to it (TS 24.229 §5.1.1.5).
 * AKAv1 is never answered: its answer could be used elsewhere (TS 33.203 §X.2).
 */
final class Authorizer {
    /** What to do about a challenge. */
    enum Next {
        /** Send the request again. */
        RETRY,
        /** Get a new token first. */
        TOKEN,
        /** There is nothing more to prove. */
        GIVE_UP
    }

    private final Account account;
    private final Asked registrar;
    private final Asked others;
    private final @Nullable Isim card;
    private String token;
    private String error = "";

    Authorizer(Account account, Entropy entropy) {
        this.account = account;
        this.registrar = new Asked(entropy);
        this.others = new Asked(entropy);
        this.card = account instanceof Account.Card(_, _, _, var keys) ? new Isim(keys) : null;
        this.token = account instanceof Account.Web web ? web.token() : "";
    }

    void renew(String newToken) {
        token = newToken;
    }

    /** Why the last challenge came, or was not met; empty when nobody said. */
    String error() {
        return error;
    }

    /** Adds what proves who we are, as far as it is known what is wanted. */
    void sign(Edit<Request> request, String method, String uri) {
        switch (account) {
            case Account.Web _ ->
                    request.replace(
                            HeaderName.AUTHORIZATION, new Credentials.Bearer(token).format());
            case Account.Digest(_, var domain, var user, _) ->
                    sign(request, method, uri, new Name(user, domain, ""));
            case Account.Card(_, var domain, var impi, _) ->
                    sign(
                            request,
                            method,
                            uri,
                            new Name(impi, domain, DigestAlgorithm.AKAV2_SHA_256.token()));
            case Account.Nobody _ -> {}
        }
    }

    /** Who a user says to be before it is asked. */
    private record Name(String user, String domain, String algorithm) {}

    private void sign(Edit<Request> request, String method, String uri, Name name) {
        var asked = asked(method);
        var answer = asked.answer(name.user, method, uri);
        if (answer != null) {
            request.replace(asked.header(), answer.format());
        } else if (method.equals(Method.REGISTER)) { // TS 24.229 §5.1.1.2.2
            var blank =
                    Credentials.Digest.unchallenged(name.user, name.domain, uri, name.algorithm);
            request.replace(HeaderName.AUTHORIZATION, blank.format());
        }
    }

    private Asked asked(String method) {
        return method.equals(Method.REGISTER) ? registrar : others;
    }

    /**
     * Reads the challenges of a 401 or 407.
     *
     * @param again whether the request refused had been sent again already
     */
    Next challenged(Response response, boolean again) {
        boolean proxy = response.status() == 407;
        var header = proxy ? HeaderName.PROXY_AUTHORIZATION : HeaderName.AUTHORIZATION;
        var asked = asked(response.cseq().method());
        error = "";
        for (var challenge : challenges(response, proxy)) {
            switch (challenge) {
                case Challenge.Bearer bearer when account instanceof Account.Web web -> {
                    return bearer(bearer, web, again);
                }
                case Challenge.Digest digest
                        when account instanceof Account.Digest(_, _, _, var password)
                                && isOfPassword(digest) -> {
                    boolean hope = asked.password(digest, password, again, header);
                    return hope ? Next.RETRY : giveUp(asked, "");
                }
                case Challenge.Digest digest when card != null && isOfCard(digest) -> {
                    String wrong = asked.card(digest, card, again, header);
                    return wrong.isEmpty() ? Next.RETRY : giveUp(asked, wrong);
                }
                case Challenge.Bearer _, Challenge.Digest _, Challenge.Other _ -> {}
            }
        }
        return giveUp(asked, "no challenge that we can meet");
    }

    private Next bearer(Challenge.Bearer bearer, Account.Web web, boolean again) {
        error = bearer.error();
        if (!web.authorizationServers().contains(bearer.authzServer())) {
            error = "authorization server " + bearer.authzServer() + " is not ours";
            return Next.GIVE_UP; // RFC 8898 §5
        }
        return again ? Next.GIVE_UP : Next.TOKEN;
    }

    private Next giveUp(Asked asked, String why) {
        error = why;
        asked.forget();
        return Next.GIVE_UP;
    }

    /** Whether whoever accepted the REGISTER knows the password too, or does not claim so. */
    boolean accepted(Response response) {
        return registrar.accepted(response);
    }

    /** The REGISTER was refused for good; says more of it than the status does, or nothing. */
    String refused() {
        String why = registrar.isOfStranger() ? "the network has other keys for this card" : "";
        registrar.forget();
        return why;
    }

    private static boolean isOfPassword(Challenge.Digest digest) {
        var known = DigestAlgorithm.of(digest.algorithm());
        return known != null && known.isOfPassword();
    }

    private static boolean isOfCard(Challenge.Digest digest) {
        return DigestAlgorithm.of(digest.algorithm()) == DigestAlgorithm.AKAV2_SHA_256;
    }

    private static List<Challenge> challenges(Response response, boolean proxy) {
        var name = proxy ? HeaderName.PROXY_AUTHENTICATE : HeaderName.WWW_AUTHENTICATE;
        var out = new ArrayList<Challenge>();
        for (String value : response.headers(name)) {
            if (Challenge.decode(value) instanceof Decoded.Ok<Challenge>(var challenge)) {
                out.add(challenge);
            }
        }
        return out;
    }
}
