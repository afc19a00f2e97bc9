-- Who signs in. password is an argon2id string with its own salt; places is a JSON array. A one-time
-- password is good until one_time_until and must be changed before anything else.
CREATE TABLE users (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    places TEXT NOT NULL,
    password TEXT NOT NULL,
    one_time_until BIGINT,
    created_at BIGINT NOT NULL,
    signed_in_at BIGINT,
    disabled_at BIGINT,
    CONSTRAINT users_pk PRIMARY KEY (id),
    CONSTRAINT users_name_uq UNIQUE (name)
);

-- One sign-in on one device. fingerprint is the SHA-256 of what the cookie holds, which is kept nowhere.
CREATE TABLE sessions (
    fingerprint BYTEA NOT NULL,
    id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    device TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    CONSTRAINT sessions_pk PRIMARY KEY (fingerprint),
    CONSTRAINT sessions_id_uq UNIQUE (id),
    CONSTRAINT sessions_user_fk FOREIGN KEY (user_id) REFERENCES users (id)
);
CREATE INDEX sessions_user_ix ON sessions (user_id);

-- Devices on which a user has signed in before; the cookie's secret by its SHA-256.
CREATE TABLE known_devices (
    fingerprint BYTEA NOT NULL,
    user_id TEXT NOT NULL,
    seen_at BIGINT NOT NULL,
    CONSTRAINT known_devices_pk PRIMARY KEY (fingerprint, user_id),
    CONSTRAINT known_devices_user_fk FOREIGN KEY (user_id) REFERENCES users (id)
);

-- Failed sign-ins by what they are counted on (a device, an account at an address, …), named by a
-- SHA-256: no address is kept. Rows nobody has added to for a day are swept away.
CREATE TABLE sign_in_failures (
    counted_on BYTEA NOT NULL,
    failures BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    CONSTRAINT sign_in_failures_pk PRIMARY KEY (counted_on)
);
-- For the sweep.
CREATE INDEX sign_in_failures_last_ix ON sign_in_failures (last_at);

-- Who saw whose details when, on which page; never the details.
CREATE TABLE access_log (
    id TEXT NOT NULL,
    at BIGINT NOT NULL,
    token_id TEXT NOT NULL,
    page TEXT NOT NULL,
    case_id TEXT NOT NULL,
    parcel_id TEXT,
    person_id TEXT NOT NULL,
    CONSTRAINT access_log_pk PRIMARY KEY (id)
);
-- "Who looked at this case?" is the question after a complaint.
CREATE INDEX access_log_case_ix ON access_log (case_id);

-- "What lies here?" is the first question of a counter's day.
CREATE INDEX heads_custodian_point_ix ON heads (custodian_point);
