//! Cases by whom they are about: the applicant, and the persons at the ends of their legs. It answers with
//! ids alone; whoever shows who the persons are reads them as always, by a `Noted`.

use diesel::sql_types::{BigInt, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::dialect::set;
use super::error::StoreError;
use super::row::Reading;
use crate::base::paging::Page;
use crate::base::{CaseId, PersonId, PointCode};
use crate::people::Sought;

/// Which cases may be found.
#[derive(Debug, Clone, Copy, Default)]
pub struct Within<'a> {
    /// Of these agencies; all when none are given.
    pub agencies: Option<&'a [PointCode]>,
    /// That touch one of these points; all when none are given.
    pub points: Option<&'a [PointCode]>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = Text)]
    person: String,
}

/// The condition that finds a person, and the text it is asked with.
fn condition(sought: &Sought) -> (&'static str, String) {
    match sought {
        Sought::Name(words) => {
            // Where a word of the name begins: `van` finds `Nguyễn Văn Mẫu`, `an` does not.
            (r"' ' || name_key LIKE $1 ESCAPE '\'", format!("% {}%", plain(words)))
        }
        Sought::Phone(number) => ("phone = $1", number.clone()),
        Sought::PhoneEnd(digits) => (r"phone LIKE $1 ESCAPE '\'", format!("%{digits}")),
    }
}

/// The text with nothing in it that LIKE reads as a pattern.
fn plain(text: &str) -> String {
    text.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_")
}

/// Whether a case touches one of the points: it is its agency's, a leg begins or ends there, a parcel of it
/// is held there, or was scanned there, itself or with the bag or run it lay in.
fn touches(each: &str) -> String {
    format!(
        "c.agency IN {each} OR EXISTS (SELECT 1 FROM legs l \
         LEFT JOIN parcels p ON p.leg_id = l.id LEFT JOIN heads h ON h.item_key = p.item_key \
         WHERE l.case_id = c.id AND (l.from_point IN {each} OR l.to_point IN {each} \
         OR h.custodian_point IN {each} \
         OR EXISTS (SELECT 1 FROM events e WHERE e.item_key = p.item_key AND e.at_point IN {each}) \
         OR EXISTS (SELECT 1 FROM containments k JOIN events e ON e.item_key = k.carrier \
         WHERE k.item_key = p.item_key AND e.at_point IN {each} AND e.effective_at >= k.from_at \
         AND (k.until_at IS NULL OR e.effective_at < k.until_at))))"
    )
}

/// A page of the cases that name somebody like this, the newest first, each with one such person: the
/// applicant before anybody at an end of a leg. The cursor is the id of the last case.
pub fn list(
    conn: &mut Conn,
    sought: &Sought,
    within: Within<'_>,
    before: Option<CaseId>,
    limit: i64,
) -> Result<Page<(CaseId, PersonId)>, StoreError> {
    let (condition, asked) = condition(sought);
    let sql = format!(
        "WITH sought AS (SELECT id FROM persons WHERE {condition}), \
         named AS (\
         SELECT id AS case_id, '0' || applicant AS person FROM cases \
         WHERE applicant IN (SELECT id FROM sought) \
         UNION ALL SELECT case_id, '1' || from_person AS person FROM legs \
         WHERE from_person IN (SELECT id FROM sought) \
         UNION ALL SELECT case_id, '1' || to_person AS person FROM legs \
         WHERE to_person IN (SELECT id FROM sought)) \
         SELECT c.id, MIN(n.person) AS person FROM named n JOIN cases c ON c.id = n.case_id \
         WHERE NOT c.test AND ($2 = '' OR c.id < $2) AND ($3 = 'everywhere' OR c.agency IN {agencies}) \
         AND ($5 = 'everywhere' OR {touches}) GROUP BY c.id ORDER BY c.id DESC LIMIT $7",
        agencies = conn.each_text("$4"),
        touches = touches(&conn.each_text("$6")),
    );
    let scope = |points: Option<&[PointCode]>| {
        if points.is_none() { "everywhere" } else { "some" }
    };
    let rows: Vec<Row> = sql_query(sql)
        .bind::<Text, _>(asked)
        .bind::<Text, _>(before.map(|id| id.to_string()).unwrap_or_default())
        .bind::<Text, _>(scope(within.agencies))
        .bind::<Text, _>(set(within.agencies.unwrap_or_default()))
        .bind::<Text, _>(scope(within.points))
        .bind::<Text, _>(set(within.points.unwrap_or_default()))
        .bind::<BigInt, _>(limit + 1)
        .load(conn)?;
    let found: Result<Vec<(CaseId, PersonId)>, StoreError> = rows
        .iter()
        .map(|row| {
            let reading = Reading { table: "cases", id: &row.id };
            Ok((reading.text(&row.id)?, reading.text(&row.person[1..])?))
        })
        .collect();
    Ok(Page::from_overfull(found?, limit, |(case, _)| case.to_string()))
}
