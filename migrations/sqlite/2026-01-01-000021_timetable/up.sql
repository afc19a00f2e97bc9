-- Departures of mail routes: on which days of the week they start, whose holidays they keep, how much they take.
CREATE TABLE departures (
    route TEXT NOT NULL,
    code TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT,
    days TEXT NOT NULL,
    calendar TEXT,
    parcels BIGINT,
    bags BIGINT,
    kg BIGINT,
    CONSTRAINT departures_pk PRIMARY KEY (route, code, valid_from),
    CONSTRAINT departures_period_forward CHECK (valid_until > valid_from),
    CONSTRAINT departures_room_ck CHECK (parcels > 0 AND bags > 0 AND kg > 0)
);

-- Where and when they call, in the order in which they are driven. The point stands beside the number of the
-- stop: times say nothing of another point that the route may have there later. Times as people write them,
-- counted from the day on which the run starts (01:10+1).
CREATE TABLE departure_calls (
    route TEXT NOT NULL,
    departure TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    seq BIGINT NOT NULL,
    stop BIGINT NOT NULL,
    point TEXT NOT NULL,
    arrives TEXT,
    departs TEXT,
    cut_off TEXT,
    CONSTRAINT departure_calls_pk PRIMARY KEY (route, departure, valid_from, seq),
    CONSTRAINT departure_calls_departure_fk FOREIGN KEY (route, departure, valid_from)
        REFERENCES departures (route, code, valid_from)
);

-- Days on which a departure goes otherwise than its calendar says.
CREATE TABLE departure_exceptions (
    route TEXT NOT NULL,
    departure TEXT NOT NULL,
    day TEXT NOT NULL,
    kind TEXT NOT NULL,
    reason TEXT NOT NULL,
    CONSTRAINT departure_exceptions_pk PRIMARY KEY (route, departure, day)
);

-- How long points handle what comes in before it can go on.
CREATE TABLE handling_times (
    place TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT,
    minutes BIGINT NOT NULL,
    decision TEXT NOT NULL,
    CONSTRAINT handling_times_pk PRIMARY KEY (place, valid_from),
    CONSTRAINT handling_times_period_forward CHECK (valid_until > valid_from),
    CONSTRAINT handling_times_minutes_ck CHECK (minutes >= 0)
);

INSERT INTO revisions (subject, value) VALUES ('timetable', 0);
