//! Tariffs with their weight steps, reductions, and the whole [`PriceList`].

use std::collections::HashMap;

use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::dialect::{column, insert_many, set};
use super::error::StoreError;
use super::row::Reading;
use crate::base::Dong;
use crate::network::ZonePair;
use crate::postage::{Grams, PriceList, Reduction, Step, Steps, Tariff};

#[derive(QueryableByName)]
struct TariffRow {
    #[diesel(sql_type = Text)]
    service: String,
    #[diesel(sql_type = Text)]
    from_zone: String,
    #[diesel(sql_type = Text)]
    to_zone: String,
    #[diesel(sql_type = Text)]
    valid_from: String,
    #[diesel(sql_type = Nullable<Text>)]
    valid_until: Option<String>,
    #[diesel(sql_type = BigInt)]
    vat_percent: i64,
    #[diesel(sql_type = BigInt)]
    round_to: i64,
    #[diesel(sql_type = Text)]
    decision: String,
}

#[derive(QueryableByName)]
struct StepRow {
    #[diesel(sql_type = Text)]
    service: String,
    #[diesel(sql_type = Text)]
    from_zone: String,
    #[diesel(sql_type = Text)]
    to_zone: String,
    #[diesel(sql_type = Text)]
    valid_from: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    up_to_g: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    each_further_g: Option<i64>,
    #[diesel(sql_type = BigInt)]
    amount: i64,
}

type Key = (String, String, String, String);

impl StepRow {
    fn step(&self) -> Result<Step, StoreError> {
        let reading = Reading { table: "tariff_steps", id: &self.from_zone };
        let grams = |grams| -> Result<Grams, StoreError> {
            Grams::new(reading.number(grams)?).map_err(|problem| reading.bad(problem))
        };
        let amount = Dong::kept(self.amount);
        match (self.up_to_g, self.each_further_g) {
            (Some(up_to), None) => Ok(Step::UpTo(grams(up_to)?, amount)),
            (None, Some(each)) => Ok(Step::EachFurther(grams(each)?, amount)),
            (Some(_), Some(_)) | (None, None) => Err(reading.bad("a step has one weight")),
        }
    }
}

fn tariff(row: &TariffRow, steps: &[Step]) -> Result<Tariff, StoreError> {
    let reading = Reading { table: "tariffs", id: &row.from_zone };
    Ok(Tariff {
        direction: reading.text(&row.service)?,
        zones: ZonePair { from: reading.text(&row.from_zone)?, to: reading.text(&row.to_zone)? },
        period: reading.period(&row.valid_from, row.valid_until.as_deref())?,
        steps: Steps::new(steps).map_err(|problem| reading.bad(problem))?,
        vat_percent: reading.number(row.vat_percent)?,
        round_to: reading.number(row.round_to)?,
        decision: row.decision.clone(),
    })
}

/// All tariffs of all times.
pub fn load_tariffs(conn: &mut Conn) -> Result<Vec<Tariff>, StoreError> {
    const ORDER: &str = "ORDER BY service, from_zone, to_zone, valid_from";
    let rows: Vec<StepRow> =
        sql_query(format!("SELECT * FROM tariff_steps {ORDER}, step")).load(conn)?;
    let mut steps: HashMap<Key, Vec<Step>> = HashMap::new();
    for row in rows {
        let step = row.step()?;
        let key = (row.service, row.from_zone, row.to_zone, row.valid_from);
        steps.entry(key).or_default().push(step);
    }
    let rows: Vec<TariffRow> = sql_query(format!("SELECT * FROM tariffs {ORDER}")).load(conn)?;
    rows.into_iter()
        .map(|row| {
            let key = (
                row.service.clone(),
                row.from_zone.clone(),
                row.to_zone.clone(),
                row.valid_from.clone(),
            );
            tariff(&row, steps.get(&key).map_or(&[][..], Vec::as_slice))
        })
        .collect()
}

/// Writes tariffs; one for the same way, zones and first day is replaced with all its steps.
pub fn save_tariffs(conn: &mut Conn, tariffs: &[Tariff]) -> Result<(), StoreError> {
    insert_many(
        conn,
        "tariffs",
        &[
            ("service", column!(tariffs, Text, |one| Some(one.direction.to_string()))),
            ("from_zone", column!(tariffs, Text, |one| Some(one.zones.from.to_string()))),
            ("to_zone", column!(tariffs, Text, |one| Some(one.zones.to.to_string()))),
            ("valid_from", column!(tariffs, Text, |one| Some(one.period.from.to_string()))),
            ("valid_until", column!(tariffs, Text, |one| one.period.until.map(|d| d.to_string()))),
            ("vat_percent", column!(tariffs, Big, |one| Some(one.vat_percent.into()))),
            ("round_to", column!(tariffs, Big, |one| Some(one.round_to.into()))),
            ("decision", column!(tariffs, Text, |one| Some(one.decision.clone()))),
        ],
        "(service, from_zone, to_zone, valid_from) DO UPDATE SET \
         valid_until = excluded.valid_until, vat_percent = excluded.vat_percent, \
         round_to = excluded.round_to, decision = excluded.decision",
    )?;
    // None of the four holds a space, so together they make one text that no other four make.
    let sql = format!(
        "DELETE FROM tariff_steps WHERE \
         service || ' ' || from_zone || ' ' || to_zone || ' ' || valid_from IN {}",
        conn.each_text("$1")
    );
    let replaced = tariffs.iter().map(|one| {
        format!("{} {} {} {}", one.direction, one.zones.from, one.zones.to, one.period.from)
    });
    sql_query(sql).bind::<Text, _>(set(replaced)).execute(conn)?;
    let steps: Vec<(&Tariff, i64, Step)> = tariffs
        .iter()
        .flat_map(|one| (1i64..).zip(one.steps.list()).map(move |(n, step)| (one, n, step)))
        .collect();
    let weight = |step: &Step, further: bool| match (step, further) {
        (Step::UpTo(grams, _), false) | (Step::EachFurther(grams, _), true) => {
            Some(grams.grams().into())
        }
        (Step::UpTo(..), true) | (Step::EachFurther(..), false) => None,
    };
    insert_many(
        conn,
        "tariff_steps",
        &[
            ("service", column!(steps, Text, |(one, ..)| Some(one.direction.to_string()))),
            ("from_zone", column!(steps, Text, |(one, ..)| Some(one.zones.from.to_string()))),
            ("to_zone", column!(steps, Text, |(one, ..)| Some(one.zones.to.to_string()))),
            ("valid_from", column!(steps, Text, |(one, ..)| Some(one.period.from.to_string()))),
            ("step", column!(steps, Big, |(_, n, _)| Some(*n))),
            ("up_to_g", column!(steps, Big, |(.., step)| weight(step, false))),
            ("each_further_g", column!(steps, Big, |(.., step)| weight(step, true))),
            ("amount", column!(steps, Big, |(.., step)| Some(step.amount().dong()))),
        ],
        "",
    )?;
    Ok(())
}

#[derive(QueryableByName)]
struct ReductionRow {
    #[diesel(sql_type = Text)]
    category: String,
    #[diesel(sql_type = Text)]
    valid_from: String,
    #[diesel(sql_type = Nullable<Text>)]
    valid_until: Option<String>,
    #[diesel(sql_type = BigInt)]
    percent: i64,
    #[diesel(sql_type = Text)]
    name_vi: String,
    #[diesel(sql_type = Text)]
    name_en: String,
    #[diesel(sql_type = Text)]
    proof: String,
    #[diesel(sql_type = Text)]
    decision: String,
}

impl TryFrom<ReductionRow> for Reduction {
    type Error = StoreError;

    fn try_from(row: ReductionRow) -> Result<Self, StoreError> {
        let reading = Reading { table: "reductions", id: &row.category };
        Ok(Self {
            category: reading.text(&row.category)?,
            period: reading.period(&row.valid_from, row.valid_until.as_deref())?,
            percent: reading.number(row.percent)?,
            name_vi: row.name_vi,
            name_en: row.name_en,
            proof: row.proof,
            decision: row.decision,
        })
    }
}

/// All reductions of all times.
pub fn load_reductions(conn: &mut Conn) -> Result<Vec<Reduction>, StoreError> {
    let rows: Vec<ReductionRow> =
        sql_query("SELECT * FROM reductions ORDER BY category, valid_from").load(conn)?;
    rows.into_iter().map(Reduction::try_from).collect()
}

/// Writes reductions; one of the same category and first day is replaced.
pub fn save_reductions(conn: &mut Conn, reductions: &[Reduction]) -> Result<(), StoreError> {
    insert_many(
        conn,
        "reductions",
        &[
            ("category", column!(reductions, Text, |one| Some(one.category.to_string()))),
            ("valid_from", column!(reductions, Text, |one| Some(one.period.from.to_string()))),
            (
                "valid_until",
                column!(reductions, Text, |one| one.period.until.map(|d| d.to_string())),
            ),
            ("percent", column!(reductions, Big, |one| Some(one.percent.into()))),
            ("name_vi", column!(reductions, Text, |one| Some(one.name_vi.clone()))),
            ("name_en", column!(reductions, Text, |one| Some(one.name_en.clone()))),
            ("proof", column!(reductions, Text, |one| Some(one.proof.clone()))),
            ("decision", column!(reductions, Text, |one| Some(one.decision.clone()))),
        ],
        "(category, valid_from) DO UPDATE SET valid_until = excluded.valid_until, \
         percent = excluded.percent, name_vi = excluded.name_vi, name_en = excluded.name_en, \
         proof = excluded.proof, decision = excluded.decision",
    )?;
    Ok(())
}

/// All tariffs and all reductions.
pub fn load_price_list(conn: &mut Conn) -> Result<PriceList, StoreError> {
    Ok(PriceList::new(load_tariffs(conn)?, load_reductions(conn)?))
}
