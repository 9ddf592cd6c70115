package org.wicgate.dtls;

import java.util.Arrays;

/**
 * What the exporter gave for SRTP: client key, server key, client salt, server salt, one after
 * another (RFC 5764 §4.2). The owner wipes it as soon as its contexts are made.
 */
public final class SrtpKeys {
    private final ProtectionProfile profile;
    private final Role ownRole;
    private final String cipher;
    private final byte[] material;

    SrtpKeys(ProtectionProfile profile, Role ownRole, String cipher, byte[] material) {
        this.profile = profile;
        this.ownRole = ownRole;
        this.cipher = cipher;
        this.material = material;
    }

    /** What the keys are for. */
    public ProtectionProfile profile() {
        return profile;
    }

    /** Which of the keys are ours to protect with. */
    public Role ownRole() {
        return ownRole;
    }

    /** The cipher suite of the handshake that they came of, by its IANA name. */
    public String cipher() {
        return cipher;
    }

    /** The four parts; not a copy, so that who wipes it wipes everything. */
    public byte[] material() {
        return material;
    }

    /** Overwrites everything with zeros. */
    public void wipe() {
        Arrays.fill(material, (byte) 0);
    }

    @Override
    public String toString() {
        return "SrtpKeys[" + profile + "]";
    }
}
