-- What was promised of a parcel: written once, never changed. Whether it came in time is judged by it. ready_by
-- says which clock ready_at was read from: the case's status 9 (result), the day it is due, or the acceptance.
-- basis is JSON: the runs of the timetable it was made from, or the transit target. made_under are the numbers of
-- the network, the calendars and the timetable of that moment.
CREATE TABLE promises (
    item_key BIGINT NOT NULL,
    ready_at BIGINT NOT NULL,
    ready_by TEXT NOT NULL,
    promised_at BIGINT NOT NULL,
    basis TEXT NOT NULL,
    made_under TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    CONSTRAINT promises_pk PRIMARY KEY (item_key),
    CONSTRAINT promises_parcel_fk FOREIGN KEY (item_key) REFERENCES parcels (item_key),
    CONSTRAINT promises_ready_by_ck CHECK (ready_by IN ('result', 'due', 'acceptance'))
);

-- What is expected of a parcel under way now: when it arrives, by which runs (plan, JSON), and by when it is
-- scanned next. Made from the log by the forecaster, which looks again at look_at, after news of the parcel, and
-- when it is called: who changes what a forecast rests on adds one to called. next_* is the first run of the plan.
-- entries is how much of the log it was made from. An ended one stays as it was last.
CREATE TABLE forecasts (
    item_key BIGINT NOT NULL,
    case_id TEXT NOT NULL,
    called BIGINT DEFAULT 0 NOT NULL,
    made_at BIGINT,
    made_under TEXT DEFAULT '' NOT NULL,
    entries BIGINT DEFAULT 0 NOT NULL,
    expected_at BIGINT,
    plan TEXT DEFAULT '[]' NOT NULL,
    next_route TEXT,
    next_departure TEXT,
    next_day TEXT,
    next_from TEXT,
    next_departs_at BIGINT,
    scan_due_at BIGINT,
    look_at BIGINT,
    ended_at BIGINT,
    CONSTRAINT forecasts_pk PRIMARY KEY (item_key),
    CONSTRAINT forecasts_parcel_fk FOREIGN KEY (item_key) REFERENCES parcels (item_key)
);
-- What is to be looked at.
CREATE INDEX forecasts_look_ix ON forecasts (look_at) WHERE look_at IS NOT NULL;
-- What is still under way: after an import all of these are looked at.
CREATE INDEX forecasts_open_ix ON forecasts (item_key) WHERE ended_at IS NULL;
-- What is planned onto a run.
CREATE INDEX forecasts_next_ix ON forecasts (next_route, next_day, next_departure)
    WHERE next_route IS NOT NULL;
CREATE INDEX forecasts_case_ix ON forecasts (case_id);

INSERT INTO forecasts (item_key, case_id)
    SELECT p.item_key, l.case_id FROM parcels p
    JOIN legs l ON l.id = p.leg_id
    JOIN heads h ON h.item_key = p.item_key
    WHERE h.state NOT IN ('delivered', 'returned', 'void');

-- Parcels of which nobody heard although a scan was due: one row for each silence, which begins with the last scan
-- before it (silent_since) and ends with the next. owner is who has it by the log (JSON), owner_point the point that
-- is, or the last that saw it; bag and run are the codes of what to search. level 0 is the owner's, 1 the unit
-- above (unit says which), 2 the province's; escalates_at is when the next level hears of it.
CREATE TABLE dark_parcels (
    item_key BIGINT NOT NULL,
    silent_since BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    owner TEXT NOT NULL,
    owner_point TEXT NOT NULL,
    bag TEXT,
    run TEXT,
    level BIGINT NOT NULL,
    unit TEXT,
    escalates_at BIGINT,
    raised_at BIGINT NOT NULL,
    ended_at BIGINT,
    ended_by BLOB,
    CONSTRAINT dark_parcels_pk PRIMARY KEY (item_key, silent_since),
    CONSTRAINT dark_parcels_parcel_fk FOREIGN KEY (item_key) REFERENCES parcels (item_key),
    CONSTRAINT dark_parcels_level_ck CHECK (level BETWEEN 0 AND 2)
);
-- What a point, and what those above it, have to search.
CREATE INDEX dark_parcels_open_ix ON dark_parcels (owner_point, raised_at) WHERE ended_at IS NULL;

-- How far the forecaster read the feed; under which numbers of network, calendars and timetable forecasts stand
-- (known), and up to which item they were made anew under them (swept_to, none when all were). One process at a
-- time forecasts, under a lease.
CREATE TABLE forecaster (
    name TEXT NOT NULL,
    position BIGINT NOT NULL,
    known TEXT NOT NULL,
    swept_to BIGINT,
    lease TEXT,
    lease_until BIGINT,
    CONSTRAINT forecaster_pk PRIMARY KEY (name)
);
INSERT INTO forecaster (name, position, known)
    SELECT 'forecasts', COALESCE(MAX(position), 0), '' FROM facts;
