package org.wicgate.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wicgate.app.Who.Scheme;

class WhoTest {
    @TempDir private Path folder = Path.of("");

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("users.csv"), text);
    }

    @Test
    void theWayFollowsFromTheValues() throws IOException {
        var all =
                Who.of(
                        file(
                                """
                                user,password,impi,impu,token,k,opc
                                alice,"secret, with a comma"
                                ,pass,carol@home,sip:carol@home

                                ,,dave@home,,,00,11
                                ,,,sip:erin@home,the.token
                                """),
                        7);
        assertEquals(4, all.size());
        assertEquals(Scheme.WEB, all.get(0).scheme());
        assertEquals("secret, with a comma", all.get(0).password());
        assertEquals(7, all.get(0).number());
        assertEquals(Scheme.DIGEST, all.get(1).scheme());
        assertEquals("sip:carol@home", all.get(1).impu());
        assertEquals(Scheme.AKA, all.get(2).scheme());
        assertEquals("dave@home", all.get(2).name());
        assertEquals(Scheme.TOKEN, all.get(3).scheme());
        assertEquals(10, all.get(3).number());
        assertFalse(all.toString().contains("secret"), all::toString);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|no line that names the columns: user,password,impi,impu,token,k,opc",
                "user,pin|:1: unknown column \"pin\"; there are user,password,impi,impu,token,k,opc",
                "user,password|no account in it",
                "user,password;a,b,c|:2: 3 values for 2 columns",
                "user,password;a,b;c|:3: wants token and impu, or impi with k and opc, or impi and"
                        + " password, or user and password",
            })
    void aFaultIsNamedWithItsLine(String lines, String fault) throws IOException {
        Path file = file(lines.replace(';', '\n'));
        var failure = assertThrows(Failure.class, () -> Who.of(file, 1));
        assertEquals(
                fault,
                String.valueOf(failure.getMessage())
                        .replace(file.toString(), "")
                        .strip()
                        .replaceFirst("^: ", ""));
    }
}
