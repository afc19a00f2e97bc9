//! `import all`: every file that is known, in the order in which they build on each other.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use serde_json::{Value, json};

use super::tell::{ProgressLine, report_json, tell_refusal, tell_text};
use super::{Setup, keyboard, one, open, read};
use crate::flows::import::{
    Days, ImportFile, ImportRefusal, ImportReport, NamedFile, Source, Staged, rehearse, sort_out,
};
use crate::store::Conn;

#[derive(Args)]
pub(super) struct All {
    /// Folders, whose .csv files are looked at, or files; what is not known is passed over
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// Whose columns the files have: own or opendata
    #[arg(long, default_value = "own", value_name = "SOURCE")]
    from: Source,

    /// Say what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
}

/// Does it. The first file that is refused ends it; those before it are taken, and taking them again does
/// no harm. A dry run keeps none, and each file is tried on what those before it would leave.
pub(super) fn run(setup: &Setup, all: &All) -> anyhow::Result<ExitCode> {
    let sorted = sort_out(files(&all.paths)?, all.from);
    anyhow::ensure!(
        !sorted.known.is_empty(),
        "expected at least one file with columns of --from {}; see fixtures/README.md",
        all.from
    );
    let files: Vec<(&str, ImportFile<'_>)> = sorted
        .known
        .iter()
        .map(|(kind, file)| {
            let (source, bytes) = (all.from, file.bytes.as_slice());
            (file.name.as_str(), ImportFile { kind: *kind, source, bytes, days: Days::default() })
        })
        .collect();
    let mut conn = open(setup)?;
    let mut told = Vec::new();
    let refused = if all.dry_run {
        tried(&mut conn, &files, &mut told)
    } else {
        taken(setup, &mut conn, &files, &mut told)
    };
    let reports: Vec<Value> = told.iter().map(|(name, report)| with_file(report, name)).collect();
    if !setup.json {
        if all.dry_run {
            for (_, report) in &told {
                tell_text(report);
            }
        }
        if !sorted.passed_over.is_empty() {
            println!("passed over: {}", sorted.passed_over.join(", "));
        }
    } else if refused.is_none() {
        println!("{}", json!({"imports": reports, "passed_over": sorted.passed_over}));
    }
    match refused {
        None => Ok(ExitCode::SUCCESS),
        Some((name, refusal)) => tell_refusal(setup, name, refusal, &reports),
    }
}

fn with_file(report: &ImportReport, name: &str) -> Value {
    let mut out = report_json(report);
    out["file"] = name.into();
    out
}

type Told<'a> = Vec<(&'a str, ImportReport)>;
type Refused<'a> = Option<(&'a str, ImportRefusal)>;

fn taken<'a>(
    setup: &Setup,
    conn: &mut Conn,
    files: &[(&'a str, ImportFile<'_>)],
    told: &mut Told<'a>,
) -> Refused<'a> {
    for (name, file) in files {
        let mut line = ProgressLine::new(file.kind);
        let done = one(conn, file, false, &mut line);
        line.end();
        match done {
            Ok(report) => {
                if !setup.json {
                    tell_text(&report);
                }
                told.push((name, report));
            }
            Err(refusal) => return Some((name, refusal)),
        }
    }
    None
}

fn tried<'a>(
    conn: &mut Conn,
    files: &[(&'a str, ImportFile<'_>)],
    told: &mut Told<'a>,
) -> Refused<'a> {
    let mut staged = Vec::new();
    for (name, file) in files {
        let mut line = ProgressLine::new(file.kind);
        match Staged::read(file, &mut |step| line.show(step)) {
            Ok(one) => staged.push(one),
            Err(refusal) => return Some((name, refusal)),
        }
        line.end();
    }
    let (cx, by) = keyboard();
    let mut line = ProgressLine::new(files[0].1.kind);
    let mut reached = 0;
    let done = rehearse(conn, &cx, &by, staged, &mut |at, kind, step| {
        reached = at;
        line.turn(kind);
        line.show(step);
    });
    line.end();
    match done {
        Ok(reports) => {
            told.extend(files.iter().map(|(name, _)| *name).zip(reports));
            None
        }
        Err(refusal) => Some((files[reached].0, refusal)),
    }
}

fn files(paths: &[PathBuf]) -> anyhow::Result<Vec<NamedFile>> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            let unreadable = || format!("{}: expected a folder that can be read", path.display());
            for entry in std::fs::read_dir(path).with_context(unreadable)? {
                let path = entry.with_context(unreadable)?.path();
                if path.extension().is_some_and(|extension| extension == "csv") {
                    files.push(named(&path)?);
                }
            }
        } else {
            files.push(named(path)?);
        }
    }
    Ok(files)
}

fn named(path: &Path) -> anyhow::Result<NamedFile> {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    Ok(NamedFile { name, bytes: read(path)? })
}
