//! Rows that point to what is not there. Most cannot come about while the constraints hold; after a disk that
//! lied, a restore by hand or a change by other hands they can, and then each is named.

use diesel::sql_types::{BigInt, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::error::StoreError;

/// One kind of row that should point to another.
struct Kind {
    what: &'static str,
    /// The table, as `t`.
    of: &'static str,
    /// What names such a row.
    name: &'static str,
    /// When it is an orphan.
    when: &'static str,
}

/// Rows of one kind that point to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Orphans {
    /// The kind: "events of items that are not there".
    pub what: &'static str,
    /// How many there are.
    pub count: i64,
    /// The first of them.
    pub first: Vec<String>,
}

/// `kind!(what, table, name, when)`.
macro_rules! kind {
    ($what:literal, $of:literal, $name:literal, $when:literal) => {
        Kind { what: $what, of: $of, name: $name, when: $when }
    };
}

const KINDS: &[Kind] = &[
    kind!(
        "items that are neither parcel, bag nor run",
        "items",
        "t.item_key",
        "NOT EXISTS (SELECT 1 FROM parcels p WHERE p.item_key = t.item_key) \
         AND NOT EXISTS (SELECT 1 FROM bags b WHERE b.item_key = t.item_key) \
         AND NOT EXISTS (SELECT 1 FROM runs r WHERE r.item_key = t.item_key)"
    ),
    kind!(
        "items without a code that could be scanned",
        "items",
        "t.item_key",
        "NOT EXISTS (SELECT 1 FROM codes c WHERE c.item_key = t.item_key)"
    ),
    kind!(
        "heads of items that are not there",
        "heads",
        "t.item_key",
        "NOT EXISTS (SELECT 1 FROM items i WHERE i.item_key = t.item_key)"
    ),
    kind!(
        "heads of items that are not in custody",
        "heads",
        "t.item_key",
        "NOT EXISTS (SELECT 1 FROM subjects s WHERE s.item_key = t.item_key)"
    ),
    kind!(
        "items in custody that are not there",
        "subjects",
        "t.item_key",
        "NOT EXISTS (SELECT 1 FROM items i WHERE i.item_key = t.item_key)"
    ),
    kind!(
        "events of items that are not there",
        "events",
        "t.item_key",
        "NOT EXISTS (SELECT 1 FROM items i WHERE i.item_key = t.item_key)"
    ),
    kind!(
        "events that name a bag or run that is not there",
        "events",
        "t.item_key",
        "t.carrier IS NOT NULL AND NOT EXISTS (SELECT 1 FROM items i WHERE i.item_key = t.carrier)"
    ),
    kind!(
        "containments in bags or runs that are not there",
        "containments",
        "t.item_key",
        "NOT EXISTS (SELECT 1 FROM items i WHERE i.item_key = t.carrier)"
    ),
    kind!(
        "containments of items that are not there",
        "containments",
        "t.item_key",
        "NOT EXISTS (SELECT 1 FROM items i WHERE i.item_key = t.item_key)"
    ),
    kind!(
        "anomalies of items that are not there",
        "anomalies",
        "t.anomaly_id",
        "NOT EXISTS (SELECT 1 FROM items i WHERE i.item_key = t.item_key)"
    ),
    kind!(
        "decisions about anomalies that are not there",
        "anomaly_decisions",
        "t.anomaly_id",
        "NOT EXISTS (SELECT 1 FROM anomalies a WHERE a.anomaly_id = t.anomaly_id)"
    ),
    kind!(
        "records of liability about items that are not there",
        "liabilities",
        "t.id",
        "NOT EXISTS (SELECT 1 FROM items i WHERE i.item_key = t.item_key)"
    ),
    kind!(
        "complaints about items that are not there",
        "complaints",
        "t.id",
        "NOT EXISTS (SELECT 1 FROM items i WHERE i.item_key = t.item_key)"
    ),
    kind!(
        "codes of items that are not there",
        "codes",
        "t.item_key",
        "NOT EXISTS (SELECT 1 FROM items i WHERE i.item_key = t.item_key)"
    ),
    kind!(
        "parcels without their item",
        "parcels",
        "t.tracking",
        "NOT EXISTS (SELECT 1 FROM items i WHERE i.item_key = t.item_key)"
    ),
    kind!(
        "parcels without their leg",
        "parcels",
        "t.tracking",
        "NOT EXISTS (SELECT 1 FROM legs l WHERE l.id = t.leg_id)"
    ),
    kind!(
        "bags without their item",
        "bags",
        "t.code",
        "NOT EXISTS (SELECT 1 FROM items i WHERE i.item_key = t.item_key)"
    ),
    kind!(
        "runs without their item",
        "runs",
        "t.code",
        "NOT EXISTS (SELECT 1 FROM items i WHERE i.item_key = t.item_key)"
    ),
    kind!(
        "legs without their case",
        "legs",
        "t.id",
        "NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = t.case_id)"
    ),
    kind!(
        "statuses of cases that are not there",
        "case_statuses",
        "t.case_id",
        "NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = t.case_id)"
    ),
    kind!(
        "facts told of cases that are not there",
        "facts",
        "t.position",
        "NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = t.case_id)"
    ),
    kind!(
        "facts about items that are not there",
        "facts",
        "t.position",
        "t.item_key IS NOT NULL AND NOT EXISTS (SELECT 1 FROM items i WHERE i.item_key = t.item_key)"
    ),
    kind!(
        "deliveries to webhooks of facts that are not there",
        "webhook_deliveries",
        "t.position",
        "NOT EXISTS (SELECT 1 FROM facts f WHERE f.position = t.position AND f.case_id = t.case_id)"
    ),
    kind!(
        "deliveries to webhooks that are not there",
        "webhook_deliveries",
        "t.webhook_id",
        "NOT EXISTS (SELECT 1 FROM webhooks w WHERE w.id = t.webhook_id)"
    ),
    kind!(
        "keys of webhooks that are not there",
        "webhook_keys",
        "t.webhook_id",
        "NOT EXISTS (SELECT 1 FROM webhooks w WHERE w.id = t.webhook_id)"
    ),
    kind!(
        "webhooks that have read further than the feed goes",
        "webhooks",
        "t.id",
        "t.feed_position > (SELECT COALESCE(MAX(position), 0) FROM facts)"
    ),
    kind!(
        "scans set aside that no register answers for",
        "set_aside_scans",
        "t.recorded_at",
        "NOT EXISTS (SELECT 1 FROM scans s WHERE s.scan_id = t.scan_id)"
    ),
    kind!(
        "scans that wait for a label and are not set aside",
        "waiting_scans",
        "t.qr",
        "NOT EXISTS (SELECT 1 FROM set_aside_scans a WHERE a.scan_id = t.scan_id)"
    ),
    kind!(
        "scans that wait for a label that is not there",
        "waiting_scans",
        "t.qr",
        "NOT EXISTS (SELECT 1 FROM blanks b WHERE b.qr = t.qr)"
    ),
    kind!(
        "labels of rolls that are not there",
        "blanks",
        "t.tracking",
        "NOT EXISTS (SELECT 1 FROM rolls r WHERE r.id = t.roll_id)"
    ),
    kind!(
        "labels bound to items that are not there",
        "blanks",
        "t.tracking",
        "t.item_key IS NOT NULL AND NOT EXISTS (SELECT 1 FROM items i WHERE i.item_key = t.item_key)"
    ),
    kind!(
        "ledger lines without their entry",
        "ledger_postings",
        "t.number",
        "NOT EXISTS (SELECT 1 FROM ledger_entries e WHERE e.number = t.number)"
    ),
    kind!(
        "ledger entries of cases that are not there",
        "ledger_entries",
        "t.number",
        "t.case_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = t.case_id)"
    ),
    kind!(
        "ledger entries of legs that are not there",
        "ledger_entries",
        "t.number",
        "t.leg_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM legs l WHERE l.id = t.leg_id)"
    ),
    kind!(
        "lines of hand-over lists that are not there",
        "handover_lines",
        "t.list_id",
        "NOT EXISTS (SELECT 1 FROM handover_lists l WHERE l.id = t.list_id)"
    ),
    kind!(
        "lines of manifests that are not there",
        "manifest_lines",
        "t.manifest_id",
        "NOT EXISTS (SELECT 1 FROM manifests l WHERE l.id = t.manifest_id)"
    ),
    kind!(
        "sessions of users that are not there",
        "sessions",
        "t.user_id",
        "NOT EXISTS (SELECT 1 FROM users u WHERE u.id = t.user_id)"
    ),
    kind!(
        "phones of users that are not there",
        "phones",
        "t.id",
        "NOT EXISTS (SELECT 1 FROM users u WHERE u.id = t.user_id)"
    ),
    kind!(
        "proofs of legs that are not there",
        "proofs",
        "t.leg_id",
        "NOT EXISTS (SELECT 1 FROM legs l WHERE l.id = t.leg_id)"
    ),
    kind!(
        "wishes for legs that are not there",
        "wishes",
        "t.leg_id",
        "NOT EXISTS (SELECT 1 FROM legs l WHERE l.id = t.leg_id)"
    ),
];

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// How many kinds of orphans are looked for.
pub const fn kinds() -> usize {
    KINDS.len()
}

/// The orphans of every kind that has any.
pub fn find(conn: &mut Conn) -> Result<Vec<Orphans>, StoreError> {
    let mut found = Vec::new();
    for Kind { what, of, name, when } in KINDS {
        let rows: Vec<Row> = sql_query(format!(
            "SELECT name, COUNT(*) OVER () AS count FROM \
             (SELECT CAST({name} AS TEXT) AS name FROM {of} t WHERE {when}) o ORDER BY name LIMIT 5"
        ))
        .load(conn)?;
        let Some(first) = rows.first() else { continue };
        let count = first.count;
        let first = rows.into_iter().map(|row| row.name).collect();
        found.push(Orphans { what, count, first });
    }
    Ok(found)
}

/// How many persons neither a case, a leg nor a wish names: details that nobody needs any more.
pub fn persons_nobody_names(conn: &mut Conn) -> Result<i64, StoreError> {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        count: i64,
    }
    let count: Count = sql_query(
        "SELECT COUNT(*) AS count FROM persons p \
         WHERE NOT EXISTS (SELECT 1 FROM cases c WHERE c.applicant = p.id) \
         AND NOT EXISTS (SELECT 1 FROM legs l WHERE l.from_person = p.id) \
         AND NOT EXISTS (SELECT 1 FROM legs l WHERE l.to_person = p.id) \
         AND NOT EXISTS (SELECT 1 FROM wishes w WHERE w.proxy = p.id)",
    )
    .get_result(conn)?;
    Ok(count.count)
}

/// Numbers that are drawn one after the other inside the transaction of what they number.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Numbered {
    /// The counter they are drawn from.
    #[diesel(sql_type = Text)]
    pub counter: String,
    /// Where it stands.
    #[diesel(sql_type = BigInt)]
    pub stands: i64,
    /// How many there are.
    #[diesel(sql_type = BigInt)]
    pub count: i64,
    /// The first.
    #[diesel(sql_type = BigInt)]
    pub first: i64,
    /// The last.
    #[diesel(sql_type = BigInt)]
    pub last: i64,
}

impl Numbered {
    /// They run 1, 2, 3 … to where the counter stands.
    pub const fn is_whole(&self) -> bool {
        self.count == self.last && self.last == self.stands && (self.count == 0 || self.first == 1)
    }
}

/// How what is drawn from a counter is numbered: positions of the feed, entries of the ledger, items.
pub fn numbered(conn: &mut Conn) -> Result<Vec<Numbered>, StoreError> {
    let one = |counter: &str, of: &str, number: &str| {
        format!(
            "SELECT '{counter}' AS counter, \
             COALESCE((SELECT value FROM counters WHERE name = '{counter}'), -1) AS stands, \
             COUNT(*) AS count, COALESCE(MIN({number}), 0) AS first, \
             COALESCE(MAX({number}), 0) AS last FROM {of}"
        )
    };
    let all = [
        one("feed", "facts", "position"),
        one("ledger", "ledger_entries", "number"),
        one("item", "items", "item_key"),
    ];
    Ok(sql_query(all.join(" UNION ALL ")).load(conn)?)
}
