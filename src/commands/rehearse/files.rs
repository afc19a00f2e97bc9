//! The figures as CSV: a file for columns, one for their days, one for their runs.

use std::path::Path;

use crate::base::Lang;
use crate::dispatch::rehearsal::{Figures, PlayedRun, Rehearsal};

const FIGURES: [&str; 20] = [
    "parcels",
    "kept",
    "late",
    "under_way",
    "still_dark",
    "undecided",
    "share_kept",
    "waiting_median_minutes",
    "waiting_95_minutes",
    "dark",
    "runs",
    "runs_broken",
    "carried",
    "mean_load",
    "most_load",
    "left_broken",
    "left_missed",
    "left_full",
    "left",
    "delay_minutes",
];

const RUN: [&str; 13] = [
    "day",
    "route",
    "departure",
    "departs",
    "capacity",
    "went",
    "carried",
    "most_aboard",
    "load",
    "left_broken",
    "left_missed",
    "left_full",
    "delay_minutes",
];

/// Writes all three into a folder, which is made where it is not there.
pub(super) fn write(rehearsal: &Rehearsal, folder: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder)?;
    let mut columns = csv::Writer::from_path(folder.join("columns.csv"))?;
    let mut days = csv::Writer::from_path(folder.join("days.csv"))?;
    let mut runs = csv::Writer::from_path(folder.join("runs.csv"))?;
    columns.write_record(["column", "changes"].iter().chain(&FIGURES))?;
    days.write_record(["column", "day"].iter().chain(&FIGURES))?;
    runs.write_record(["column"].iter().chain(&RUN))?;
    for (number, column) in rehearsal.columns.iter().enumerate() {
        let number = number.to_string();
        let row = [number.clone(), column.told(Lang::En)];
        columns.write_record(row.into_iter().chain(cells(&column.whole)))?;
        for (day, figures) in &column.days {
            let row = [number.clone(), day.to_string()];
            days.write_record(row.into_iter().chain(cells(figures)))?;
        }
        for run in &column.runs {
            runs.write_record(std::iter::once(number.clone()).chain(of_run(run)))?;
        }
    }
    columns.flush()?;
    days.flush()?;
    runs.flush()?;
    Ok(())
}

fn cells(figures: &Figures) -> [String; 20] {
    let Figures { left_broken, left_missed, left_full, waiting, .. } = figures;
    [
        figures.parcels.to_string(),
        figures.kept.to_string(),
        figures.late.to_string(),
        figures.under_way.to_string(),
        figures.still_dark.to_string(),
        figures.undecided.to_string(),
        share(figures.share_kept()),
        maybe(waiting.map(|waiting| waiting.median_minutes)),
        maybe(waiting.map(|waiting| waiting.most_minutes)),
        figures.dark.to_string(),
        figures.runs.to_string(),
        figures.runs_broken.to_string(),
        figures.carried.to_string(),
        share(figures.mean_load),
        share(figures.most_load),
        left_broken.to_string(),
        left_missed.to_string(),
        left_full.to_string(),
        (left_broken + left_missed + left_full).to_string(),
        figures.delay_minutes.to_string(),
    ]
}

fn of_run(run: &PlayedRun) -> [String; 13] {
    [
        run.day.to_string(),
        run.route.to_string(),
        run.departure.to_string(),
        run.departs.to_string(),
        maybe(run.capacity),
        run.went.to_string(),
        run.carried.to_string(),
        run.most_aboard.to_string(),
        share(run.load()),
        run.left_broken.to_string(),
        run.left_missed.to_string(),
        run.left_full.to_string(),
        run.delay_minutes.to_string(),
    ]
}

fn maybe(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn share(share: Option<f64>) -> String {
    share.map(|share| format!("{share:.4}")).unwrap_or_default()
}
