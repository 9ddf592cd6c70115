-- Clients that sign in place of having a secret: their public keys, a JWK set; and which of their signed words were used, until these end.
ALTER TABLE waf_client ADD COLUMN jwks TEXT NOT NULL DEFAULT '';

CREATE TABLE waf_assertion (
    hash TEXT PRIMARY KEY,
    ends BIGINT NOT NULL
);

CREATE INDEX waf_assertion_ends ON waf_assertion (ends);
