-- Who may log in at the WWSF. The name is in lower case.
CREATE TABLE account (
    web_identity  TEXT PRIMARY KEY,
    password_hash TEXT NOT NULL
) STRICT;

-- The subscriptions at the home network, for users and for the pool alike.
CREATE TABLE ims_identity (
    impi TEXT PRIMARY KEY
) STRICT;

CREATE TABLE ims_impu (
    impi     TEXT    NOT NULL REFERENCES ims_identity (impi) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    impu     TEXT    NOT NULL,
    PRIMARY KEY (impi, position)
) STRICT, WITHOUT ROWID;

-- Scenario 2: which subscription a web identity speaks for.
CREATE TABLE account_identity (
    web_identity TEXT PRIMARY KEY REFERENCES account (web_identity) ON DELETE CASCADE,
    impi         TEXT NOT NULL REFERENCES ims_identity (impi)
) STRICT;

-- Scenario 3: the identities that a WWSF lends. lent_until is in milliseconds since 1970.
CREATE TABLE pool_member (
    name       TEXT PRIMARY KEY,
    wwsf       TEXT    NOT NULL,
    impi       TEXT    NOT NULL UNIQUE REFERENCES ims_identity (impi),
    holder     TEXT    NOT NULL DEFAULT '',
    lent_until INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX pool_member_free ON pool_member (wwsf, lent_until);

-- The WAF's key, a private JWK. At most one for each purpose.
CREATE TABLE signing_key (
    purpose TEXT PRIMARY KEY,
    jwk     TEXT NOT NULL
) STRICT;
