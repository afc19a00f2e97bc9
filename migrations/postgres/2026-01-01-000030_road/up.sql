-- A phone on which somebody who signed in once scans on the road. fingerprint is the SHA-256 of what the phone shows,
-- which is kept nowhere; key is the public half of a key pair that never leaves the phone. seen_at is its last contact,
-- to the minute: three days later, or from lapsed_at on, its person must sign in again; from ended_at on it is revoked.
CREATE TABLE phones (
    id TEXT NOT NULL,
    fingerprint BYTEA NOT NULL,
    user_id TEXT NOT NULL,
    name TEXT NOT NULL,
    places TEXT NOT NULL,
    key_x TEXT NOT NULL,
    key_y TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    signed_in_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    lapsed_at BIGINT,
    ended_at BIGINT,
    ended_by TEXT,
    CONSTRAINT phones_pk PRIMARY KEY (id),
    CONSTRAINT phones_fingerprint_uq UNIQUE (fingerprint),
    CONSTRAINT phones_user_fk FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT phones_ended_ck CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);
CREATE INDEX phones_user_ix ON phones (user_id);

-- What is to be called for at persons' addresses, by the end of the time for it.
CREATE INDEX legs_pickup_ix ON legs (pickup_until) WHERE pickup_until IS NOT NULL;

-- Photos and signatures, at most 300 KB each, under the id that the phone gave: scans name it. May be there before the
-- scan that names it, and after.
CREATE TABLE evidence (
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    content BYTEA NOT NULL,
    token_id TEXT NOT NULL,
    kept_at BIGINT NOT NULL,
    CONSTRAINT evidence_pk PRIMARY KEY (id),
    CONSTRAINT evidence_kind_ck CHECK (kind IN ('image/jpeg', 'image/png', 'image/webp')),
    CONSTRAINT evidence_size_ck CHECK (length(content) <= 307200)
);

-- What was taken in on the road, with a label that was printed ahead, under the id that the phone gave. asked is all of
-- it but the person, who stands in a row that can be erased; made is what became of it, none while its case is waited
-- for. fingerprint tells whether the same is sent again.
CREATE TABLE road_acceptances (
    id TEXT NOT NULL,
    fingerprint BYTEA NOT NULL,
    case_code TEXT,
    asked TEXT NOT NULL,
    person_id TEXT,
    token_id TEXT NOT NULL,
    role TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    made TEXT,
    CONSTRAINT road_acceptances_pk PRIMARY KEY (id),
    CONSTRAINT road_acceptances_waiting_ck CHECK (made IS NOT NULL OR case_code IS NOT NULL)
);
CREATE INDEX road_acceptances_waiting_ix ON road_acceptances (case_code) WHERE made IS NULL;
