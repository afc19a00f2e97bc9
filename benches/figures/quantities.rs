//! Everything that is measured, by the name under which it is told.

/// Something measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quantity {
    /// How it is called.
    pub name: &'static str,
    /// In what it is counted.
    pub unit: &'static str,
}

const fn per_second(name: &'static str) -> Quantity {
    Quantity { name, unit: "/s" }
}

const fn ms(name: &'static str) -> Quantity {
    Quantity { name, unit: "ms" }
}

const fn megabytes(name: &'static str) -> Quantity {
    Quantity { name, unit: "MB" }
}

/// What belongs to the machine and to no database of ours.
pub const MACHINE: &str = "machine";
/// The embedded database.
pub const SQLITE: &str = "SQLite";
/// The server.
pub const POSTGRES: &str = "PostgreSQL";

/// The echo, with the body of one scan.
pub const ECHO: [Quantity; 2] =
    [per_second("bare axum echo, 64 connections"), per_second("bare axum echo, 256 connections")];
/// One event and one head in each transaction.
pub const PGBENCH: [Quantity; 3] = [
    per_second("pgbench, 1 client"),
    per_second("pgbench, 8 clients"),
    per_second("pgbench, 32 clients"),
];
/// The best of them, round by round.
pub const PGBENCH_BEST: Quantity = per_second("pgbench, the best of these");
/// Rows of the custody log.
pub const COPY: Quantity = per_second("COPY of event rows");

/// One scan in each request.
pub const SINGLES: [Quantity; 2] = [
    per_second("scans one by one, 64 connections"),
    per_second("scans one by one, 256 connections"),
];
/// How long they take.
pub const SINGLES_P50: [Quantity; 2] = [
    ms("a scan's answer, half of them, 64 connections"),
    ms("a scan's answer, half of them, 256 connections"),
];
/// The slowest.
pub const SINGLES_P99: [Quantity; 2] =
    [ms("a scan's answer, 99 %, 64 connections"), ms("a scan's answer, 99 %, 256 connections")];
/// Fifty in each request.
pub const BATCHES: Quantity = per_second("scans in batches of 50");
/// How long such a request takes.
pub const BATCHES_P99: Quantity = ms("a batch's answer, 99 %");
/// What a scan costs the program.
pub const CPU: Quantity =
    Quantity { name: "processor time of the program, a scan of one", unit: "µs" };
/// What follows from scans beside and after them: what is expected of each parcel.
pub const CPU_AFTER: Quantity =
    Quantity { name: "processor time of the program for what follows, a scan", unit: "µs" };
/// What it costs in batches.
pub const CPU_BATCHED: Quantity =
    Quantity { name: "processor time of the program, a scan in a batch", unit: "µs" };
/// What a scan costs PostgreSQL.
pub const CPU_DATABASE: Quantity =
    Quantity { name: "processor time of PostgreSQL, a scan of one", unit: "µs" };
/// What a scan takes on disk, with its fact and its place in the register.
pub const BYTES: Quantity = Quantity { name: "on disk, a scan", unit: "bytes" };

/// All facts again.
pub const FEED: Quantity = per_second("facts read from the feed, from cursor 0");
/// Acknowledged by the receiver.
pub const WEBHOOKS: Quantity = per_second("webhook deliveries to one receiver");
/// From the answer to the scan.
pub const CALLED_P50: Quantity = ms("a webhook called after a scan's answer, half of them");
/// The slowest.
pub const CALLED_P99: Quantity = ms("a webhook called after a scan's answer, 99 %");
/// The page behind the QR.
pub const PAGES: Quantity = per_second("citizen's page, 64 connections");
/// How long it takes.
pub const PAGES_P99: Quantity = ms("citizen's page, 99 %, 64 connections");

/// After another timetable was loaded.
pub const REPLANNED: Quantity = per_second("parcels forecast anew after a change of the timetable");
/// What a desk has to hand over, by the latest departure that keeps each promise: a page of two thousand.
pub const BOARD: [Quantity; 2] =
    [ms("board of one desk, 2,000 results, half of them"), ms("board of one desk, 99 %")];

/// How long all of them took.
pub const REPLANNED_IN: Quantity =
    Quantity { name: "all parcels under way forecast anew, in", unit: "s" };
/// The same page with results at every desk: each has an eightieth of what is under way.
pub const OPEN_BOARD: [Quantity; 2] =
    [ms("board of one of eight desks, half of them"), ms("board of one of eight desks, 99 %")];
/// All that somebody has to look into, an eightieth of what is under way: its first page.
pub const EXCEPTIONS: [Quantity; 2] =
    [ms("first page of exceptions, half of them"), ms("first page of exceptions, 99 %")];
/// While all of this was done.
pub const OPEN_PEAK: Quantity = megabytes("resident memory, the most it ever was");

/// Documents of one label.
pub const LABEL: Quantity = per_second("labels as PDF, one in a document");
/// Labels of one document.
pub const LABELS: Quantity = per_second("labels as PDF, a thousand in a document");
/// From commune to commune.
pub const JOURNEY: [Quantity; 2] = [
    Quantity { name: "earliest arrival, in an invented province", unit: "µs" },
    Quantity { name: "earliest arrival, in an invented nation", unit: "µs" },
];
/// From one commune to all.
pub const REACH: Quantity = ms("earliest arrivals everywhere in the nation");
/// Units, points, procedures, holidays of the nation.
pub const NATION: Quantity = Quantity { name: "import of the nation's public lists", unit: "s" };

/// From the start of the process to its first good answer.
pub const READY: Quantity = ms("start to ready");
/// Nothing was asked yet.
pub const IDLE: Quantity = megabytes("resident memory, idle");
/// While scans came in.
pub const LOADED: Quantity = megabytes("resident memory under load");

/// One parcel, its whole story.
pub const TIMELINE: [Quantity; 2] =
    [ms("timeline of one parcel, half of them"), ms("timeline of one parcel, 99 %")];
/// The same in the same rounds on one that holds the size before.
pub const TIMELINE_BEFORE: Quantity =
    ms("timeline of one parcel, half of them, at the size before");
/// The counts of a desk's first page.
pub const WAITING: [Quantity; 2] =
    [ms("what waits at one desk, half of them"), ms("what waits at one desk, 99 %")];
/// The page behind the QR.
pub const PAGE: [Quantity; 2] = [ms("citizen's page, half of them"), ms("citizen's page, 99 %")];
/// Scans recorded on top of many.
pub const FULL: Quantity = per_second("scans in batches of 50, on the full database");
/// The same in the same rounds on one that holds none.
pub const EMPTY: Quantity = per_second("scans in batches of 50, on an empty one beside it");
