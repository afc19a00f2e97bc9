-- Who took in which file, and when. A token may be revoked and renamed; its name of the day is kept beside it.
CREATE TABLE imports (
    number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    format TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    rows_read BIGINT NOT NULL,
    added BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    ended BIGINT NOT NULL,
    unchanged BIGINT NOT NULL,
    gaps_opened BIGINT NOT NULL,
    gaps_closed BIGINT NOT NULL,
    token TEXT NOT NULL,
    actor TEXT NOT NULL,
    imported_at BIGINT NOT NULL,
    CONSTRAINT imports_pk PRIMARY KEY (number)
);
INSERT INTO counters (name, value) VALUES ('imports', 0);

-- What imports left open: a column of an entry that nothing could be made of, or that names what is no longer
-- there. A row goes when an import says better.
CREATE TABLE import_gaps (
    kind TEXT NOT NULL,
    entry TEXT NOT NULL,
    column_name TEXT NOT NULL,
    found TEXT NOT NULL,
    since BIGINT NOT NULL,
    CONSTRAINT import_gaps_pk PRIMARY KEY (kind, entry, column_name)
);
