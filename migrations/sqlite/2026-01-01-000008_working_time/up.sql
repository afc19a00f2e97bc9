-- Whether a day stands by law or decision, or is expected. Until this release the text of the decision
-- alone said so, by its first word.
ALTER TABLE calendar_days ADD COLUMN basis TEXT DEFAULT 'rule' NOT NULL;
UPDATE calendar_days SET basis = 'estimate' WHERE decision LIKE 'Dự kiến%';

-- Working weeks of an audience. What a named audience leaves empty is as it is above it.
CREATE TABLE working_weeks (
    audience TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT,
    hours TEXT,
    half_day_until TEXT,
    cut_off TEXT,
    decision TEXT NOT NULL,
    CONSTRAINT working_weeks_pk PRIMARY KEY (audience, valid_from),
    CONSTRAINT working_weeks_period_forward CHECK (valid_until > valid_from)
);

-- How long the post may take from zone to zone; the zones are patterns.
CREATE TABLE transit_targets (
    service TEXT NOT NULL,
    from_zone TEXT NOT NULL,
    to_zone TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT,
    amount BIGINT NOT NULL,
    unit TEXT NOT NULL,
    decision TEXT NOT NULL,
    CONSTRAINT transit_targets_pk PRIMARY KEY (service, from_zone, to_zone, valid_from),
    CONSTRAINT transit_targets_period_forward CHECK (valid_until > valid_from)
);

-- Times that hold for cases of every procedure.
CREATE TABLE case_limits (
    name TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT,
    amount BIGINT NOT NULL,
    unit TEXT NOT NULL,
    decision TEXT NOT NULL,
    CONSTRAINT case_limits_pk PRIMARY KEY (name, valid_from),
    CONSTRAINT case_limits_period_forward CHECK (valid_until > valid_from)
);

-- Every status a case was told to have, as of when: the clock stands while a supplement or a payment is
-- awaited. Of the time before this release only the status held is known.
CREATE TABLE case_statuses (
    case_id TEXT NOT NULL,
    as_of BIGINT NOT NULL,
    status BIGINT NOT NULL,
    CONSTRAINT case_statuses_pk PRIMARY KEY (case_id, as_of),
    CONSTRAINT case_statuses_case_fk FOREIGN KEY (case_id) REFERENCES cases (id),
    CONSTRAINT case_statuses_status_ck CHECK (status BETWEEN 1 AND 10)
);
INSERT INTO case_statuses (case_id, as_of, status) SELECT id, as_of, status FROM cases;
