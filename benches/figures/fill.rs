//! Many parcels at once. A few are ordered and scanned as anybody's are; their rows are then copied under
//! other keys, so that what the tables hold is what the program itself wrote: person, case and its statuses,
//! leg, item, both codes, parcel, subject, head, forecast and promise, events, their places in the register of scans, and facts.
//! Columns that a later release adds are copied as they are.
//!
//! Copies are as forecast as their patterns are: the forecaster goes on behind them.
//!
//! What a copy does not have: bags and runs it lay in, money (the way of `journey` makes none).
//! Its times are those of its pattern.

use std::ops::Range;

use diesel::connection::SimpleConnection as _;
use diesel::sql_types::Text;
use diesel::{QueryableByName, RunQueryDsl as _, sql_query};
use hosopost::store::Conn;

use super::database::number;

/// So many parcels are written in one transaction.
const PORTION: i64 = 20_000;

/// What is filled.
const TABLES: [&str; 15] = [
    "persons",
    "cases",
    "case_statuses",
    "legs",
    "items",
    "codes",
    "parcels",
    "subjects",
    "heads",
    "forecasts",
    "promises",
    "events",
    "anomalies",
    "scans",
    "facts",
];

/// The QR code of a copy: all its symbols are digits.
pub fn qr(key: i64) -> String {
    format!("{key:017}")
}

/// A parcel whose rows are copied.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// Its key.
    pub key: i64,
    /// Ids of its rows.
    pub case: String,
    /// The leg.
    pub leg: String,
    /// The parcel.
    pub parcel: String,
    /// Its number.
    pub tracking: String,
}

/// Copies patterns by turns until there are so many more parcels, and says which keys they bear. A copy's
/// key has the remainder of its pattern's place.
pub fn copy(conn: &mut Conn, patterns: &[Pattern], parcels: i64) -> Range<i64> {
    let first = number(conn, "SELECT value FROM counters WHERE name = 'item'") + 1;
    let keys = first..first + parcels;
    let mut from = first;
    while from < keys.end {
        let until = (from + PORTION).min(keys.end);
        let facts = number(conn, "SELECT value FROM counters WHERE name = 'feed'");
        conn.batch_execute("BEGIN").unwrap();
        let mut told = 0;
        for (turn, pattern) in patterns.iter().enumerate() {
            let turns = patterns.len() as i64;
            let begin = from + (turn as i64 - from).rem_euclid(turns);
            let portion = Portion { begin, until, turns, facts: facts + told };
            told += portion.copy(conn, pattern);
        }
        conn.batch_execute(&format!(
            "UPDATE counters SET value = {} WHERE name = 'item'; \
             UPDATE counters SET value = value + {told} WHERE name = 'feed'; \
             UPDATE forecaster SET position = (SELECT value FROM counters WHERE name = 'feed'); \
             COMMIT",
            until - 1
        ))
        .unwrap();
        from = until;
    }
    keys
}

/// Tells the database how its tables have grown, as an office's own does by and by.
pub fn settle(conn: &mut Conn) {
    let words = match conn {
        // All tables of the server, those of other schemas too, if none were named.
        Conn::Postgres(_) => format!("VACUUM ANALYZE {}", TABLES.join(", ")),
        Conn::Sqlite(_) => "ANALYZE".to_owned(),
    };
    conn.batch_execute(&words).unwrap();
}

/// Every `turns`th key from `begin` until `until`, told behind so many facts.
struct Portion {
    begin: i64,
    until: i64,
    turns: i64,
    facts: i64,
}

/// What differs between the two databases in writing a number.
struct Spelled {
    /// 32 hexadecimal digits.
    id: fn(&str) -> String,
    /// 17 digits.
    digits: &'static str,
    /// 32 hexadecimal digits, of the key and a place in its log.
    scan: &'static str,
    /// The bytes of hexadecimal digits.
    bytes: fn(&str) -> String,
}

const SQLITE: Spelled = Spelled {
    id: |n| format!("printf('%032x', {n})"),
    digits: "printf('%017d', n)",
    scan: "printf('%016x%016x', n, t.sequence)",
    bytes: |hex| format!("unhex({hex})"),
};
const POSTGRES: Spelled = Spelled {
    id: |n| format!("lpad(to_hex({n}), 32, '0')"),
    digits: "lpad(n::text, 17, '0')",
    scan: "lpad(to_hex(n), 16, '0') || lpad(to_hex(t.sequence), 16, '0')",
    bytes: |hex| format!("decode({hex}, 'hex')"),
};

impl Portion {
    /// Copies one pattern; says how many facts were told.
    fn copy(&self, conn: &mut Conn, pattern: &Pattern) -> i64 {
        let words = match conn {
            Conn::Postgres(_) => POSTGRES,
            Conn::Sqlite(_) => SQLITE,
        };
        let Pattern { key, case, leg, parcel, tracking } = pattern;
        let named = |prefix: &str| format!("'{prefix}_' || {}", (words.id)("n"));
        let (case_id, leg_id, parcel_id) = (named("cas"), named("leg"), named("pcl"));
        let applicant = format!("'per_' || {}", (words.id)("n * 2"));
        let sender = format!("'per_' || {}", (words.id)("n * 2 + 1"));
        let number = format!("'BENCH' || {}", words.digits);
        let code = format!("'H27.00-260102-' || {}", words.digits);
        let by_key = format!("t.item_key = {key}");
        let key_alone = [("item_key", "n")];

        let who = format!("t.id = (SELECT applicant FROM cases WHERE id = '{case}')");
        self.rows(conn, "persons", &who, &[("id", &applicant)]);
        let who = format!(
            "t.id = (SELECT COALESCE(from_person, to_person) FROM legs WHERE id = '{leg}')"
        );
        self.rows(conn, "persons", &who, &[("id", &sender)]);
        let changed = [("id", &*case_id), ("code", &code), ("applicant", &applicant)];
        self.rows(conn, "cases", &format!("t.id = '{case}'"), &changed);
        let of_case = format!("t.case_id = '{case}'");
        self.rows(conn, "case_statuses", &of_case, &[("case_id", &case_id)]);
        // A dossier comes from a person, a result goes to one.
        let [from, to] = ["from_person", "to_person"]
            .map(|end| format!("CASE WHEN t.{end} IS NULL THEN NULL ELSE {sender} END"));
        let changed =
            [("id", &*leg_id), ("case_id", &case_id), ("from_person", &from), ("to_person", &to)];
        self.rows(conn, "legs", &format!("t.id = '{leg}'"), &changed);
        self.rows(conn, "items", &by_key, &key_alone);
        for (sign, code) in [("<>", words.digits), ("=", &number)] {
            let one = format!("{by_key} AND t.code {sign} '{tracking}'");
            self.rows(conn, "codes", &one, &[("item_key", "n"), ("code", code)]);
        }
        let changed = [
            ("item_key", "n"),
            ("id", &parcel_id),
            ("tracking", &number),
            ("qr", words.digits),
            ("leg_id", &leg_id),
        ];
        self.rows(conn, "parcels", &by_key, &changed);
        self.rows(conn, "subjects", &by_key, &[("item_key", "n"), ("case_id", &case_id)]);
        self.rows(conn, "heads", &by_key, &key_alone);
        self.rows(conn, "forecasts", &by_key, &[("item_key", "n"), ("case_id", &case_id)]);
        self.rows(conn, "promises", &by_key, &key_alone);
        let scan = (words.bytes)(words.scan);
        self.rows(conn, "events", &by_key, &[("item_key", "n"), ("scan_id", &scan)]);
        let raised = "(SELECT e.sequence FROM events e WHERE e.item_key = t.item_key AND e.scan_id = t.scan_id)";
        let raised = words.scan.replace("t.sequence", raised);
        let anomaly = format!("'anm_' || t.kind || '_' || {raised} || '_' || n");
        let scan_id = (words.bytes)(&raised);
        let changed = [("item_key", "n"), ("anomaly_id", &*anomaly), ("scan_id", &*scan_id)];
        self.rows(conn, "anomalies", &by_key, &changed);
        // The register has no number of the scan in its log: it is taken from the copied events.
        conn.batch_execute(&format!(
            "INSERT INTO scans (scan_id, fingerprint, outcome, item_key, recorded_at) \
             SELECT scan_id, scan_id, 'recorded', item_key, recorded_at FROM events \
             WHERE item_key >= {} AND item_key < {} AND item_key % {} = {}",
            self.begin,
            self.until,
            self.turns,
            self.begin % self.turns
        ))
        .unwrap();
        self.facts(conn, &of_case, (&case_id, &code), &format!(
            "replace(replace(replace(t.data, '{parcel}', {parcel_id}), '{leg}', {leg_id}), '{tracking}', {number})"
        ), &scan)
    }

    fn facts(
        &self,
        conn: &mut Conn,
        of_case: &str,
        (case_id, code): (&str, &str),
        data: &str,
        scan: &str,
    ) -> i64 {
        let each = number(conn, &format!("SELECT COUNT(*) FROM facts t WHERE {of_case}"));
        let position =
            format!("{} + (n - {}) / {} * {each} + t.sequence", self.facts, self.begin, self.turns);
        // Of a case some facts are about no scan: the order, the promise, what is expected.
        let nth = "(SELECT COUNT(*) FROM facts s WHERE s.case_id = t.case_id \
                   AND s.scan_id IS NOT NULL AND s.sequence <= t.sequence)";
        let scan = scan.replace("t.sequence", nth);
        let scan = format!("CASE WHEN t.scan_id IS NULL THEN NULL ELSE {scan} END");
        let item = "CASE WHEN t.item_key IS NULL THEN NULL ELSE n END";
        let changed = [
            ("position", &*position),
            ("case_id", case_id),
            ("case_code", code),
            ("item_key", item),
            ("scan_id", &scan),
            ("data", data),
        ];
        self.rows(conn, "facts", of_case, &changed);
        self.copies() * each
    }

    /// How many keys it has.
    const fn copies(&self) -> i64 {
        let copies = (self.until - self.begin + self.turns - 1) / self.turns;
        if copies > 0 { copies } else { 0 }
    }

    /// Copies the rows of a table that belong to the pattern, with these columns changed.
    fn rows(&self, conn: &mut Conn, table: &str, whose: &str, changed: &[(&str, &str)]) {
        let columns = columns(conn, table);
        let values: Vec<String> = columns
            .iter()
            .map(|column| match changed.iter().find(|(name, _)| name == column) {
                Some((_, value)) => (*value).to_owned(),
                None => format!("t.{column}"),
            })
            .collect();
        let order =
            if columns.iter().any(|column| column == "sequence") { ", t.sequence" } else { "" };
        let Self { begin, until, turns, .. } = self;
        let wrote = sql_query(format!(
            "WITH RECURSIVE number(n) AS (SELECT CAST({begin} AS BIGINT) WHERE {begin} < {until} \
             UNION ALL SELECT n + {turns} FROM number WHERE n + {turns} < {until}) \
             INSERT INTO {table} ({}) SELECT {} FROM number CROSS JOIN {table} t WHERE {whose} \
             ORDER BY n{order}",
            columns.join(", "),
            values.join(", ")
        ))
        .execute(conn)
        .unwrap();
        // What was announced and not scanned yet has no events, and little is odd; what was not forecast yet has no
        // promise.
        let may_lack = ["events", "anomalies", "forecasts", "promises"].contains(&table);
        assert!(wrote >= self.copies() as usize || may_lack, "{table}: {wrote} rows");
    }
}

fn columns(conn: &mut Conn, table: &str) -> Vec<String> {
    #[derive(QueryableByName)]
    struct Column {
        #[diesel(sql_type = Text)]
        name: String,
    }
    let sql = match conn {
        Conn::Postgres(_) => {
            "SELECT CAST(column_name AS TEXT) AS name FROM information_schema.columns \
             WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position"
        }
        Conn::Sqlite(_) => "SELECT name FROM pragma_table_info($1)",
    };
    let columns: Vec<Column> = sql_query(sql).bind::<Text, _>(table).load(conn).unwrap();
    columns.into_iter().map(|column| column.name).collect()
}
