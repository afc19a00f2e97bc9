-- Rolls of labels printed ahead of their parcels.
CREATE TABLE rolls (
    id TEXT NOT NULL,
    point TEXT,
    count BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    CONSTRAINT rolls_pk PRIMARY KEY (id),
    CONSTRAINT rolls_count_ck CHECK (count > 0)
);

-- The labels of a roll, by their place on it. Until one is bound its two codes belong to nothing that is
-- carried, and are not in `codes`; its row is what whoever binds it and whoever scans it lock.
CREATE TABLE blanks (
    qr TEXT NOT NULL,
    tracking TEXT NOT NULL,
    roll_id TEXT NOT NULL,
    place BIGINT NOT NULL,
    status TEXT NOT NULL,
    item_key BIGINT,
    decided_by TEXT,
    decided_at BIGINT,
    reason TEXT,
    CONSTRAINT blanks_pk PRIMARY KEY (qr),
    CONSTRAINT blanks_tracking_uq UNIQUE (tracking),
    CONSTRAINT blanks_place_uq UNIQUE (roll_id, place),
    CONSTRAINT blanks_roll_fk FOREIGN KEY (roll_id) REFERENCES rolls (id),
    CONSTRAINT blanks_item_fk FOREIGN KEY (item_key) REFERENCES items (item_key),
    CONSTRAINT blanks_status_ck CHECK (status IN ('free', 'bound', 'voided')),
    CONSTRAINT blanks_bound_ck CHECK ((status = 'bound') = (item_key IS NOT NULL))
);

-- Scans of a blank that was bound to nothing yet: set aside, and put on record by the binding itself.
CREATE TABLE waiting_scans (
    qr TEXT NOT NULL,
    scan_id BLOB NOT NULL,
    CONSTRAINT waiting_scans_pk PRIMARY KEY (qr, scan_id),
    CONSTRAINT waiting_scans_blank_fk FOREIGN KEY (qr) REFERENCES blanks (qr)
);
