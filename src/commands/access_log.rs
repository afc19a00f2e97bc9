//! `access-log`: who looked at whose details when; never the details.

use std::process::ExitCode;

use clap::Args;

use super::Setup;
use crate::app;
use crate::base::codes::CaseCode;
use crate::base::paging::MAX_LIMIT;
use crate::store::access_log::{Filter, list};
use crate::store::schema;

pub(super) const EXAMPLES: &str = "Examples:\n  hosopost access-log\n  \
    hosopost access-log --case H27.12-250408-0007\n  hosopost access-log --limit 1000 --json";

#[derive(Args)]
pub(super) struct AccessLog {
    /// Of this case alone
    #[arg(long, value_name = "CODE")]
    case: Option<CaseCode>,

    /// How many of the newest lines
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
    limit: u32,
}

/// Prints it, the newest first.
pub(super) fn run(setup: &Setup, wanted: AccessLog) -> anyhow::Result<ExitCode> {
    let mut conn = app::database(&setup.settings)?.open()?;
    anyhow::ensure!(
        schema::pending(&mut conn)? == 0,
        "the database does not fit this program: run hosopost migrate"
    );
    let filter = Filter { case: wanted.case, ..Filter::default() };
    let (mut left, mut before) = (i64::from(wanted.limit), None);
    loop {
        let page = list(&mut conn, &filter, before, left.min(MAX_LIMIT))?;
        for line in &page.items {
            let view = &line.view;
            if setup.json {
                println!(
                    "{}",
                    serde_json::json!({
                        "at": view.at, "by": view.by, "name": line.name, "page": view.page,
                        "case_code": line.case_code, "parcel": view.parcel, "person": view.person,
                    })
                );
            } else {
                let name = if line.name.is_empty() { "command line" } else { &line.name };
                println!("{}  {name:24}  {:16}  {}", view.at, view.page, line.case_code);
            }
        }
        left -= page.items.len() as i64;
        match page.next {
            Some(next) if left > 0 => before = Some(next.parse()?),
            Some(_) | None => return Ok(ExitCode::SUCCESS),
        }
    }
}
