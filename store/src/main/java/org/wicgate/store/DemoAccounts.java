package org.wicgate.store;

import java.util.List;
import org.wicgate.base.Entropy;
import org.wicgate.waf.ImsIdentity;
import org.wicgate.wwsf.Account;
import org.wicgate.wwsf.PasswordHash;

/**
 * The accounts that the demo promises: alice and bob on the web, and a pool of guests. Their
 * passwords are their names: for loopback only.
 */
public final class DemoAccounts {
    /** guest-1 to guest-20. */
    public static final int GUESTS = 20;

    private static final List<String> USERS = List.of("alice", "bob");

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
    }

    private static ImsIdentity identity(String name, String domain) {
        return new ImsIdentity(name + "@" + domain, List.of("sip:" + name + "@" + domain));
    }
}
