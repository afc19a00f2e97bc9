-- Counters that are drawn from inside a transaction: item keys, positions of the feed.
CREATE TABLE counters (
    name TEXT NOT NULL,
    value BIGINT NOT NULL,
    CONSTRAINT counters_pk PRIMARY KEY (name)
);
INSERT INTO counters (name, value) VALUES ('item', 0), ('feed', 0);

-- Personal data, and nothing else: a row can be erased and nothing that refers to it breaks, which is
-- why no foreign key points here.
CREATE TABLE persons (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    phone TEXT,
    address TEXT NOT NULL,
    unit TEXT,
    written_at BIGINT NOT NULL,
    CONSTRAINT persons_pk PRIMARY KEY (id)
);

-- last_sequence is the number of the last fact told about the case; who writes facts locks this row.
CREATE TABLE cases (
    id TEXT NOT NULL,
    code TEXT NOT NULL,
    as_of BIGINT NOT NULL,
    procedure_code TEXT NOT NULL,
    agency TEXT NOT NULL,
    channel BIGINT NOT NULL,
    status BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    due_at BIGINT,
    applicant TEXT NOT NULL,
    last_sequence BIGINT DEFAULT 0 NOT NULL,
    CONSTRAINT cases_pk PRIMARY KEY (id),
    CONSTRAINT cases_code_uq UNIQUE (code),
    CONSTRAINT cases_channel_ck CHECK (channel BETWEEN 1 AND 3),
    CONSTRAINT cases_status_ck CHECK (status BETWEEN 1 AND 10)
);

-- An end is a point or a person. A delivery collects originals at most once, hence legs_opened_by_uq.
CREATE TABLE legs (
    id TEXT NOT NULL,
    case_id TEXT NOT NULL,
    service TEXT NOT NULL,
    direction TEXT NOT NULL,
    from_point TEXT,
    from_person TEXT,
    to_point TEXT,
    to_person TEXT,
    opened_by TEXT,
    pickup_from BIGINT,
    pickup_until BIGINT,
    ordered_at BIGINT NOT NULL,
    CONSTRAINT legs_pk PRIMARY KEY (id),
    CONSTRAINT legs_case_fk FOREIGN KEY (case_id) REFERENCES cases (id),
    CONSTRAINT legs_opened_by_fk FOREIGN KEY (opened_by) REFERENCES legs (id),
    CONSTRAINT legs_opened_by_uq UNIQUE (opened_by),
    CONSTRAINT legs_from_ck CHECK ((from_point IS NULL) <> (from_person IS NULL)),
    CONSTRAINT legs_to_ck CHECK ((to_point IS NULL) <> (to_person IS NULL)),
    CONSTRAINT legs_pickup_ck CHECK ((pickup_from IS NULL) = (pickup_until IS NULL))
);
CREATE INDEX legs_case_ix ON legs (case_id);

-- Everything that has custody, under the small key by which the custody log names it.
CREATE TABLE items (
    item_key BIGINT NOT NULL,
    kind TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    CONSTRAINT items_pk PRIMARY KEY (item_key),
    CONSTRAINT items_kind_ck CHECK (kind IN ('parcel', 'bag', 'run'))
);

-- One look-up for whatever is scanned, in the form base::codes::scanned gives it. Only a tracking number
-- is reusable: after two years it may be bound to another parcel.
CREATE TABLE codes (
    code TEXT NOT NULL,
    item_key BIGINT NOT NULL,
    kind TEXT NOT NULL,
    reusable BOOLEAN NOT NULL,
    bound_at BIGINT NOT NULL,
    CONSTRAINT codes_pk PRIMARY KEY (code),
    CONSTRAINT codes_item_fk FOREIGN KEY (item_key) REFERENCES items (item_key)
);

-- papers is the list as JSON.
CREATE TABLE parcels (
    item_key BIGINT NOT NULL,
    id TEXT NOT NULL,
    tracking TEXT NOT NULL,
    qr TEXT NOT NULL,
    leg_id TEXT NOT NULL,
    papers TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    CONSTRAINT parcels_pk PRIMARY KEY (item_key),
    CONSTRAINT parcels_id_uq UNIQUE (id),
    CONSTRAINT parcels_leg_uq UNIQUE (leg_id),
    CONSTRAINT parcels_item_fk FOREIGN KEY (item_key) REFERENCES items (item_key),
    CONSTRAINT parcels_leg_fk FOREIGN KEY (leg_id) REFERENCES legs (id)
);

CREATE TABLE bags (
    item_key BIGINT NOT NULL,
    id TEXT NOT NULL,
    code TEXT NOT NULL,
    qr TEXT NOT NULL,
    from_point TEXT NOT NULL,
    to_point TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    CONSTRAINT bags_pk PRIMARY KEY (item_key),
    CONSTRAINT bags_id_uq UNIQUE (id),
    CONSTRAINT bags_item_fk FOREIGN KEY (item_key) REFERENCES items (item_key)
);

CREATE TABLE runs (
    item_key BIGINT NOT NULL,
    id TEXT NOT NULL,
    code TEXT NOT NULL,
    route TEXT NOT NULL,
    date TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    CONSTRAINT runs_pk PRIMARY KEY (item_key),
    CONSTRAINT runs_id_uq UNIQUE (id),
    CONSTRAINT runs_item_fk FOREIGN KEY (item_key) REFERENCES items (item_key)
);

-- fingerprint is the SHA-256 of the secret, which itself is kept nowhere; places is a JSON array.
CREATE TABLE tokens (
    id TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    places TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    revoked_at BIGINT,
    CONSTRAINT tokens_pk PRIMARY KEY (id),
    CONSTRAINT tokens_fingerprint_uq UNIQUE (fingerprint)
);

-- Serials [first, until) of tracking numbers; next is the one to be drawn. Drawing locks the row.
CREATE TABLE number_ranges (
    prefix TEXT NOT NULL,
    first BIGINT NOT NULL,
    next BIGINT NOT NULL,
    until BIGINT NOT NULL,
    warned BOOLEAN NOT NULL,
    CONSTRAINT number_ranges_pk PRIMARY KEY (prefix),
    CONSTRAINT number_ranges_ck CHECK (first <= next AND next <= until)
);
