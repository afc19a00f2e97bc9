-- What custody knows of an item before its first scan. Written once, when it is registered.
CREATE TABLE subjects (
    item_key BIGINT NOT NULL,
    case_id TEXT,
    origin TEXT NOT NULL,
    bound_for TEXT,
    papers TEXT NOT NULL,
    CONSTRAINT subjects_pk PRIMARY KEY (item_key),
    CONSTRAINT subjects_item_fk FOREIGN KEY (item_key) REFERENCES items (item_key)
);

-- Where each item stands now: derived from its events, in the same transaction. `version` counts the
-- events; this row is what writers lock.
CREATE TABLE heads (
    item_key BIGINT NOT NULL,
    version BIGINT NOT NULL,
    state TEXT NOT NULL,
    custodian TEXT NOT NULL,
    custodian_point TEXT,
    carrier BIGINT,
    changed_at BIGINT NOT NULL,
    CONSTRAINT heads_pk PRIMARY KEY (item_key),
    CONSTRAINT heads_subject_fk FOREIGN KEY (item_key) REFERENCES subjects (item_key)
);

-- The custody log: append only. Clustered by item, so that one timeline is one range read.
CREATE TABLE events (
    item_key BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    scan_id BYTEA NOT NULL,
    action TEXT NOT NULL,
    effective_at BIGINT NOT NULL,
    happened_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    clock_ahead BOOLEAN NOT NULL,
    at_point TEXT NOT NULL,
    capacity TEXT NOT NULL,
    token_id TEXT NOT NULL,
    role TEXT NOT NULL,
    carrier BIGINT,
    detail TEXT NOT NULL,
    CONSTRAINT events_pk PRIMARY KEY (item_key, sequence)
);

-- Every scan that was answered, by the id its device gave it: what makes sending again harmless.
CREATE TABLE scans (
    scan_id BYTEA NOT NULL,
    fingerprint BYTEA NOT NULL,
    outcome TEXT NOT NULL,
    item_key BIGINT,
    recorded_at BIGINT NOT NULL,
    CONSTRAINT scans_pk PRIMARY KEY (scan_id),
    CONSTRAINT scans_outcome_ck CHECK (outcome IN ('recorded', 'set_aside'))
);

-- Scans that could not be put on an item, with all that was read, until a person matches or closes them.
CREATE TABLE set_aside_scans (
    scan_id BYTEA NOT NULL,
    reason TEXT NOT NULL,
    body TEXT NOT NULL,
    at_point TEXT NOT NULL,
    token_id TEXT NOT NULL,
    role TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    status TEXT NOT NULL,
    decided_at BIGINT,
    decided_by TEXT,
    note TEXT,
    CONSTRAINT set_aside_scans_pk PRIMARY KEY (scan_id),
    CONSTRAINT set_aside_scans_status_ck CHECK (status IN ('open', 'matched', 'closed'))
);

-- Scans refused because their id was known with other content: both stay visible.
CREATE TABLE conflicting_scans (
    scan_id BYTEA NOT NULL,
    fingerprint BYTEA NOT NULL,
    body TEXT NOT NULL,
    token_id TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    CONSTRAINT conflicting_scans_pk PRIMARY KEY (scan_id, fingerprint)
);

-- When an item lay in which bag or run: derived.
CREATE TABLE containments (
    item_key BIGINT NOT NULL,
    carrier BIGINT NOT NULL,
    from_at BIGINT NOT NULL,
    until_at BIGINT,
    CONSTRAINT containments_pk PRIMARY KEY (item_key, carrier, from_at)
);
CREATE INDEX containments_carrier_ix ON containments (carrier);

-- What is odd: derived. A row that is derived no longer is closed, not removed.
CREATE TABLE anomalies (
    anomaly_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    item_key BIGINT NOT NULL,
    scan_id BYTEA NOT NULL,
    effective_at BIGINT NOT NULL,
    owner TEXT NOT NULL,
    owner_point TEXT,
    expected TEXT,
    found TEXT,
    last_right TEXT,
    explained BOOLEAN NOT NULL,
    explained_by BYTEA,
    raised_at BIGINT NOT NULL,
    CONSTRAINT anomalies_pk PRIMARY KEY (anomaly_id)
);
CREATE INDEX anomalies_item_ix ON anomalies (item_key);
CREATE INDEX anomalies_raised_ix ON anomalies (raised_at, anomaly_id);

-- What a person decided about an anomaly: append only.
CREATE TABLE anomaly_decisions (
    anomaly_id TEXT NOT NULL,
    decided_at BIGINT NOT NULL,
    token_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    CONSTRAINT anomaly_decisions_pk PRIMARY KEY (anomaly_id, decided_at, token_id)
);

-- What the cases were told. Positions come from one counter row that stays locked until the commit, so
-- they become visible in order and a cursor never skips.
CREATE TABLE facts (
    position BIGINT NOT NULL,
    case_id TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    kind TEXT NOT NULL,
    agency TEXT NOT NULL,
    case_code TEXT NOT NULL,
    effective_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    item_key BIGINT,
    scan_id BYTEA,
    supersedes BIGINT,
    data TEXT NOT NULL,
    CONSTRAINT facts_pk PRIMARY KEY (position),
    CONSTRAINT facts_case_sequence_uq UNIQUE (case_id, sequence)
);
