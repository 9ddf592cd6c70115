-- What the five first migrations of SQLite amount to: from here on a number means the same in both folders.
-- Who may log in at the WWSF. The name is in lower case.
CREATE TABLE account (
    web_identity  TEXT PRIMARY KEY,
    password_hash TEXT NOT NULL
);

-- The subscriptions at the home network, for users and for the pool alike.
CREATE TABLE ims_identity (
    impi TEXT PRIMARY KEY
);

CREATE TABLE ims_impu (
    impi     TEXT    NOT NULL REFERENCES ims_identity (impi) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    impu     TEXT    NOT NULL,
    PRIMARY KEY (impi, position)
);

-- Scenario 2: which subscription a web identity speaks for.
CREATE TABLE account_identity (
    web_identity TEXT PRIMARY KEY REFERENCES account (web_identity) ON DELETE CASCADE,
    impi         TEXT NOT NULL REFERENCES ims_identity (impi)
);

-- Scenario 3: the identities that a WWSF lends. lent_until is in milliseconds since 1970.
CREATE TABLE pool_member (
    name       TEXT PRIMARY KEY,
    wwsf       TEXT    NOT NULL,
    impi       TEXT    NOT NULL UNIQUE REFERENCES ims_identity (impi),
    holder     TEXT    NOT NULL DEFAULT '',
    lent_until BIGINT  NOT NULL DEFAULT 0
);

CREATE INDEX pool_member_free ON pool_member (wwsf, lent_until, name);

-- Keys of the WAF and of eP-CSCFs, private JWKs, and when each was made: waf, waf-2, waf-3...
CREATE TABLE signing_key (
    purpose TEXT PRIMARY KEY,
    jwk     TEXT NOT NULL,
    made    BIGINT NOT NULL DEFAULT 0
);

-- Who is logged in at a WWSF, under the SHA-256 of the cookie's value. Times are in milliseconds since 1970.
CREATE TABLE web_session (
    hash         TEXT PRIMARY KEY,
    subject      TEXT    NOT NULL,
    pooled       INTEGER NOT NULL,
    name         TEXT    NOT NULL,
    ends         BIGINT  NOT NULL,
    token_expiry BIGINT  NOT NULL
);

CREATE INDEX web_session_ends ON web_session (ends);

-- Tokens and sessions that are dead before their time, until when that matters.
CREATE TABLE revoked (
    id      TEXT PRIMARY KEY,
    matters BIGINT  NOT NULL
);

-- Clients of the WAF: other WWSFs, and eP-CSCFs that introspect. Lists are separated by spaces. The secret is a SHA-256.
CREATE TABLE waf_client (
    id            TEXT PRIMARY KEY,
    title         TEXT    NOT NULL,
    secret_hash   TEXT    NOT NULL,
    redirect_uris TEXT    NOT NULL,
    origins       TEXT    NOT NULL,
    scope         TEXT    NOT NULL,
    grants        TEXT    NOT NULL,
    introspects   INTEGER NOT NULL
);

-- Users whom another WWSF authenticates itself, by its names for them.
CREATE TABLE wwsf_user (
    wwsf TEXT NOT NULL,
    name TEXT NOT NULL,
    impi TEXT NOT NULL REFERENCES ims_identity (impi),
    PRIMARY KEY (wwsf, name)
);

-- Authorization codes by their SHA-256. A subject is of kind user, pool or of (with its WWSF before a space).
CREATE TABLE waf_code (
    hash         TEXT PRIMARY KEY,
    client       TEXT    NOT NULL,
    redirect_uri TEXT    NOT NULL,
    challenge    TEXT    NOT NULL,
    subject_kind TEXT    NOT NULL,
    subject      TEXT    NOT NULL,
    scope        TEXT    NOT NULL,
    session      TEXT    NOT NULL,
    ends         BIGINT  NOT NULL,
    used         INTEGER NOT NULL DEFAULT 0
);

CREATE INDEX waf_code_ends ON waf_code (ends);

-- Refresh tokens: a family, and the SHA-256 of the one that is good.
CREATE TABLE waf_family (
    id           TEXT PRIMARY KEY,
    hash         TEXT    NOT NULL,
    client       TEXT    NOT NULL,
    subject_kind TEXT    NOT NULL,
    subject      TEXT    NOT NULL,
    scope        TEXT    NOT NULL,
    session      TEXT    NOT NULL,
    ends         BIGINT  NOT NULL
);

CREATE INDEX waf_family_ends ON waf_family (ends);
CREATE INDEX waf_family_session ON waf_family (session);
CREATE INDEX waf_family_subject ON waf_family (subject_kind, subject);

-- Devices that wait for a person (RFC 8628). State is pending, allowed or denied.
CREATE TABLE waf_device (
    hash             TEXT PRIMARY KEY,
    user_code        TEXT    NOT NULL UNIQUE,
    client           TEXT    NOT NULL,
    scope            TEXT    NOT NULL,
    ends             BIGINT  NOT NULL,
    interval_seconds INTEGER NOT NULL,
    asked            BIGINT  NOT NULL,
    state            TEXT    NOT NULL,
    subject_kind     TEXT    NOT NULL DEFAULT '',
    subject          TEXT    NOT NULL DEFAULT ''
);

CREATE INDEX waf_device_ends ON waf_device (ends);
