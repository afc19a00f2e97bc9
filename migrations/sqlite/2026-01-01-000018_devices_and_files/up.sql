-- Every device that handed scans in, under whose token, and how it stands: written with each batch, one
-- row a device, so that nobody has to count scans. The counts of a day begin anew with the first batch of
-- another. Offsets are how far the device's clock was corrected, in milliseconds.
CREATE TABLE devices (
    token_id TEXT NOT NULL,
    device TEXT NOT NULL,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    day TEXT NOT NULL,
    scans_today BIGINT NOT NULL,
    set_aside_today BIGINT NOT NULL,
    scans BIGINT NOT NULL,
    set_aside BIGINT NOT NULL,
    offset_ms BIGINT NOT NULL,
    lowest_offset_ms BIGINT NOT NULL,
    highest_offset_ms BIGINT NOT NULL,
    CONSTRAINT devices_pk PRIMARY KEY (token_id, device)
);
-- The list begins with the one that was heard of last.
CREATE INDEX devices_last_ix ON devices (last_at);

-- Files of facts that a person fetched: the next one begins where the last ended, and any can be fetched
-- again.
CREATE TABLE fact_downloads (
    token_id TEXT NOT NULL,
    until_position BIGINT NOT NULL,
    after_position BIGINT NOT NULL,
    facts BIGINT NOT NULL,
    downloaded_at BIGINT NOT NULL,
    CONSTRAINT fact_downloads_pk PRIMARY KEY (token_id, until_position)
);
