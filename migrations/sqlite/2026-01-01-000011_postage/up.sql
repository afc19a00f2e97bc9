-- What carriage costs. A tariff is a table of weight steps for one way between two zones, while a decision
-- holds; its steps are replaced as a whole.
CREATE TABLE tariffs (
    service TEXT NOT NULL,
    from_zone TEXT NOT NULL,
    to_zone TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT,
    vat_percent BIGINT NOT NULL,
    round_to BIGINT NOT NULL,
    decision TEXT NOT NULL,
    CONSTRAINT tariffs_pk PRIMARY KEY (service, from_zone, to_zone, valid_from),
    CONSTRAINT tariffs_period_forward CHECK (valid_until > valid_from)
);

-- A step has one of the two weights: up to so much, or for each further so much.
CREATE TABLE tariff_steps (
    service TEXT NOT NULL,
    from_zone TEXT NOT NULL,
    to_zone TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    step BIGINT NOT NULL,
    up_to_g BIGINT,
    each_further_g BIGINT,
    amount BIGINT NOT NULL,
    CONSTRAINT tariff_steps_pk PRIMARY KEY (service, from_zone, to_zone, valid_from, step),
    CONSTRAINT tariff_steps_tariff_fk FOREIGN KEY (service, from_zone, to_zone, valid_from)
        REFERENCES tariffs (service, from_zone, to_zone, valid_from),
    CONSTRAINT tariff_steps_weight_ck CHECK ((up_to_g IS NULL) <> (each_further_g IS NULL)),
    CONSTRAINT tariff_steps_amount_ck CHECK (amount >= 0)
);

CREATE TABLE reductions (
    category TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT,
    percent BIGINT NOT NULL,
    name_vi TEXT NOT NULL,
    name_en TEXT NOT NULL,
    proof TEXT NOT NULL,
    decision TEXT NOT NULL,
    CONSTRAINT reductions_pk PRIMARY KEY (category, valid_from),
    CONSTRAINT reductions_period_forward CHECK (valid_until > valid_from),
    CONSTRAINT reductions_percent_ck CHECK (percent BETWEEN 1 AND 100)
);

-- Where people transfer what they owe the post; point is a code, or * for every point without a row.
CREATE TABLE bank_accounts (
    point TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT,
    bank_bin TEXT NOT NULL,
    bank TEXT NOT NULL,
    account TEXT NOT NULL,
    holder TEXT NOT NULL,
    CONSTRAINT bank_accounts_pk PRIMARY KEY (point, valid_from),
    CONSTRAINT bank_accounts_period_forward CHECK (valid_until > valid_from)
);

-- The ledger: append only. debit and credit are summed from the postings by the statement that writes the
-- head, so the database itself refuses an entry that does not balance. number has no gaps. An entry is
-- taken back at most once. fingerprint is the SHA-256 of what was asked.
CREATE TABLE ledger_entries (
    number BIGINT NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    token_id TEXT NOT NULL,
    case_id TEXT,
    leg_id TEXT,
    agency TEXT,
    point TEXT,
    method TEXT,
    note TEXT,
    reverses TEXT,
    flags TEXT NOT NULL,
    basis TEXT,
    fingerprint BLOB NOT NULL,
    debit BIGINT NOT NULL,
    credit BIGINT NOT NULL,
    CONSTRAINT ledger_entries_pk PRIMARY KEY (number),
    CONSTRAINT ledger_entries_id_uq UNIQUE (id),
    CONSTRAINT ledger_entries_reverses_uq UNIQUE (reverses),
    CONSTRAINT ledger_entries_case_fk FOREIGN KEY (case_id) REFERENCES cases (id),
    CONSTRAINT ledger_entries_leg_fk FOREIGN KEY (leg_id) REFERENCES legs (id),
    CONSTRAINT ledger_entries_reverses_fk FOREIGN KEY (reverses) REFERENCES ledger_entries (id),
    CONSTRAINT ledger_entries_kind_ck CHECK ((kind = 'reversal') = (reverses IS NOT NULL)),
    CONSTRAINT ledger_entries_balance_ck CHECK (debit = credit AND debit >= 0)
);
CREATE INDEX ledger_entries_case_ix ON ledger_entries (case_id);
CREATE INDEX ledger_entries_leg_ix ON ledger_entries (leg_id);

-- Above zero into the account, below zero out of it. Written before the head that sums them, in the same
-- transaction; hence no foreign key to it.
CREATE TABLE ledger_postings (
    number BIGINT NOT NULL,
    line BIGINT NOT NULL,
    account TEXT NOT NULL,
    case_id TEXT,
    amount BIGINT NOT NULL,
    CONSTRAINT ledger_postings_pk PRIMARY KEY (number, line)
);
CREATE INDEX ledger_postings_account_ix ON ledger_postings (account, case_id);

INSERT INTO counters (name, value) VALUES ('ledger', 0);
INSERT INTO revisions (subject, value) VALUES ('prices', 0);
