package org.wicgate.aka;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** TS 35.208 §4: all twenty test sets, every function. */
class MilenageTest {
    private static final HexFormat HEX = HexFormat.of();

    @ParameterizedTest(name = "test set {0}")
    @CsvFileSource(resources = "/ts35208.csv", numLinesToSkip = 1)
    void theConformanceData(
            int set,
            String k,
            String rand,
            String sqn,
            String amf,
            String op,
            String opc,
            String f1,
            String f1Star,
            String f2,
            String f3,
            String f4,
            String f5,
            String f5Star) {
        assertEquals(opc, HEX.formatHex(Milenage.opc(bytes(k), bytes(op))), "OPc");
        var milenage = new Milenage(bytes(k), bytes(opc));
        byte[] macA = milenage.macA(bytes(rand), bytes(sqn), bytes(amf));
        assertEquals(f1, HEX.formatHex(macA), "f1");
        byte[] macS = milenage.macS(bytes(rand), bytes(sqn), bytes(amf));
        assertEquals(f1Star, HEX.formatHex(macS), "f1*");
        assertEquals(f2, HEX.formatHex(milenage.res(bytes(rand))), "f2");
        assertEquals(f3, HEX.formatHex(milenage.ck(bytes(rand))), "f3");
        assertEquals(f4, HEX.formatHex(milenage.ik(bytes(rand))), "f4");
        assertEquals(f5, HEX.formatHex(milenage.ak(bytes(rand))), "f5");
        assertEquals(f5Star, HEX.formatHex(milenage.akStar(bytes(rand))), "f5*");
    }

    private static byte[] bytes(String hex) {
        return HEX.parseHex(hex);
    }
}
