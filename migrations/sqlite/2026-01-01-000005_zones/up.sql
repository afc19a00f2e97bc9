-- Which units lie in which zone of tariffs and transit targets. Zones are no units: a tariff may go on
-- speaking of districts that have ended.
CREATE TABLE zone_members (
    scheme TEXT NOT NULL,
    unit TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT,
    zone TEXT NOT NULL,
    name TEXT NOT NULL,
    CONSTRAINT zone_members_pk PRIMARY KEY (scheme, unit, valid_from),
    CONSTRAINT zone_members_period_forward CHECK (valid_until > valid_from)
);
