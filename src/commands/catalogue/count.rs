//! `catalogue counts`.

use std::process::ExitCode;

use clap::Args;

use super::{Setup, Shown};
use crate::catalogue::{Catalogue, Listed};

#[derive(Args)]
pub(in crate::commands) struct Counts {
    #[command(flatten)]
    shown: Shown,
}

/// A line for each level that has procedures or a list, then what is missing.
pub(super) fn counts(
    setup: &Setup,
    catalogue: &Catalogue,
    wanted: &Counts,
) -> anyhow::Result<ExitCode> {
    let counts = catalogue.counts(wanted.shown.day());
    if setup.json {
        println!("{}", serde_json::to_string(&counts)?);
        return Ok(ExitCode::SUCCESS);
    }
    let lang = wanted.shown.lang();
    let (on, all) = (counts.on, counts.procedures);
    println!("{}", lang.pick(format!("{on}: {all} thủ tục"), format!("{on}: {all} procedures")));
    for level in counts.levels.iter().filter(|one| one.procedures + one.either.listed > 0) {
        let of = |listed: &Listed| match listed.percent {
            Some(percent) => format!("{} ({percent} %)", listed.listed),
            None => listed.listed.to_string(),
        };
        let (name, all) = (level.level.text(lang), level.procedures);
        let (listed, received, returned) =
            (of(&level.either), of(&level.received), of(&level.returned));
        println!(
            "{}",
            lang.pick(
                format!("{name}: {listed} trên danh mục bưu chính / {all} thủ tục; nhận {received}, trả {returned}"),
                format!("{name}: {listed} on the postal list of {all} procedures; received {received}, returned {returned}"),
            )
        );
    }
    for (count, words) in counts.gaps.told(lang) {
        if count > 0 {
            println!("! {count} {words}");
        }
    }
    Ok(ExitCode::SUCCESS)
}
