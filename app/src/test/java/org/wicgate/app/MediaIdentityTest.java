package org.wicgate.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.wicgate.sim.SeededEntropy;

class MediaIdentityTest {
    /** The library that comes with the program is for this processor (decision 0401). */
    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
    void theCertificateStaysWhenTheNativeLibraryHasBeenLoaded() {
        var later = new ArrayList<Runnable>();
        var identity = MediaIdentity.create(new SeededEntropy(1), later::add);
        var first = identity.current();
        assertSame(first, identity.current(), "a start does not wait for it");

        later.removeFirst().run();
        assertNotSame(first, identity.current(), "the native library was not taken");
        assertEquals(first.fingerprint(), identity.current().fingerprint());
    }
}
