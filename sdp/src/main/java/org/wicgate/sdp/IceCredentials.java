package org.wicgate.sdp;

/**
 * The short-term credentials of ICE (RFC 8839 §5.4).
 *
 * @param ufrag 4 to 256 characters
 * @param password 22 to 256 characters: a secret, never logged
 */
public record IceCredentials(String ufrag, String password) {
    /** Whether both have the lengths and characters of RFC 8839 §5.4. */
    public boolean isValid() {
        return isIceText(ufrag, 4) && isIceText(password, 22);
    }

    private static boolean isIceText(String text, int shortest) {
        return text.length() >= shortest
                && text.length() <= 256
                && text.chars().allMatch(IceCredentials::isIceChar);
    }

    private static boolean isIceChar(int c) {
        return c < 128 && (Character.isLetterOrDigit(c) || c == '+' || c == '/');
    }

    @Override
    public String toString() {
        return "IceCredentials[" + ufrag + "]";
    }
}
