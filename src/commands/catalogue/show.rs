//! `catalogue search` and `catalogue show`.

use std::process::ExitCode;

use chrono::NaiveDate;
use clap::Args;
use serde_json::{Value, json};

use super::{Setup, Shown};
use crate::base::{Channel, Lang};
use crate::catalogue::Search as Question;
use crate::catalogue::{
    AgencyLevel, Catalogue, Direction, FeeItem, Offer, Procedure, ProcedureCode,
};

#[derive(Args)]
pub(in crate::commands) struct Search {
    /// Words of the name in any order, or the beginning of the code
    words: String,

    /// Words of the field of administration
    #[arg(long, default_value = "", value_name = "WORDS")]
    field: String,

    /// ministry, province, district, commune or other
    #[arg(long)]
    level: Option<AgencyLevel>,

    /// received or returned
    #[arg(long)]
    by_post: Option<Direction>,

    #[command(flatten)]
    shown: Shown,
}

#[derive(Args)]
pub(in crate::commands) struct Show {
    /// The national code, like 1.012783
    code: ProcedureCode,

    #[command(flatten)]
    shown: Shown,
}

/// A line for each procedure found.
pub(super) fn search(setup: &Setup, catalogue: &Catalogue, wanted: &Search) -> ExitCode {
    let mut question = Question::new(&wanted.words, &wanted.field);
    question.level = wanted.level;
    question.by_post = wanted.by_post;
    let day = wanted.shown.day();
    let mut found = 0;
    for procedure in catalogue.search(day, &question, None) {
        found += 1;
        let ways: Vec<&str> = Direction::ALL
            .into_iter()
            .filter(|way| {
                catalogue.listed_on(&procedure.code, day).any(|one| one.direction == *way)
            })
            .map(Direction::as_str)
            .collect();
        if setup.json {
            let told = json!({
                "code": procedure.code, "name": procedure.name, "field": procedure.field,
                "levels": procedure.levels, "agency": procedure.agency, "by_post": ways,
            });
            println!("{told}");
        } else {
            println!("{}  {}  [{}]", procedure.code, procedure.name, ways.join("+"));
        }
    }
    if found == 0 && !setup.json {
        let lang = wanted.shown.lang();
        eprintln!("{}", lang.pick("Không tìm thấy thủ tục nào.", "No procedure was found."));
    }
    if found == 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// All of one procedure.
pub(super) fn show(
    setup: &Setup,
    catalogue: &Catalogue,
    wanted: &Show,
) -> anyhow::Result<ExitCode> {
    let (code, day, lang) = (&wanted.code, wanted.shown.day(), wanted.shown.lang());
    let procedure = catalogue.procedure_on(code, day);
    anyhow::ensure!(
        procedure.is_some() || catalogue.listed_on(code, day).next().is_some(),
        "there is no procedure {code} on {day}, and no postal list names it"
    );
    if setup.json {
        println!("{}", told(catalogue, code, day));
        return Ok(ExitCode::SUCCESS);
    }
    println!("{code}  {}", catalogue.name_of(code, day).unwrap_or_default());
    match procedure {
        Some(procedure) => describe(catalogue, procedure, day, lang),
        None => println!(
            "{}",
            lang.pick(
                "! có trên danh mục bưu chính nhưng không có trong danh mục thủ tục",
                "! listed, not in the catalogue",
            )
        ),
    }
    for listing in catalogue.listed_on(code, day) {
        let (way, level) = (listing.direction.text(lang), listing.level.text(lang));
        let until = listing.period.until.map_or_else(String::new, |day| format!("–{day}"));
        println!("  ✉ {way}, {level}: {} ({}{until})", listing.decision, listing.period.from);
    }
    Ok(ExitCode::SUCCESS)
}

fn describe(catalogue: &Catalogue, procedure: &Procedure, day: NaiveDate, lang: Lang) {
    let levels: Vec<&str> = procedure.levels.iter().map(|level| level.text(lang)).collect();
    let agency = procedure.agency.as_deref().unwrap_or("–");
    println!("  {} · {} · {agency}", procedure.field, levels.join(", "));
    for way in Channel::ALL {
        let said = match procedure.offers.of(way) {
            Offer::Closed => lang.pick("không tiếp nhận", "not offered").to_owned(),
            Offer::Usual | Offer::Within(_) => {
                let time =
                    procedure.time(way).map_or_else(|| "–".to_owned(), |time| time.text(lang));
                let fee = catalogue.fee_of(&procedure.code, way, day);
                let fee = fee.map_or_else(|| "–".to_owned(), |fee| fee.total.text(lang));
                lang.pick(format!("{time}, phí {fee}"), format!("{time}, fee {fee}"))
            }
        };
        println!("  {}: {said}", way.text(lang));
    }
    for item in catalogue.fees_on(&procedure.code, day).into_iter().flat_map(|list| &list.items) {
        println!("  {}", fee_line(item, lang));
    }
    for (n, paper) in (1..).zip(catalogue.papers_on(&procedure.code, day)) {
        let template =
            paper.template.as_ref().map_or_else(String::new, |form| format!(" ({form})"));
        println!("  {n}. {}{template}: {}+{}", paper.name, paper.originals, paper.copies);
    }
}

fn fee_line(item: &FeeItem, lang: Lang) -> String {
    let only = item.channel.map_or_else(String::new, |way| format!(" ({})", way.text(lang)));
    let class = item.class.text(lang);
    format!("{class}: {}{only}: {}", item.name, item.amount.text(lang))
}

fn told(catalogue: &Catalogue, code: &ProcedureCode, day: NaiveDate) -> Value {
    let procedure = catalogue.procedure_on(code, day);
    let channels = Channel::ALL.map(|way| {
        let fee = catalogue.fee_of(code, way, day);
        json!({
            "channel": way.as_str(),
            "offered": procedure.is_some_and(|one| one.offers.of(way) != Offer::Closed),
            "time": procedure.and_then(|one| one.time(way)),
            "fee": fee.map(|fee| fee.total.to_string()),
        })
    });
    let listings = catalogue.listed_on(code, day).map(|one| {
        json!({
            "direction": one.direction, "level": one.level, "decision": one.decision,
            "valid_from": one.period.from, "valid_until": one.period.until,
        })
    });
    json!({
        "code": code,
        "name": catalogue.name_of(code, day),
        "on": day,
        "in_catalogue": procedure.is_some(),
        "field": procedure.map(|one| &one.field),
        "levels": procedure.map(|one| &one.levels),
        "agency": procedure.map(|one| &one.agency),
        "channels": channels,
        "papers": catalogue.papers_on(code, day),
        "by_post": listings.collect::<Vec<_>>(),
    })
}
