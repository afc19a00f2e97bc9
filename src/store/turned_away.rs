//! Dossiers that counters turned away. Rows about procedures, points and days; none about a person.

use chrono::NaiveDate;
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{OptionalExtension, QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::dialect::set;
use super::error::StoreError;
use super::row::Reading;
use crate::base::PointCode;
use crate::base::paging::Page;
use crate::cases::{TurnedAway, WhyTurnedAway};

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = Text)]
    day: String,
    #[diesel(sql_type = Text)]
    point: String,
    #[diesel(sql_type = Text)]
    procedure_code: String,
    #[diesel(sql_type = Text)]
    reason: String,
    #[diesel(sql_type = Nullable<Text>)]
    desk: Option<String>,
    #[diesel(sql_type = Text)]
    missing: String,
}

impl TryFrom<Row> for TurnedAway {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let reading = Reading { table: "dossiers_turned_away", id: &row.id };
        Ok(Self {
            day: reading.text(&row.day)?,
            point: reading.text(&row.point)?,
            procedure: reading.text(&row.procedure_code)?,
            reason: reading.text(&row.reason)?,
            desk: reading.maybe(row.desk.as_deref())?,
            missing: reading.json(&row.missing)?,
            id: row.id,
        })
    }
}

const SELECT: &str =
    "SELECT id, day, point, procedure_code, reason, desk, missing FROM dossiers_turned_away";

/// Writes one down. False when it stood there already.
pub fn insert(conn: &mut Conn, one: &TurnedAway) -> Result<bool, StoreError> {
    let written = sql_query(
        "INSERT INTO dossiers_turned_away (id, day, point, procedure_code, reason, desk, missing) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING",
    )
    .bind::<Text, _>(&one.id)
    .bind::<Text, _>(one.day.to_string())
    .bind::<Text, _>(one.point.as_str())
    .bind::<Text, _>(one.procedure.as_str())
    .bind::<Text, _>(one.reason.as_str())
    .bind::<Nullable<Text>, _>(one.desk.as_ref().map(PointCode::as_str))
    .bind::<Text, _>(set(&one.missing))
    .execute(conn)?;
    Ok(written > 0)
}

/// The one of this name.
pub fn find(conn: &mut Conn, id: &str) -> Result<Option<TurnedAway>, StoreError> {
    let row: Option<Row> = sql_query(format!("{SELECT} WHERE id = $1"))
        .bind::<Text, _>(id)
        .get_result(conn)
        .optional()?;
    row.map(TryInto::try_into).transpose()
}

/// Which to list or count.
#[derive(Debug, Clone)]
pub struct Filter {
    /// From this day on,
    pub from: NaiveDate,
    /// up to and with this one.
    pub to: NaiveDate,
    /// At these points; everywhere when none are given.
    pub points: Option<Vec<PointCode>>,
}

impl Filter {
    fn scope(&self) -> (&'static str, String) {
        let scope = if self.points.is_none() { "everywhere" } else { "some" };
        (scope, set(self.points.as_deref().unwrap_or_default()))
    }
}

/// Those of a filter, the latest day first. The cursor is the day and the name of the last one read.
pub fn list(
    conn: &mut Conn,
    filter: &Filter,
    after: Option<&str>,
    limit: i64,
) -> Result<Page<TurnedAway>, StoreError> {
    let each = conn.each_text("$4");
    let (scope, points) = filter.scope();
    let rows: Vec<Row> = sql_query(format!(
        "{SELECT} WHERE day >= $1 AND day <= $2 AND ($3 = 'everywhere' OR point IN {each}) \
         AND ($5 = '' OR day || '.' || id < $5) ORDER BY day DESC, id DESC LIMIT $6"
    ))
    .bind::<Text, _>(filter.from.to_string())
    .bind::<Text, _>(filter.to.to_string())
    .bind::<Text, _>(scope)
    .bind::<Text, _>(points)
    .bind::<Text, _>(after.unwrap_or_default())
    .bind::<BigInt, _>(limit + 1)
    .load(conn)?;
    let items: Vec<TurnedAway> =
        rows.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?;
    Ok(Page::from_overfull(items, limit, |one| format!("{}.{}", one.day, one.id)))
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = Text)]
    reason: String,
    #[diesel(sql_type = BigInt)]
    many: i64,
}

/// How many there are for each reason, the most frequent first.
pub fn count(conn: &mut Conn, filter: &Filter) -> Result<Vec<(WhyTurnedAway, i64)>, StoreError> {
    let each = conn.each_text("$4");
    let (scope, points) = filter.scope();
    let rows: Vec<Counted> = sql_query(format!(
        "SELECT reason, COUNT(*) AS many FROM dossiers_turned_away WHERE day >= $1 AND day <= $2 \
         AND ($3 = 'everywhere' OR point IN {each}) GROUP BY reason ORDER BY many DESC, reason"
    ))
    .bind::<Text, _>(filter.from.to_string())
    .bind::<Text, _>(filter.to.to_string())
    .bind::<Text, _>(scope)
    .bind::<Text, _>(points)
    .load(conn)?;
    let counted = |row: Counted| {
        let reading = Reading { table: "dossiers_turned_away", id: &row.reason };
        Ok((reading.text(&row.reason)?, row.many))
    };
    rows.into_iter().map(counted).collect()
}
