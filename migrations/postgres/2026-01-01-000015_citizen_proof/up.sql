-- Keys that nothing outside holds, by what they are for: slips, from which the second code of every slip
-- follows. Each is drawn once, by the first program that needs it.
CREATE TABLE secrets (
    name TEXT NOT NULL,
    value BYTEA NOT NULL,
    CONSTRAINT secrets_pk PRIMARY KEY (name)
);

-- A browser that proved a right to see more of a leg. fingerprint is the SHA-256 of what the cookie holds.
CREATE TABLE proofs (
    fingerprint BYTEA NOT NULL,
    leg_id TEXT NOT NULL,
    until BIGINT NOT NULL,
    CONSTRAINT proofs_pk PRIMARY KEY (fingerprint, leg_id),
    CONSTRAINT proofs_leg_fk FOREIGN KEY (leg_id) REFERENCES legs (id)
);
-- For the sweep.
CREATE INDEX proofs_until_ix ON proofs (until);

-- What the receiver of a leg asked for before its delivery; the last one holds. kind is day, proxy, point or
-- withdrawn. proxy is a row of persons that can be erased, hence no foreign key. token_id is empty where the
-- citizen asked by the page.
CREATE TABLE wishes (
    leg_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    day TEXT,
    proxy TEXT,
    point TEXT,
    token_id TEXT,
    recorded_at BIGINT NOT NULL,
    CONSTRAINT wishes_pk PRIMARY KEY (leg_id, number),
    CONSTRAINT wishes_leg_fk FOREIGN KEY (leg_id) REFERENCES legs (id)
);
