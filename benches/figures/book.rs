//! Where the figures are written down round by round, and what is told of them: medians, the spread, and
//! ratios taken within each round, so that what slowed the machine for a while slowed both sides.

use hosopost::base::Clock;
use serde::{Deserialize, Serialize};

use super::goals::{By, Goal, RATIOS, Ratio};
use super::knobs::{Args, Knobs};
use super::machine::Machine;
use super::quantities::{MACHINE, Quantity};

/// A figure or a ratio.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Figure {
    /// Of which database, or of the machine.
    pub database: String,
    /// What it is.
    pub name: String,
    /// In what it is counted.
    pub unit: String,
    /// With so many events in the database; none: with what the run itself made.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub events: Option<u64>,
    /// The middle of the rounds.
    pub median: f64,
    /// The lowest of them.
    pub lowest: f64,
    /// The highest of them.
    pub highest: f64,
    /// What was wanted, and whether it was reached.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub goal: Option<Wanted>,
    /// Every round.
    pub samples: Vec<f64>,
}

/// A goal, and whether it was reached.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Wanted {
    /// Not less.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub at_least: Option<f64>,
    /// Not more.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub at_most: Option<f64>,
    /// Whether the median is.
    pub met: bool,
}

/// The figures of a run while it goes on.
#[derive(Debug, Default)]
pub struct Book {
    lines: Vec<Line>,
    skipped: Vec<String>,
}

#[derive(Debug)]
struct Line {
    database: &'static str,
    quantity: Quantity,
    events: Option<u64>,
    samples: Vec<f64>,
}

impl Book {
    /// Writes down one round's figure.
    pub fn note(&mut self, database: &'static str, quantity: Quantity, value: f64) {
        self.note_at(database, quantity, None, value);
    }

    /// The same, with so many events in the database.
    pub fn note_at(
        &mut self,
        database: &'static str,
        quantity: Quantity,
        events: Option<u64>,
        value: f64,
    ) {
        let line = self.lines.iter_mut().find(|line| {
            line.database == database && line.quantity == quantity && line.events == events
        });
        match line {
            Some(line) => line.samples.push(value),
            None => self.lines.push(Line { database, quantity, events, samples: vec![value] }),
        }
    }

    /// Says aloud that something is left out, and in the table too.
    pub fn skip(&mut self, what: &str) {
        eprintln!("SKIPPED: {what}");
        self.skipped.push(what.to_owned());
    }

    fn samples(&self, database: &str, quantity: Quantity, events: Option<u64>) -> Option<&[f64]> {
        let mut lines = self.lines.iter();
        lines
            .find(|line| {
                line.database == database && line.quantity == quantity && line.events == events
            })
            .map(|line| line.samples.as_slice())
    }

    fn ratio(&self, line: &Line, ratio: &Ratio) -> Option<Figure> {
        let by = match ratio.by {
            By::Machine(quantity) => self.samples(MACHINE, quantity, None)?,
            By::Same(quantity) => self.samples(line.database, quantity, line.events)?,
        };
        let scale = if ratio.unit == "%" { 100.0 } else { 1.0 };
        let samples = line.samples.iter().zip(by).map(|(of, by)| scale * of / by).collect();
        Some(figure(line.database, ratio.name, ratio.unit, line.events, samples))
    }

    fn ratios(&self) -> Vec<Figure> {
        RATIOS
            .iter()
            .flat_map(|ratio| {
                let lines = self.lines.iter().filter(|line| line.quantity == ratio.of);
                lines.filter_map(|line| self.ratio(line, ratio))
            })
            .collect()
    }
}

fn figure(
    database: &str,
    name: &str,
    unit: &str,
    events: Option<u64>,
    samples: Vec<f64>,
) -> Figure {
    let mut sorted = samples.clone();
    sorted.sort_by(f64::total_cmp);
    let median = sorted[sorted.len() / 2];
    let goal = Goal::of(database, name).map(|goal| Wanted {
        at_least: if let Goal::AtLeast(least) = goal { Some(least) } else { None },
        at_most: if let Goal::AtMost(most) = goal { Some(most) } else { None },
        met: goal.is_met(median),
    });
    Figure {
        database: database.to_owned(),
        name: name.to_owned(),
        unit: unit.to_owned(),
        events,
        median,
        lowest: sorted[0],
        highest: sorted[sorted.len() - 1],
        goal,
        samples,
    }
}

/// All that is told of a run.
#[derive(Debug, Serialize, Deserialize)]
pub struct Report {
    /// On what.
    pub machine: Machine,
    /// When.
    pub date: String,
    /// By which words.
    pub command: String,
    /// How the program was built: `release`, or `debug`, whose figures mean nothing.
    pub build: String,
    /// Shortened: its figures mean nothing either.
    pub quick: bool,
    /// With so many parcels under way, where that was what was asked.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub open: Option<i64>,
    /// Of how many rounds the medians are.
    pub rounds: usize,
    /// What was left out, and why.
    pub skipped: Vec<String>,
    /// The ratios.
    pub ratios: Vec<Figure>,
    /// The figures.
    pub figures: Vec<Figure>,
}

impl Report {
    /// Of what was written down.
    pub fn of(book: Book, args: &Args, knobs: &Knobs) -> Self {
        let ratios = book.ratios();
        let figures = book.lines.into_iter().map(|line| {
            figure(line.database, line.quantity.name, line.quantity.unit, line.events, line.samples)
        });
        let words = std::env::args().skip(1).filter(|word| word != "--bench");
        let words: Vec<String> = words.collect();
        Self {
            machine: Machine::this(),
            date: Clock::System.now().to_string(),
            command: format!("cargo bench --bench figures -- {}", words.join(" ")),
            build: if cfg!(debug_assertions) { "debug" } else { "release" }.to_owned(),
            quick: args.quick,
            open: args.open,
            rounds: knobs.rounds,
            skipped: book.skipped,
            ratios,
            figures: figures.collect(),
        }
    }
}
