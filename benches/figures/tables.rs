//! The tables of a report: as text for whoever ran it, and as Markdown for the book. Typed by nobody.

use std::fmt::Write as _;
use std::path::Path;

use hosopost::base::At;

use super::book::{Figure, Report};
use super::machine::Machine;
use super::quantities::{MACHINE, POSTGRES, SQLITE};

const BEGIN: &str = "<!-- figures:begin -->";
const END: &str = "<!-- figures:end -->";
const LONG_BEGIN: &str = "<!-- long:begin -->";
const LONG_END: &str = "<!-- long:end -->";
const OPEN_BEGIN: &str = "<!-- open:begin -->";
const OPEN_END: &str = "<!-- open:end -->";
const FAULTS_BEGIN: &str = "<!-- faults:begin -->";
const FAULTS_END: &str = "<!-- faults:end -->";

/// For a terminal.
pub fn text(report: &Report) -> String {
    let figures = || report.ratios.iter().chain(&report.figures);
    let width = figures().map(|figure| name(figure).chars().count()).max().unwrap_or(0);
    let mut text = format!(
        "{:<10}  {:<width$}  {:>14}  {:>19}  {:>12}\n",
        "database", "figure", "median", "lowest – highest", "goal"
    );
    for figure in figures() {
        let spread = format!("{} – {}", value(figure.lowest), value(figure.highest));
        let median = format!("{} {}", value(figure.median), figure.unit);
        let goal = wanted(figure).unwrap_or_default();
        let (name, mark) = (name(figure), mark(figure));
        let _ = writeln!(
            text,
            "{:<10}  {name:<width$}  {median:>14}  {spread:>19}  {goal:>12}{mark}",
            figure.database
        );
    }
    let _ = write!(text, "\n{}", heading(report));
    text
}

/// For the book.
pub fn markdown(report: &Report) -> String {
    let mut text = heading(report);
    let _ = writeln!(text, "| figure | goal | SQLite | PostgreSQL |\n| --- | ---: | ---: | ---: |");
    let figures: Vec<&Figure> = report.ratios.iter().chain(&report.figures).collect();
    let mut told: Vec<String> = Vec::new();
    for figure in &figures {
        let name = name(figure);
        if told.contains(&name) || figure.database == MACHINE {
            continue;
        }
        let on = |database| {
            let same = |other: &&&Figure| other.database == database && self::name(other) == name;
            figures.iter().find(same).copied()
        };
        let (sqlite, postgres) = (on(SQLITE), on(POSTGRES));
        let goals: Vec<String> =
            [sqlite, postgres].into_iter().flatten().filter_map(wanted).collect();
        let goal = match goals.as_slice() {
            [one, other] if one != other => format!("{one} · {other}"),
            [one, ..] => one.clone(),
            [] => String::new(),
        };
        let _ = writeln!(text, "| {name} | {goal} | {} | {} |", cell(sqlite), cell(postgres));
        told.push(name);
    }
    let machine: Vec<&&Figure> =
        figures.iter().filter(|figure| figure.database == MACHINE).collect();
    if machine.is_empty() {
        return text;
    }
    let _ = writeln!(text, "\n| the machine itself | goal | |\n| --- | ---: | ---: |");
    for figure in machine {
        let goal = wanted(figure).unwrap_or_default();
        let _ = writeln!(text, "| {} | {goal} | {} |", figure.name, cell(Some(figure)));
    }
    text
}

/// Writes the table between the marks of a file; each kind of run has a pair of its own.
pub fn write_into(path: &Path, report: &Report) {
    let long = report.figures.iter().any(|figure| figure.events.is_some());
    let marks = match report.open {
        Some(_) => (OPEN_BEGIN, OPEN_END),
        None if long => (LONG_BEGIN, LONG_END),
        None => (BEGIN, END),
    };
    put(path, marks, &markdown(report));
}

/// Writes the counts of `make faults` between their marks, as they were printed.
pub fn write_counts(path: &Path, counts: &Path) {
    let printed = std::fs::read_to_string(counts).unwrap();
    let written = std::fs::metadata(counts).unwrap().modified().unwrap();
    let at = written.duration_since(std::time::UNIX_EPOCH).unwrap().as_millis();
    let date = At::from_millis(i64::try_from(at).unwrap());
    let text = format!("{} · {date} · `make faults`\n\n```\n{printed}```\n", Machine::this());
    put(path, (FAULTS_BEGIN, FAULTS_END), &text);
}

/// Puts a text between two marks of a file.
fn put(path: &Path, (begin, end): (&str, &str), text: &str) {
    let book = std::fs::read_to_string(path).unwrap();
    let (before, rest) = book.split_once(begin).expect("the book has a mark");
    let (_, after) = rest.split_once(end).expect("the mark has an end");
    std::fs::write(path, format!("{before}{begin}\n{text}{end}{after}")).unwrap();
}

fn heading(report: &Report) -> String {
    let mut text = format!(
        "{} · {} · `{}` · rounds: {}, told are medians · {} build\n",
        report.machine,
        report.date,
        report.command.trim(),
        report.rounds,
        report.build,
    );
    if let Some(parcels) = report.open {
        let _ = writeln!(text, "\n{} parcels under way.", grouped(parcels.unsigned_abs()));
    }
    if report.quick || report.build != "release" {
        text.push_str("\nA trial of the programme: these figures say nothing about the product.\n");
    }
    for skipped in &report.skipped {
        let _ = writeln!(text, "\nLeft out: {skipped}.");
    }
    text.push('\n');
    text
}

fn name(figure: &Figure) -> String {
    match figure.events {
        Some(events) => format!("{}, at {} events", figure.name, grouped(events)),
        None => figure.name.clone(),
    }
}

fn cell(figure: Option<&Figure>) -> String {
    figure.map_or_else(
        || "–".to_owned(),
        |figure| format!("{} {}{}", value(figure.median), figure.unit, mark(figure)),
    )
}

fn mark(figure: &Figure) -> &'static str {
    match &figure.goal {
        Some(goal) if goal.met => " ✓",
        Some(_) => " ✗",
        None => "",
    }
}

fn wanted(figure: &Figure) -> Option<String> {
    let goal = figure.goal.as_ref()?;
    let (sign, bound) = match (goal.at_least, goal.at_most) {
        (Some(least), _) => ("≥", least),
        (None, Some(most)) => ("≤", most),
        (None, None) => return None,
    };
    Some(format!("{sign} {} {}", value(bound), figure.unit))
}

/// Three figures that count, and none that says nothing.
fn value(value: f64) -> String {
    if value.abs() >= 100.0 || (value.abs() >= 10.0 && value.fract() == 0.0) {
        grouped(value.round() as u64)
    } else if value.abs() >= 10.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.2}")
    }
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}
