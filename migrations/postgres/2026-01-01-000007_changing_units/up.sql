-- Outlines of units, by the period of the unit they draw. shape is the list of polygons as GeoJSON writes
-- the coordinates of a MultiPolygon; the box around it is kept beside, so that it can be asked for alone.
CREATE TABLE boundaries (
    code TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT,
    shape TEXT NOT NULL,
    south DOUBLE PRECISION NOT NULL,
    west DOUBLE PRECISION NOT NULL,
    north DOUBLE PRECISION NOT NULL,
    east DOUBLE PRECISION NOT NULL,
    CONSTRAINT boundaries_pk PRIMARY KEY (code, valid_from),
    CONSTRAINT boundaries_period_forward CHECK (valid_until > valid_from)
);

-- What a person decided about a locality of a unit that was divided; the empty locality is the whole unit.
-- A later decision about the same locality ends the one before, and is itself ended by a withdrawal.
CREATE TABLE split_decisions (
    decision_id TEXT NOT NULL,
    old_code TEXT NOT NULL,
    changed_on TEXT NOT NULL,
    locality TEXT NOT NULL,
    new_code TEXT NOT NULL,
    decided_at BIGINT NOT NULL,
    decided_by TEXT NOT NULL,
    ended_at BIGINT,
    ended_by TEXT,
    CONSTRAINT split_decisions_pk PRIMARY KEY (decision_id),
    CONSTRAINT split_decisions_ended_ck CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);
CREATE INDEX split_decisions_split_ix ON split_decisions (old_code, changed_on);

-- Points that went on when the unit they lay in ended, and how their new unit was found. A person
-- confirms one by importing the point's row of that day.
CREATE TABLE continued_points (
    point_code TEXT NOT NULL,
    changed_on TEXT NOT NULL,
    old_unit TEXT NOT NULL,
    new_unit TEXT NOT NULL,
    found_by TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    CONSTRAINT continued_points_pk PRIMARY KEY (point_code, changed_on)
);

INSERT INTO revisions (subject, value) VALUES ('boundaries', 0), ('decisions', 0);
