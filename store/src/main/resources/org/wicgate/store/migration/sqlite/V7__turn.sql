-- A row to change first in a transaction that must be alone, in all programs on this database: who gives a new user an identity.
CREATE TABLE turn (
    name  TEXT PRIMARY KEY,
    taken INTEGER NOT NULL
) STRICT;

INSERT INTO turn (name, taken) VALUES ('known_users', 0);
