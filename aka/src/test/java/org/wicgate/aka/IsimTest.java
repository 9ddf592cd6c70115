package org.wicgate.aka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.aka.AuthenticationCentre.Vector;
import org.wicgate.aka.Isim.Answer;
import org.wicgate.base.Decoded;
import org.wicgate.sim.SeededEntropy;

/** A card and an authentication centre together: TS 33.102 §6.3 and Annex C. */
class IsimTest {
    private static final String K = "465b5ce8b199b49faa5f0a2ee238a6bc";
    private static final String OPC = "cd63cb71954a9f4e48a5994e37a02baf";

    private final Isim isim = new Isim(keys(K, OPC));
    private final AuthenticationCentre centre = centre();

    private static AuthenticationCentre centre() {
        return new AuthenticationCentre(keys(K, OPC), new SeededEntropy(1));
    }

    private static Keys keys(String k, String opc) {
        return ((Decoded.Ok<Keys>) Keys.ofHex(k, opc)).value();
    }

    private static String password(Answer answer) {
        return assertInstanceOf(Answer.Agreed.class, answer).agreement().password();
    }

    private static String auts(Answer answer) {
        return assertInstanceOf(Answer.SyncFailure.class, answer).auts();
    }

    /** What Python's hmac makes of TS 35.208 test set 1. */
    @Test
    void thePasswordIsThePrfOfResIkCk() {
        var hex = HexFormat.of();
        var agreement =
                Agreement.of(
                        hex.parseHex("a54211d5e3ba50bf"),
                        hex.parseHex("f769bcd751044604127672711c6d3441"),
                        hex.parseHex("b40ba9a3c58b2a05bbf0d987b21bf8cb"));
        assertEquals("wpC+5dv/7kC35JEI2hluv8XcBd+vf8XcfedJBan1buk=", agreement.password());
    }

    @Test
    void opMakesTheSameKeysAsOpc() {
        var hex = HexFormat.of();
        var keys = Keys.ofOp(hex.parseHex(K), hex.parseHex("cdc202d5123e20f62b6d676ac72cb318"));
        assertEquals(OPC, hex.formatHex(keys.opc()));
    }

    @Test
    void bothEndsAgreeEveryTime() {
        for (int n = 0; n < 100; n++) {
            var vector = centre.next();
            var nonce = AkaChallenge.decode(vector.challenge().nonce());
            assertEquals(new Decoded.Ok<>(vector.challenge()), nonce);
            assertEquals(vector.expected().password(), password(isim.answer(vector.challenge())));
        }
    }

    @Test
    void aReplayIsASyncFailure() {
        var vector = centre.next();
        password(isim.answer(vector.challenge()));
        auts(isim.answer(vector.challenge()));
    }

    /** TS 33.102 §C.2.2: vectors that overtake each other are good, each once. */
    @Test
    void vectorsMayComeOutOfOrderWithinTheRows() {
        var vectors = new ArrayList<Vector>();
        for (int n = 0; n < SequenceNumber.ROWS; n++) {
            vectors.add(centre.next());
        }
        for (var vector : vectors.reversed()) {
            password(isim.answer(vector.challenge()));
        }
        for (var vector : vectors) {
            auts(isim.answer(vector.challenge()));
        }
    }

    @Test
    void aVectorOlderThanItsRowIsStale() {
        var first = centre.next();
        for (int n = 0; n < SequenceNumber.ROWS; n++) {
            password(isim.answer(centre.next().challenge()));
        }
        auts(isim.answer(first.challenge()));
    }

    /** TS 33.102 §C.2.1: a jump of more than Δ = 2^28. */
    @Test
    void aJumpTooFarAheadIsRefused() {
        auts(isim.answer(centre(1L << 28).next().challenge()));
        password(isim.answer(centre((1L << 28) - 1).next().challenge()));
        password(isim.answer(centre(1L << 28).next().challenge()));
    }

    private static AuthenticationCentre centre(long seq) {
        return new AuthenticationCentre(keys(K, OPC), new SeededEntropy(1), seq);
    }

    @Test
    void aCentreThatLostItsSequenceGoesOnFromTheCard() {
        for (int n = 0; n < 70; n++) {
            password(isim.answer(centre.next().challenge()));
        }
        var restarted = new AuthenticationCentre(keys(K, OPC), new SeededEntropy(2));
        var stale = restarted.next().challenge();
        String auts = auts(isim.answer(stale));
        assertTrue(restarted.resynchronise(stale, auts));
        var vector = restarted.next();
        assertEquals(vector.expected().password(), password(isim.answer(vector.challenge())));
    }

    @Test
    void autsOfAnotherChallengeOrMadeUpChangesNothing() {
        for (int n = 0; n < 3; n++) {
            password(isim.answer(centre.next().challenge()));
        }
        var restarted = new AuthenticationCentre(keys(K, OPC), new SeededEntropy(2));
        var stale = restarted.next().challenge();
        String good = auts(isim.answer(stale));
        byte[] bent = Base64.getDecoder().decode(good);
        bent[13] ^= 1;
        var encoder = Base64.getEncoder();
        for (String bad :
                List.of(
                        "",
                        "no base64!",
                        encoder.encodeToString(bent),
                        encoder.encodeToString(Arrays.copyOf(bent, 13)),
                        encoder.encodeToString(Arrays.copyOf(bent, 15)))) {
            assertFalse(restarted.resynchronise(stale, bad), bad);
        }
        assertFalse(restarted.resynchronise(restarted.next().challenge(), good));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "465b5ce8b199b49faa5f0a2ee238a6bd " + OPC,
                K + " cd63cb71954a9f4e48a5994e37a02bae"
            })
    void anotherKeyIsAMacFailure(String pair) {
        String[] both = pair.split(" ", -1);
        var stranger = new AuthenticationCentre(keys(both[0], both[1]), new SeededEntropy(1));
        assertInstanceOf(Answer.MacFailure.class, isim.answer(stranger.next().challenge()));
    }

    @Test
    void everyBitOfAChallengeIsProtected() {
        var challenge = centre.next().challenge();
        for (int bit = 0; bit < 256; bit++) {
            byte[] rand = challenge.rand();
            byte[] autn = challenge.autn();
            byte[] bent = bit < 128 ? rand : autn;
            bent[bit % 128 / 8] ^= (byte) (1 << (bit % 8));
            assertInstanceOf(
                    Answer.MacFailure.class, isim.answer(new AkaChallenge(rand, autn)), "" + bit);
        }
        password(isim.answer(challenge));
    }

    @Test
    void aNonceMayCarryMoreAndNotLess() {
        byte[] all = new byte[40];
        var encoder = Base64.getEncoder();
        assertInstanceOf(Decoded.Ok.class, AkaChallenge.decode(encoder.encodeToString(all)));
        for (String bad : List.of("", "n1", "%%%%", encoder.encodeToString(new byte[31]))) {
            assertInstanceOf(Decoded.Malformed.class, AkaChallenge.decode(bad), bad);
        }
    }

    @Test
    void nothingSecretHasAText() {
        var vector = centre.next();
        var answer = isim.answer(vector.challenge());
        String all =
                String.join(
                        " ",
                        keys(K, OPC).toString(),
                        isim.toString(),
                        centre.toString(),
                        vector.toString(),
                        answer.toString());
        assertEquals(
                "Keys Isim AuthenticationCentre"
                        + " Vector[challenge=AkaChallenge, expected=Agreement]"
                        + " Agreed[agreement=Agreement]",
                all);
        for (String bad : List.of("", K + "0", K.replace('4', 'g'))) {
            var why = assertInstanceOf(Decoded.Malformed.class, Keys.ofHex(bad, OPC)).why();
            assertEquals("K is not 32 hexadecimal digits", why);
        }
    }
}
