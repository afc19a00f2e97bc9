-- What a desk decided about what it has to hand over to the post: it goes with a run (run), it waits (held), or
-- nothing is decided any more (open). Rows are added and never changed; the last of a parcel holds.
CREATE TABLE desk_plans (
    item_key BIGINT NOT NULL,
    number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    route TEXT,
    departure TEXT,
    day TEXT,
    reason TEXT,
    decided_at BIGINT NOT NULL,
    token_id TEXT NOT NULL,
    CONSTRAINT desk_plans_pk PRIMARY KEY (item_key, number),
    CONSTRAINT desk_plans_parcel_fk FOREIGN KEY (item_key) REFERENCES parcels (item_key),
    CONSTRAINT desk_plans_kind_ck CHECK (kind IN ('run', 'held', 'open')),
    CONSTRAINT desk_plans_run_ck CHECK ((kind = 'run') = (departure IS NOT NULL)),
    CONSTRAINT desk_plans_held_ck CHECK ((kind = 'held') = (reason IS NOT NULL))
);
-- What is planned onto a run.
CREATE INDEX desk_plans_run_ix ON desk_plans (day, route, departure) WHERE kind = 'run';

-- A desk asks the post to call and fetch what lies there. office is who is asked; the row says how it stands:
-- ordered, promised by the office, declined with a reason, withdrawn by the desk, or done.
CREATE TABLE pickups (
    id TEXT NOT NULL,
    desk TEXT NOT NULL,
    office TEXT NOT NULL,
    window_from BIGINT NOT NULL,
    window_until BIGINT NOT NULL,
    parcels BIGINT NOT NULL,
    ordered_at BIGINT NOT NULL,
    ordered_by TEXT NOT NULL,
    stage TEXT NOT NULL,
    stage_at BIGINT NOT NULL,
    stage_by TEXT NOT NULL,
    reason TEXT,
    CONSTRAINT pickups_pk PRIMARY KEY (id),
    CONSTRAINT pickups_stage_ck CHECK (stage IN ('ordered', 'promised', 'declined', 'withdrawn', 'done')),
    CONSTRAINT pickups_window_forward CHECK (window_until > window_from),
    CONSTRAINT pickups_parcels_ck CHECK (parcels > 0)
);
-- What a desk, and an office, has before it.
CREATE INDEX pickups_desk_ix ON pickups (desk, window_until);
CREATE INDEX pickups_office_ix ON pickups (office, window_until);

-- The point to which a parcel under way goes now, where it is one: what a desk may expect. The forecaster fills it
-- in; it looks at everything that is under way once more.
ALTER TABLE forecasts ADD COLUMN bound_for TEXT;
CREATE INDEX forecasts_bound_ix ON forecasts (bound_for, expected_at)
    WHERE ended_at IS NULL AND bound_for IS NOT NULL;
UPDATE forecaster SET known = '';
