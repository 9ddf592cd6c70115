package org.wicgate.wwsf;

/**
 * A user of the web side.
 *
 * @param webIdentity the name to log in with, in lower case
 * @param passwordHash as {@link PasswordHash} writes it; anything else matches no password
 */
public record Account(String webIdentity, String passwordHash) {
    @Override
    public String toString() {
        return "Account[" + webIdentity + "]";
    }
}
