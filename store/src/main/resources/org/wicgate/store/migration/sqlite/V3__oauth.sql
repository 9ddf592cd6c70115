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
) STRICT;

-- Users whom another WWSF authenticates itself, by its names for them.
CREATE TABLE wwsf_user (
    wwsf TEXT NOT NULL,
    name TEXT NOT NULL,
    impi TEXT NOT NULL REFERENCES ims_identity (impi),
    PRIMARY KEY (wwsf, name)
) STRICT;

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
    ends         INTEGER NOT NULL,
    used         INTEGER NOT NULL DEFAULT 0
) STRICT;

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
    ends         INTEGER NOT NULL
) STRICT;

CREATE INDEX waf_family_ends ON waf_family (ends);
CREATE INDEX waf_family_session ON waf_family (session);
CREATE INDEX waf_family_subject ON waf_family (subject_kind, subject);

-- Devices that wait for a person (RFC 8628). State is pending, allowed or denied.
CREATE TABLE waf_device (
    hash             TEXT PRIMARY KEY,
    user_code        TEXT    NOT NULL UNIQUE,
    client           TEXT    NOT NULL,
    scope            TEXT    NOT NULL,
    ends             INTEGER NOT NULL,
    interval_seconds INTEGER NOT NULL,
    asked            INTEGER NOT NULL,
    state            TEXT    NOT NULL,
    subject_kind     TEXT    NOT NULL DEFAULT '',
    subject          TEXT    NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX waf_device_ends ON waf_device (ends);
