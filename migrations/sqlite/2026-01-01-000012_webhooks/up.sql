-- Where case systems asked to be told. An empty list of agencies or events means all of them. The feed was
-- read up to feed_position; attempts_made numbers the attempts. Whoever works on a webhook locks this row
-- first, so that two processes never do at once.
CREATE TABLE webhooks (
    id TEXT NOT NULL,
    url TEXT NOT NULL,
    agencies TEXT NOT NULL,
    events TEXT NOT NULL,
    feed_position BIGINT NOT NULL,
    attempts_made BIGINT DEFAULT 0 NOT NULL,
    resting_until BIGINT,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    disabled_at BIGINT,
    disabled_why TEXT,
    disabled_note TEXT,
    CONSTRAINT webhooks_pk PRIMARY KEY (id),
    CONSTRAINT webhooks_disabled_ck CHECK ((disabled_at IS NULL) = (disabled_why IS NULL))
);

-- The keys that a webhook's messages are signed with, as they are: every message needs them. After
-- until_at a key signs no more.
CREATE TABLE webhook_keys (
    webhook_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    secret BLOB NOT NULL,
    signing_key BLOB NOT NULL,
    created_at BIGINT NOT NULL,
    until_at BIGINT,
    CONSTRAINT webhook_keys_pk PRIMARY KEY (webhook_id, number),
    CONSTRAINT webhook_keys_webhook_fk FOREIGN KEY (webhook_id) REFERENCES webhooks (id)
);

-- Facts that a webhook has not acknowledged yet; an acknowledged one is gone from here. Of a case only the
-- first has due_at: the others wait behind it, as they do behind one that died. While a fact is being sent
-- due_at is the end of the sender's lease, so what a killed process held comes due by itself.
CREATE TABLE webhook_deliveries (
    webhook_id TEXT NOT NULL,
    position BIGINT NOT NULL,
    case_id TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    due_at BIGINT,
    lease TEXT,
    died_at BIGINT,
    CONSTRAINT webhook_deliveries_pk PRIMARY KEY (webhook_id, position),
    CONSTRAINT webhook_deliveries_webhook_fk FOREIGN KEY (webhook_id) REFERENCES webhooks (id),
    CONSTRAINT webhook_deliveries_fact_fk FOREIGN KEY (position) REFERENCES facts (position),
    CONSTRAINT webhook_deliveries_state_ck CHECK (died_at IS NULL OR due_at IS NULL)
);
-- The first fact of a case.
CREATE INDEX webhook_deliveries_case_ix ON webhook_deliveries (webhook_id, case_id, position);
-- What is due.
CREATE INDEX webhook_deliveries_due_ix ON webhook_deliveries (webhook_id, due_at);

-- What was tried and what came back; the latest of each webhook are kept.
CREATE TABLE webhook_attempts (
    webhook_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    event_id TEXT NOT NULL,
    case_code TEXT,
    nth BIGINT NOT NULL,
    at BIGINT NOT NULL,
    took_ms BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    status BIGINT,
    failure TEXT,
    answer TEXT,
    next_at BIGINT,
    by_token TEXT,
    CONSTRAINT webhook_attempts_pk PRIMARY KEY (webhook_id, number),
    CONSTRAINT webhook_attempts_webhook_fk FOREIGN KEY (webhook_id) REFERENCES webhooks (id)
);
