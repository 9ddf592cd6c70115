package org.wicgate.dtls;

import java.util.Arrays;

/**
 * The SRTP master keys and salts of one association, in the roles of the handshake (RFC 5764 §4.2).
 * The owner wipes them as soon as its contexts are made.
 */
public final class SrtpKeys {
    private final ProtectionProfile profile;
    private final byte[] clientKey;
    private final byte[] serverKey;
    private final byte[] clientSalt;
    private final byte[] serverSalt;

    private SrtpKeys(ProtectionProfile profile, byte[] exported) {
        int key = profile.keyLength();
        int salt = profile.saltLength();
        this.profile = profile;
        clientKey = Arrays.copyOfRange(exported, 0, key);
        serverKey = Arrays.copyOfRange(exported, key, 2 * key);
        clientSalt = Arrays.copyOfRange(exported, 2 * key, 2 * key + salt);
        serverSalt = Arrays.copyOfRange(exported, 2 * key + salt, 2 * key + 2 * salt);
    }

    /**
     * Cuts the exporter's output: client key, server key, client salt, server salt (RFC 5764 §4.2).
     */
    static SrtpKeys split(ProtectionProfile profile, byte[] exported) {
        return new SrtpKeys(profile, exported);
    }

    /** What the keys are for. */
    public ProtectionProfile profile() {
        return profile;
    }

    /** The master key with which the side in {@code role} protects; not a copy. */
    public byte[] key(Role role) {
        return switch (role) {
            case CLIENT -> clientKey;
            case SERVER -> serverKey;
        };
    }

    /** The master salt with which the side in {@code role} protects; not a copy. */
    public byte[] salt(Role role) {
        return switch (role) {
            case CLIENT -> clientSalt;
            case SERVER -> serverSalt;
        };
    }

    /** Overwrites everything with zeros. */
    public void wipe() {
        Arrays.fill(clientKey, (byte) 0);
        Arrays.fill(serverKey, (byte) 0);
        Arrays.fill(clientSalt, (byte) 0);
        Arrays.fill(serverSalt, (byte) 0);
    }

    @Override
    public String toString() {
        return "SrtpKeys[" + profile + "]";
    }
}
