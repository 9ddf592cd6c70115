package org.wicgate.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.wicgate.waf.ImsIdentity;

/** The table {@code sip_digest}. */
public final class SqlDigests {
    private record Line(String impi, String realm, String ha1, String impu) {}

    private final Database database;

    SqlDigests(Database database) {
        this.database = database;
    }

    /** All subscribers with SIP digest. */
    public List<DigestAccount> all() {
        var lines =
                database.query(
                        """
                        SELECT d.impi, d.realm, d.ha1, i.impu
                        FROM sip_digest d JOIN ims_impu i ON i.impi = d.impi
                        ORDER BY d.impi, i.position
                        """,
                        row ->
                                new Line(
                                        row.getString(1),
                                        row.getString(2),
                                        row.getString(3),
                                        row.getString(4)));
        var byImpi = new LinkedHashMap<String, List<Line>>();
        lines.forEach(l -> byImpi.computeIfAbsent(l.impi, _ -> new ArrayList<>()).add(l));
        return byImpi.values().stream().map(SqlDigests::account).toList();
    }

    private static DigestAccount account(List<Line> lines) {
        var first = lines.getFirst();
        var identity = new ImsIdentity(first.impi, lines.stream().map(Line::impu).toList());
        return new DigestAccount(identity, first.realm, first.ha1);
    }

    /** Adds a subscriber; one with that IMPI stays as they are. */
    public void add(DigestAccount account) {
        database.together(c -> {
            SqlAccounts.addIdentity(c, account.identity());
            Database.change(
                    c,
                    """
                    INSERT INTO sip_digest (impi, realm, ha1) VALUES (?, ?, ?)
                    ON CONFLICT DO NOTHING
                    """,
                    account.identity().impi(),
                    account.realm(),
                    account.ha1());
        });
    }
}
