-- The catalogue by date: a procedure, its papers, its fees and the postal lists are each kept as they were
-- published from a day on. What the tables of before hold is carried over; they had no days of their own, so
-- their procedures and papers hold since ever (1900-01-01). `procedures`, `procedure_papers` and
-- `postal_listings` stay for a program of before that still runs beside; a later release removes them.
CREATE TABLE catalogue_procedures (
    code TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT,
    name TEXT NOT NULL,
    field TEXT NOT NULL,
    levels TEXT NOT NULL,
    agency TEXT,
    time_amount BIGINT,
    time_unit TEXT,
    direct TEXT,
    online TEXT,
    post TEXT,
    fee_kind TEXT,
    fee_from BIGINT,
    fee_to BIGINT,
    ministry TEXT,
    kind TEXT,
    subjects TEXT,
    result TEXT,
    decision TEXT,
    url TEXT,
    CONSTRAINT catalogue_procedures_pk PRIMARY KEY (code, valid_from),
    CONSTRAINT catalogue_procedures_period_forward CHECK (valid_until > valid_from),
    CONSTRAINT catalogue_procedures_time_whole CHECK ((time_amount IS NULL) = (time_unit IS NULL))
);

CREATE TABLE catalogue_paper_lists (
    procedure_code TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT,
    CONSTRAINT catalogue_paper_lists_pk PRIMARY KEY (procedure_code, valid_from),
    CONSTRAINT catalogue_paper_lists_period_forward CHECK (valid_until > valid_from)
);

CREATE TABLE catalogue_papers (
    procedure_code TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    seq BIGINT NOT NULL,
    name TEXT NOT NULL,
    template TEXT,
    originals BIGINT NOT NULL,
    copies BIGINT NOT NULL,
    CONSTRAINT catalogue_papers_pk PRIMARY KEY (procedure_code, valid_from, seq),
    CONSTRAINT catalogue_papers_list_fk FOREIGN KEY (procedure_code, valid_from)
        REFERENCES catalogue_paper_lists (procedure_code, valid_from)
);

CREATE TABLE catalogue_fee_lists (
    procedure_code TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT,
    CONSTRAINT catalogue_fee_lists_pk PRIMARY KEY (procedure_code, valid_from),
    CONSTRAINT catalogue_fee_lists_period_forward CHECK (valid_until > valid_from)
);

CREATE TABLE catalogue_fees (
    procedure_code TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    seq BIGINT NOT NULL,
    name TEXT NOT NULL,
    class TEXT NOT NULL,
    channel TEXT,
    kind TEXT NOT NULL,
    amount_from BIGINT,
    amount_to BIGINT,
    basis TEXT,
    CONSTRAINT catalogue_fees_pk PRIMARY KEY (procedure_code, valid_from, seq),
    CONSTRAINT catalogue_fees_list_fk FOREIGN KEY (procedure_code, valid_from)
        REFERENCES catalogue_fee_lists (procedure_code, valid_from)
);

-- No foreign key to a procedure: a published list may name a code that the catalogue does not know.
CREATE TABLE catalogue_listings (
    procedure_code TEXT NOT NULL,
    direction TEXT NOT NULL,
    level TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT,
    name TEXT,
    decision TEXT NOT NULL,
    CONSTRAINT catalogue_listings_pk PRIMARY KEY (procedure_code, direction, level, valid_from),
    CONSTRAINT catalogue_listings_period_forward CHECK (valid_until > valid_from)
);

-- The heads of lists that were imported as a whole: a list holds until the next of its level and direction,
-- whichever of the two was imported first.
CREATE TABLE catalogue_lists (
    direction TEXT NOT NULL,
    level TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT,
    decision TEXT NOT NULL,
    CONSTRAINT catalogue_lists_pk PRIMARY KEY (direction, level, valid_from),
    CONSTRAINT catalogue_lists_period_forward CHECK (valid_until > valid_from)
);

-- What people call a state of the catalogue: a decision and its day. Who noted it and when is unknown of
-- those that were imported before versions were noted.
CREATE TABLE catalogue_versions (
    name TEXT NOT NULL,
    day TEXT NOT NULL,
    noted_at BIGINT,
    noted_by TEXT,
    CONSTRAINT catalogue_versions_pk PRIMARY KEY (name, day),
    CONSTRAINT catalogue_versions_noted_whole CHECK ((noted_at IS NULL) = (noted_by IS NULL))
);

INSERT INTO catalogue_procedures (
    code, valid_from, name, field, levels, agency, time_amount, time_unit
) SELECT code, '1900-01-01', name, field, level, agency, time_amount, time_unit FROM procedures;
INSERT INTO catalogue_paper_lists (procedure_code, valid_from)
    SELECT DISTINCT procedure_code, '1900-01-01' FROM procedure_papers;
INSERT INTO catalogue_papers (
    procedure_code, valid_from, seq, name, template, originals, copies
) SELECT procedure_code, '1900-01-01', seq, name, template, originals, copies FROM procedure_papers;
INSERT INTO catalogue_listings (
    procedure_code, direction, level, valid_from, valid_until, decision
) SELECT procedure_code, direction, level, valid_from, valid_until, decision FROM postal_listings;
INSERT INTO catalogue_versions (name, day) SELECT DISTINCT decision, valid_from FROM postal_listings;
UPDATE revisions SET value = value + 1 WHERE subject = 'catalogue';
