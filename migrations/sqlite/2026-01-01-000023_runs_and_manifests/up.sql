-- Where something that is missed is looked for: the bag it lay in, or should have lain in, last, and the run it
-- travelled on last.
ALTER TABLE anomalies ADD COLUMN bag_key BIGINT;
ALTER TABLE anomalies ADD COLUMN run_key BIGINT;

-- The departure of the timetable that a run is; empty where it goes beside the timetable. Of one day it is one run.
ALTER TABLE runs ADD COLUMN departure TEXT;
CREATE UNIQUE INDEX runs_departure_ix ON runs (date, route, departure);

-- Lists that were drawn up and printed (bản kê): what lay in a bag, on a run, with a postman, in an office; and the
-- lists that a point signed in a day. Never changed: what lies there otherwise later is another list. point is where it was
-- drawn up, day the office date it is for; item_key is of a bag's or a run's list, postman of a round's.
CREATE TABLE manifests (
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    point TEXT NOT NULL,
    capacity TEXT NOT NULL,
    item_key BIGINT,
    postman TEXT,
    day TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    commitment TEXT NOT NULL,
    CONSTRAINT manifests_pk PRIMARY KEY (id),
    CONSTRAINT manifests_kind_ck CHECK (kind IN ('bag', 'run', 'round', 'office', 'book'))
);
CREATE INDEX manifests_point_ix ON manifests (point, made_at);

-- item_key is empty where the line is a signed list, or its code was not known.
CREATE TABLE manifest_lines (
    manifest_id TEXT NOT NULL,
    line BIGINT NOT NULL,
    code TEXT NOT NULL,
    item_key BIGINT,
    CONSTRAINT manifest_lines_pk PRIMARY KEY (manifest_id, line),
    CONSTRAINT manifest_lines_manifest_fk FOREIGN KEY (manifest_id) REFERENCES manifests (id)
);
