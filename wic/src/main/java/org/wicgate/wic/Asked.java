package org.wicgate.wic;

import org.jspecify.annotations.Nullable;
import org.wicgate.aka.AkaChallenge;
import org.wicgate.aka.Isim;
import org.wicgate.base.Decoded;
import org.wicgate.base.Entropy;
import org.wicgate.sip.AuthenticationInfo;
import org.wicgate.sip.Challenge;
import org.wicgate.sip.Credentials;
import org.wicgate.sip.DigestAlgorithm;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Response;

/**
 * What one server has asked for last, and the answers to it: with a password, or with a card (TS
 * 24.229 §5.1.1.5).
 */
final class Asked {
    /** TS 24.229 §5.1.1.5.3: "only respond to two consecutive invalid challenges". */
    private static final int MOST_INVALID = 2;

    /** How a challenge is answered. */
    private sealed interface Answer {
        /** There is no challenge yet. */
        record None() implements Answer {}

        record Password(Challenge.Digest challenge, String password) implements Answer {
            @Override
            public String toString() {
                return "Password";
            }
        }

        /** The card found it stale. */
        record Lost(Challenge.Digest challenge, String auts) implements Answer {}

        /** The card does not know who asks. */
        record Stranger(Challenge.Digest challenge) implements Answer {}
    }

    private final Entropy entropy;
    private Answer answer = new Answer.None();
    private HeaderName header = HeaderName.AUTHORIZATION;
    private Credentials.@Nullable Digest sent;
    private int count;
    private int invalid;

    Asked(Entropy entropy) {
        this.entropy = entropy;
    }

    /** Where the answer goes. */
    HeaderName header() {
        return header;
    }

    /** The answer for this request; null when nothing has been asked. */
    Credentials.@Nullable Digest answer(String username, String method, String uri) {
        return switch (answer) {
            case Answer.None _ -> null;
            case Answer.Password(var challenge, var password) -> {
                String cnonce = entropy.token(16);
                sent = challenge.answer(username, password, method, uri, cnonce, ++count);
                yield sent;
            }
            case Answer.Lost(var challenge, var auts) ->
                    challenge.resynchronise(username, method, uri, entropy.token(16), auts);
            case Answer.Stranger(var challenge) -> challenge.refuse(username, uri);
        };
    }

    /**
     * Takes a challenge for a password.
     *
     * @param again whether the request had been sent again already
     * @return whether there is an answer that has not been refused yet
     */
    boolean password(Challenge.Digest challenge, String password, boolean again, HeaderName name) {
        boolean refused = answer instanceof Answer.Password && again && !challenge.stale();
        take(new Answer.Password(challenge, password), name);
        return !refused;
    }

    /**
     * Takes a challenge for a card.
     *
     * @return why there is no answer, or empty
     */
    String card(Challenge.Digest challenge, Isim card, boolean again, HeaderName name) {
        return switch (AkaChallenge.decode(challenge.nonce())) {
            case Decoded.Malformed<AkaChallenge>(var why) -> why;
            case Decoded.Ok<AkaChallenge>(var aka) ->
                    switch (card.answer(aka)) {
                        case Isim.Answer.Agreed(var agreement) -> {
                            invalid = 0;
                            boolean first = password(challenge, agreement.password(), again, name);
                            yield first ? "" : "the card's answer was refused";
                        }
                        case Isim.Answer.MacFailure _ ->
                                invalid(
                                        new Answer.Stranger(challenge),
                                        name,
                                        "the network has other keys for this card (MAC)");
                        case Isim.Answer.SyncFailure(var auts) ->
                                invalid(
                                        new Answer.Lost(challenge, auts),
                                        name,
                                        "the network does not follow the card's sequence");
                    };
        };
    }

    /** Whether the last challenge came from somebody whom the card does not know. */
    boolean isOfStranger() {
        return answer instanceof Answer.Stranger;
    }

    private String invalid(Answer next, HeaderName name, String why) {
        invalid++;
        take(next, name);
        return invalid > MOST_INVALID ? why : "";
    }

    private void take(Answer next, HeaderName name) {
        answer = next;
        header = name;
        sent = null;
        count = 0;
    }

    /** There was a final refusal: the next attempt begins anew. */
    void forget() {
        take(new Answer.None(), HeaderName.AUTHORIZATION);
        invalid = 0;
    }

    /**
     * Reads the answer to a request that was accepted: the next nonce, and whether the server knows
     * the password too (RFC 7616 §3.5).
     *
     * @return false when it tried to prove that, and could not
     */
    boolean accepted(Response response) {
        String value = response.header(HeaderName.AUTHENTICATION_INFO);
        if (value == null
                || sent == null
                || !(answer instanceof Answer.Password(var challenge, var password))
                || !(AuthenticationInfo.decode(value)
                        instanceof Decoded.Ok<AuthenticationInfo>(var info))) {
            return true;
        }
        var algorithm = DigestAlgorithm.of(challenge.algorithm());
        if (algorithm == null
                || !info.answers(sent, algorithm.ha1(sent.username(), sent.realm(), password))) {
            return false;
        }
        boolean next = !info.nextNonce().isEmpty() && algorithm.isOfPassword();
        if (next) {
            take(new Answer.Password(challenge.with(info.nextNonce()), password), header);
        }
        return true;
    }
}
