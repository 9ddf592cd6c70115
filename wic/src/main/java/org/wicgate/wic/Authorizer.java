package org.wicgate.wic;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;
import org.wicgate.base.Entropy;
import org.wicgate.sip.Challenge;
import org.wicgate.sip.Credentials;
import org.wicgate.sip.DigestAlgorithm;
import org.wicgate.sip.Edit;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;

/**
 * Puts credentials into requests: a web identity's token into every one (TS 24.371 §7.2.1), a
 * phone's digest into those after a challenge (RFC 3261 §22).
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
    private final Entropy entropy;
    private String token;
    private Challenge.@Nullable Digest asked;
    private HeaderName header = HeaderName.AUTHORIZATION;
    private int count;
    private String error = "";

    Authorizer(Account account, Entropy entropy) {
        this.account = account;
        this.entropy = entropy;
        this.token = account instanceof Account.Web web ? web.token() : "";
    }

    void renew(String newToken) {
        token = newToken;
    }

    /** Why the last challenge came; empty when it did not say. */
    String error() {
        return error;
    }

    /** Adds what proves who we are, as far as it is known what is wanted. */
    void sign(Edit<Request> request, String method, String uri) {
        switch (account) {
            case Account.Web _ ->
                    request.replace(
                            HeaderName.AUTHORIZATION, new Credentials.Bearer(token).format());
            case Account.Digest digest -> {
                var proof = prove(digest, method, uri);
                if (proof != null) {
                    request.replace(header, proof.format());
                }
            }
            case Account.Nobody _ -> {}
        }
    }

    private Credentials.@Nullable Digest prove(Account.Digest who, String method, String uri) {
        if (asked == null) {
            return null;
        }
        count++;
        return asked.answer(who.user(), who.password(), method, uri, entropy.token(16), count);
    }

    /**
     * Reads the challenges of a 401 or 407.
     *
     * @param again whether the request refused had been sent again already
     */
    Next challenged(Response response, boolean again) {
        boolean proxy = response.status() == 407;
        header = proxy ? HeaderName.PROXY_AUTHORIZATION : HeaderName.AUTHORIZATION;
        for (var challenge : challenges(response, proxy)) {
            switch (challenge) {
                case Challenge.Bearer bearer when account instanceof Account.Web web -> {
                    error = bearer.error();
                    if (!web.authorizationServers().contains(bearer.authzServer())) {
                        error = "authorization server " + bearer.authzServer() + " is not ours";
                        return Next.GIVE_UP; // RFC 8898 §5
                    }
                    return again ? Next.GIVE_UP : Next.TOKEN;
                }
                case Challenge.Digest digest
                        when account instanceof Account.Digest && isOfPassword(digest) -> {
                    boolean wrong = asked != null && again && !digest.stale();
                    asked = digest;
                    count = 0;
                    return wrong ? Next.GIVE_UP : Next.RETRY;
                }
                case Challenge.Bearer _, Challenge.Digest _, Challenge.Other _ -> {}
            }
        }
        error = "no challenge that we can meet";
        return Next.GIVE_UP;
    }

    private static boolean isOfPassword(Challenge.Digest digest) {
        var known = DigestAlgorithm.of(digest.algorithm());
        return known != null && known.isOfPassword();
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
