package org.wicgate.wwsf;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often one may try in vain: by account name (whether it exists or not) and by address. An
 * attempt is charged before the password is looked at, so that many at once gain nothing, and given
 * back when it was right. Each table is bounded; when it is full, who was quiet for longest is
 * forgotten.
 */
final class LoginLimits {
    static final int PER_ACCOUNT = 10;
    static final Duration WINDOW = Duration.ofMinutes(5);
    static final int MAX_ENTRIES = 10_000;

    private record Attempts(int count, Instant windowEnd) {}

    private final int perAddress;
    private final Map<String, Attempts> byAccount = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, Attempts> byAddress = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * With a limit of its own for addresses.
     *
     * @param perAddress in a window; a company behind one address needs more than a household
     */
    LoginLimits(int perAddress) {
        this.perAddress = perAddress;
    }

    /** Charges an attempt; gives how long to wait when it is not to be made, else zero. */
    Duration charge(String account, InetAddress from, Instant now) {
        String block = block(from);
        var wait = longer(wait(byAccount, account, PER_ACCOUNT, now), waitFor(block, now));
        if (wait.isZero()) {
            add(byAccount, account, now);
            add(byAddress, block, now);
        }
        return wait;
    }

    /** Likewise when there is no account. */
    Duration charge(InetAddress from, Instant now) {
        String block = block(from);
        var wait = waitFor(block, now);
        if (wait.isZero()) {
            add(byAddress, block, now);
        }
        return wait;
    }

    /** How long this address has to wait; zero when it need not. */
    Duration waitFor(InetAddress from, Instant now) {
        return waitFor(block(from), now);
    }

    /** The attempt was right: the account starts afresh, the address gets this one back. */
    void succeeded(String account, InetAddress from) {
        byAccount.remove(account);
        takeBack(byAddress, block(from));
    }

    /** Nobody could say whether it was right: neither account nor address has made it. */
    void giveBack(String account, InetAddress from) {
        takeBack(byAccount, account);
        takeBack(byAddress, block(from));
    }

    private static void takeBack(Map<String, Attempts> table, String key) {
        table.computeIfPresent(
                key, (_, a) -> a.count > 1 ? new Attempts(a.count - 1, a.windowEnd) : null);
    }

    int size() {
        return byAccount.size() + byAddress.size();
    }

    private Duration waitFor(String block, Instant now) {
        return wait(byAddress, block, perAddress, now);
    }

    private static Duration wait(Map<String, Attempts> table, String key, int limit, Instant now) {
        var attempts = table.get(key);
        if (attempts == null || attempts.count < limit || !now.isBefore(attempts.windowEnd)) {
            return Duration.ZERO;
        }
        return Duration.between(now, attempts.windowEnd);
    }

    private static void add(Map<String, Attempts> table, String key, Instant now) {
        table.merge(
                key,
                new Attempts(1, now.plus(WINDOW)),
                (before, first) ->
                        now.isBefore(before.windowEnd)
                                ? new Attempts(before.count + 1, before.windowEnd)
                                : first);
        if (table.size() > MAX_ENTRIES) {
            table.remove(table.keySet().iterator().next());
        }
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    /**
     * One IPv4 address, or the /64 of an IPv6 address: a household has that many to choose from.
     */
    private static String block(InetAddress address) {
        byte[] bytes = address.getAddress();
        var text = new StringBuilder();
        for (int i = 0; i < (bytes.length == 16 ? 8 : bytes.length); i++) {
            text.append(Integer.toHexString(bytes[i] & 0xFF)).append('.');
        }
        return text.toString();
    }
}
