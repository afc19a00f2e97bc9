-- How many times the charge is paid at the least for a parcel that was lost or damaged, while a decision holds.
CREATE TABLE compensation_rates (
    harm TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT,
    times BIGINT NOT NULL,
    decision TEXT NOT NULL,
    CONSTRAINT compensation_rates_pk PRIMARY KEY (harm, valid_from),
    CONSTRAINT compensation_rates_period_forward CHECK (valid_until > valid_from),
    CONSTRAINT compensation_rates_times_ck CHECK (times > 0)
);

-- One record of liability for each parcel and kind of harm. What stands here follows from the last of its readings
-- and stages, and is here to be listed by. id is derived from parcel and harm. answers is the point that has to
-- answer for it.
CREATE TABLE liabilities (
    id TEXT NOT NULL,
    item_key BIGINT NOT NULL,
    harm TEXT NOT NULL,
    stage TEXT NOT NULL,
    readings BIGINT NOT NULL,
    stands BOOLEAN NOT NULL,
    answers TEXT,
    opened_at BIGINT NOT NULL,
    due_at BIGINT,
    CONSTRAINT liabilities_pk PRIMARY KEY (id),
    CONSTRAINT liabilities_item_uq UNIQUE (item_key, harm)
);
-- What somebody still has to do.
CREATE INDEX liabilities_open_ix ON liabilities (opened_at) WHERE stage IN ('opened', 'fixed');

-- What the custody log said of the harm, each time it said something else: who had the parcel, from when to when.
-- Rows are added and never changed. held_by is empty where the log says no longer that there was harm.
CREATE TABLE liability_readings (
    liability_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    scan_id BLOB,
    harmed_at BIGINT,
    held_by TEXT,
    held_from BIGINT,
    held_until BIGINT,
    answers TEXT,
    accepted_at BIGINT,
    undone_by BLOB,
    CONSTRAINT liability_readings_pk PRIMARY KEY (liability_id, number),
    CONSTRAINT liability_readings_liability_fk FOREIGN KEY (liability_id) REFERENCES liabilities (id)
);

-- What was decided and done about it: added, never changed. token_id is empty where the log itself opened it;
-- reading is the one it was decided by.
CREATE TABLE liability_stages (
    liability_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    stage TEXT NOT NULL,
    at BIGINT NOT NULL,
    token_id TEXT,
    reason TEXT,
    reading BIGINT NOT NULL,
    amount BIGINT,
    charge BIGINT,
    times BIGINT,
    due_at BIGINT,
    point TEXT,
    entry_id TEXT,
    CONSTRAINT liability_stages_pk PRIMARY KEY (liability_id, number),
    CONSTRAINT liability_stages_liability_fk FOREIGN KEY (liability_id) REFERENCES liabilities (id),
    CONSTRAINT liability_stages_entry_fk FOREIGN KEY (entry_id) REFERENCES ledger_entries (id),
    CONSTRAINT liability_stages_amount_ck CHECK (amount >= 0)
);

-- Complaints about a leg's carriage. token_id is empty where the citizen filed it on the page. far says that the
-- leg goes from one province to another. answers is the point that has to answer, until due_at; stage is open,
-- answered or withdrawn, by the last row of complaint_answers.
CREATE TABLE complaints (
    id TEXT NOT NULL,
    leg_id TEXT NOT NULL,
    item_key BIGINT NOT NULL,
    kind TEXT NOT NULL,
    via TEXT NOT NULL,
    token_id TEXT,
    filed_at BIGINT NOT NULL,
    far BOOLEAN NOT NULL,
    answers TEXT NOT NULL,
    due_at BIGINT,
    stage TEXT NOT NULL,
    CONSTRAINT complaints_pk PRIMARY KEY (id),
    CONSTRAINT complaints_leg_fk FOREIGN KEY (leg_id) REFERENCES legs (id)
);
CREATE INDEX complaints_item_ix ON complaints (item_key);
-- What still waits for an answer.
CREATE INDEX complaints_open_ix ON complaints (filed_at) WHERE stage = 'open';

-- The words of a complaint, in a row that can be erased: people write of themselves and of others.
CREATE TABLE complaint_words (
    complaint_id TEXT NOT NULL,
    words TEXT NOT NULL,
    CONSTRAINT complaint_words_pk PRIMARY KEY (complaint_id),
    CONSTRAINT complaint_words_complaint_fk FOREIGN KEY (complaint_id) REFERENCES complaints (id)
);

-- Answers, and the complainant's own withdrawal, which has no words: added, never changed.
CREATE TABLE complaint_answers (
    complaint_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    words TEXT,
    at BIGINT NOT NULL,
    token_id TEXT,
    CONSTRAINT complaint_answers_pk PRIMARY KEY (complaint_id, number),
    CONSTRAINT complaint_answers_complaint_fk FOREIGN KEY (complaint_id) REFERENCES complaints (id)
);

-- Anomalies that no scan explains: what a desk works off. All others are history.
CREATE INDEX anomalies_open_ix ON anomalies (raised_at) WHERE NOT explained;
