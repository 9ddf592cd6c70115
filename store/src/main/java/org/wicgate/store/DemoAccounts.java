package org.wicgate.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.wicgate.base.Entropy;
import org.wicgate.waf.ImsIdentity;
import org.wicgate.wwsf.Account;
import org.wicgate.wwsf.PasswordHash;

/**
 * The accounts that the demo promises: alice and bob on the web, carol with SIP digest, a pool of
 * guests. Their passwords are their names: for loopback only.
 */
public final class DemoAccounts {
    /** guest-1 to guest-20. */
    public static final int GUESTS = 20;

    private static final List<String> USERS = List.of("alice", "bob");
    private static final String PHONE = "carol";

    private DemoAccounts() {}

    /** Adds those that are not there yet; what was changed since stays changed. */
    public static void seed(Store store, String homeDomain, String wwsf, Entropy entropy) {
        var accounts = store.accounts();
        for (String name : USERS) {
            if (accounts.find(name) == null) {
                var account = new Account(name, PasswordHash.of(name, entropy));
                accounts.addUser(account, identity(name, homeDomain));
            }
        }
        for (int i = 1; i <= GUESTS; i++) {
            String name = "guest-" + i;
            accounts.addPoolMember(wwsf, name, identity(name, homeDomain));
        }
        var carol = identity(PHONE, homeDomain);
        store.digests()
                .add(new DigestAccount(carol, homeDomain, ha1(carol.impi(), homeDomain, PHONE)));
    }

    private static ImsIdentity identity(String name, String domain) {
        return new ImsIdentity(name + "@" + domain, List.of("sip:" + name + "@" + domain));
    }

    private static String ha1(String username, String realm, String password) {
        try {
            var md5 = MessageDigest.getInstance("MD5");
            var text = username + ":" + realm + ":" + password;
            return HexFormat.of().formatHex(md5.digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no MD5", e);
        }
    }
}
