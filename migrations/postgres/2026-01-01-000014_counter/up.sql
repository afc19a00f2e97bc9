-- Dossiers that counters turned away: what was asked for, why, where and on which day. Nothing about who
-- came, and no time of the day by which one could tell. desk is where the person was sent; missing is a JSON
-- array of the papers that were not there, as numbers on the published list of the day.
CREATE TABLE dossiers_turned_away (
    id TEXT NOT NULL,
    day TEXT NOT NULL,
    point TEXT NOT NULL,
    procedure_code TEXT NOT NULL,
    reason TEXT NOT NULL,
    desk TEXT,
    missing TEXT NOT NULL,
    CONSTRAINT dossiers_turned_away_pk PRIMARY KEY (id)
);
CREATE INDEX dossiers_turned_away_day_ix ON dossiers_turned_away (day);

-- Signed lists: what one point gave or took over at one time. id is also the name of the hand-over in the
-- scans of a list that gives. other and other_capacity say to or from whom, where that was said.
CREATE TABLE handover_lists (
    id TEXT NOT NULL,
    point TEXT NOT NULL,
    capacity TEXT NOT NULL,
    gives BOOLEAN NOT NULL,
    other TEXT,
    other_capacity TEXT,
    signed_at BIGINT NOT NULL,
    signed_by TEXT NOT NULL,
    CONSTRAINT handover_lists_pk PRIMARY KEY (id)
);
CREATE INDEX handover_lists_point_ix ON handover_lists (point, signed_at);

-- The lines of a list, in the order in which they were scanned. item_key is empty where the code was not
-- known; outcome is what became of the scan, told the words of what was odd, as a JSON array.
CREATE TABLE handover_lines (
    list_id TEXT NOT NULL,
    line BIGINT NOT NULL,
    code TEXT NOT NULL,
    item_key BIGINT,
    scan_id BYTEA NOT NULL,
    seal_intact BOOLEAN,
    papers TEXT,
    outcome TEXT NOT NULL,
    told TEXT NOT NULL,
    CONSTRAINT handover_lines_pk PRIMARY KEY (list_id, line),
    CONSTRAINT handover_lines_list_fk FOREIGN KEY (list_id) REFERENCES handover_lists (id)
);
