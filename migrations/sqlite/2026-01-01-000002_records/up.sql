-- Counters that are drawn from inside a transaction: item keys, positions of the feed.
CREATE TABLE counters (
    name TEXT NOT NULL,
    value BIGINT NOT NULL,
    CONSTRAINT counters_pk PRIMARY KEY (name)
);
INSERT INTO counters (name, value) VALUES ('item', 0), ('feed', 0);
