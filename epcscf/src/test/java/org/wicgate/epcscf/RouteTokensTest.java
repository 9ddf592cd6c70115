package org.wicgate.epcscf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.wicgate.epcscf.RouteTokens.Kind;
import org.wicgate.epcscf.RouteTokens.Token;
import org.wicgate.sim.SeededEntropy;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Response;
import org.wicgate.sip.SipUri;

class RouteTokensTest {
    private final NodeKey key = NodeKey.fresh(new SeededEntropy(1));
    private final RouteTokens tokens = new RouteTokens(key);

    @Test
    void tokenSaysWhatWasSigned() {
        for (var kind : Kind.values()) {
            for (long id : new long[] {0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE}) {
                String text = tokens.sign(kind, 200, id);
                assertEquals(32, text.length());
                assertEquals(new Token(kind, 200, id), new RouteTokens(key).read(text));
            }
        }
    }

    @Test
    void everyChangedCharacterIsNoticed() {
        String text = tokens.sign(Kind.FLOW, 3, 42);
        for (int i = 0; i < text.length(); i++) {
            char other = text.charAt(i) == 'a' ? 'b' : 'a';
            assertNull(tokens.read(text.substring(0, i) + other + text.substring(i + 1)));
        }
        assertNull(tokens.read(""));
        assertNull(tokens.read(text + "a"));
        assertNull(tokens.read("alice"));
        assertNull(tokens.read(text.replace(text.charAt(0), 'A')));
    }

    @Test
    void tokenOfAnotherNodeIsNotRead() {
        var other = new RouteTokens(NodeKey.fresh(new SeededEntropy(2)));
        assertNull(other.read(tokens.sign(Kind.FLOW, 3, 42)));
    }

    @Test
    void tokenOfAnEarlierStartIsKnownAndLeadsNowhere() {
        var uri = SipUri.of(tokens.sign(Kind.FLOW, 3, 42), "192.0.2.60");
        var entropy = new SeededEntropy(3);
        var next = NodeKey.after(key.kept(), entropy);
        var again = new RouteTokens(next);
        assertNull(again.read(uri));
        assertTrue(again.isOfEarlierStart(uri));
        assertFalse(tokens.isOfEarlierStart(uri), "it is of this one");
        for (int i = 0; i < 8; i++) {
            assertTrue(new RouteTokens(next).isOfEarlierStart(uri));
            next = NodeKey.after(next.kept(), entropy);
        }
        assertFalse(new RouteTokens(next).isOfEarlierStart(uri), "eight are remembered");
        assertFalse(new RouteTokens(NodeKey.after(new byte[33], entropy)).isOfEarlierStart(uri));
    }

    @Test
    void shardIsKnownFromWhatComesOnMw() {
        var bench = new Bench(); // shard 3; its key is not ours
        new Calls(bench).register(1, "alice");
        var same = new RouteTokens(NodeKey.fresh(new SeededEntropy(1)));
        var invite = new Calls(bench).call();
        assertEquals(OptionalInt.of(3), same.shardOf(Response.to(invite, 200).build()));
        assertEquals(OptionalInt.empty(), tokens.shardOf(invite), "a Route of the core");
        var back = Calls.fromCallee("BYE", invite, 1, "");
        assertEquals(OptionalInt.of(3), same.shardOf(back));
        var direct = back.edit().remove(HeaderName.ROUTE).build();
        assertEquals(OptionalInt.empty(), same.shardOf(direct));
        assertEquals("NodeKey", key.toString());
    }
}
