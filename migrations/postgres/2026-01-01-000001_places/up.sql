-- Places, working days and procedures: what is imported from files. A place is a code and the day it came
-- into force like this; no foreign key can name a period, so the imports check what refers to what.
CREATE TABLE units (
    code TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT,
    name TEXT NOT NULL,
    level TEXT NOT NULL,
    kind TEXT NOT NULL,
    parent TEXT,
    lat DOUBLE PRECISION,
    lon DOUBLE PRECISION,
    CONSTRAINT units_pk PRIMARY KEY (code, valid_from),
    CONSTRAINT units_period_forward CHECK (valid_until > valid_from),
    CONSTRAINT units_position_whole CHECK ((lat IS NULL) = (lon IS NULL))
);

CREATE TABLE successions (
    old_code TEXT NOT NULL,
    new_code TEXT NOT NULL,
    changed_on TEXT NOT NULL,
    relation TEXT NOT NULL,
    is_default BOOLEAN NOT NULL,
    CONSTRAINT successions_pk PRIMARY KEY (old_code, changed_on, new_code)
);

CREATE TABLE points (
    code TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    unit TEXT NOT NULL,
    lat DOUBLE PRECISION,
    lon DOUBLE PRECISION,
    hours TEXT NOT NULL,
    roles TEXT NOT NULL,
    agency TEXT,
    successor TEXT,
    CONSTRAINT points_pk PRIMARY KEY (code, valid_from),
    CONSTRAINT points_period_forward CHECK (valid_until > valid_from),
    CONSTRAINT points_position_whole CHECK ((lat IS NULL) = (lon IS NULL))
);

CREATE TABLE routes (
    code TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT,
    name TEXT NOT NULL,
    CONSTRAINT routes_pk PRIMARY KEY (code, valid_from),
    CONSTRAINT routes_period_forward CHECK (valid_until > valid_from)
);

CREATE TABLE route_stops (
    route TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    seq BIGINT NOT NULL,
    point TEXT NOT NULL,
    CONSTRAINT route_stops_pk PRIMARY KEY (route, valid_from, seq),
    CONSTRAINT route_stops_route_fk FOREIGN KEY (route, valid_from)
        REFERENCES routes (code, valid_from)
);

CREATE TABLE calendar_days (
    day TEXT NOT NULL,
    audience TEXT NOT NULL,
    kind TEXT NOT NULL,
    name_vi TEXT NOT NULL,
    name_en TEXT NOT NULL,
    decision TEXT NOT NULL,
    CONSTRAINT calendar_days_pk PRIMARY KEY (day, audience)
);

CREATE TABLE procedures (
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    field TEXT NOT NULL,
    level TEXT NOT NULL,
    agency TEXT NOT NULL,
    time_amount BIGINT,
    time_unit TEXT,
    CONSTRAINT procedures_pk PRIMARY KEY (code),
    CONSTRAINT procedures_time_whole CHECK ((time_amount IS NULL) = (time_unit IS NULL))
);

CREATE TABLE procedure_papers (
    procedure_code TEXT NOT NULL,
    seq BIGINT NOT NULL,
    name TEXT NOT NULL,
    template TEXT,
    originals BIGINT NOT NULL,
    copies BIGINT NOT NULL,
    CONSTRAINT procedure_papers_pk PRIMARY KEY (procedure_code, seq),
    CONSTRAINT procedure_papers_procedure_fk FOREIGN KEY (procedure_code)
        REFERENCES procedures (code)
);

CREATE TABLE postal_listings (
    procedure_code TEXT NOT NULL,
    direction TEXT NOT NULL,
    level TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT,
    decision TEXT NOT NULL,
    CONSTRAINT postal_listings_pk PRIMARY KEY (procedure_code, direction, level, valid_from),
    CONSTRAINT postal_listings_period_forward CHECK (valid_until > valid_from),
    CONSTRAINT postal_listings_procedure_fk FOREIGN KEY (procedure_code)
        REFERENCES procedures (code)
);

-- How often each subject was changed by an import: a process that keeps a subject in memory compares it,
-- and two imports of one subject wait for each other on its row.
CREATE TABLE revisions (
    subject TEXT NOT NULL,
    value BIGINT NOT NULL,
    CONSTRAINT revisions_pk PRIMARY KEY (subject)
);
INSERT INTO revisions (subject, value) VALUES ('network', 0), ('calendar', 0), ('catalogue', 0);
