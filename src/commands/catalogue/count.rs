//! `catalogue counts`.

use std::process::ExitCode;

use clap::Args;

use super::{Setup, Shown};
use crate::base::Lang;
use crate::catalogue::{Catalogue, Gaps, Listed};

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
    for (count, words) in missing(counts.gaps, lang) {
        if count > 0 {
            println!("! {count} {words}");
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn missing(gaps: Gaps, lang: Lang) -> [(usize, &'static str); 7] {
    [
        (
            gaps.listed_unknown,
            lang.pick(
                "mã có trên danh mục bưu chính nhưng không có trong danh mục thủ tục",
                "codes listed, not in the catalogue",
            ),
        ),
        (
            gaps.time_unit_unspecified,
            lang.pick("thủ tục có thời hạn không rõ đơn vị", "procedures with a time of no unit"),
        ),
        (gaps.time_missing, lang.pick("thủ tục chưa có thời hạn", "procedures without a time")),
        (
            gaps.agency_missing,
            lang.pick("thủ tục chưa rõ cơ quan thực hiện", "procedures without an authority"),
        ),
        (gaps.fee_missing, lang.pick("thủ tục chưa rõ phí", "procedures of no known fee")),
        (
            gaps.fee_by_case,
            lang.pick("thủ tục có phí theo hồ sơ", "procedures with a fee by the case"),
        ),
        (
            gaps.papers_missing,
            lang.pick("thủ tục chưa có danh mục giấy tờ", "procedures without a list of papers"),
        ),
    ]
}
