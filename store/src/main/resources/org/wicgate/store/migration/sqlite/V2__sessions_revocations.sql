-- Who is logged in at a WWSF, under the SHA-256 of the cookie's value. Times are in milliseconds since 1970.
CREATE TABLE web_session (
    hash         TEXT PRIMARY KEY,
    subject      TEXT    NOT NULL,
    pooled       INTEGER NOT NULL,
    name         TEXT    NOT NULL,
    ends         INTEGER NOT NULL,
    token_expiry INTEGER NOT NULL
) STRICT;

CREATE INDEX web_session_ends ON web_session (ends);

-- Tokens and sessions that are dead before their time, until when that matters.
CREATE TABLE revoked (
    id      TEXT PRIMARY KEY,
    matters INTEGER NOT NULL
) STRICT;
