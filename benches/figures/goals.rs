//! The ratios, and what was set as a goal for each figure and ratio on each database.

use super::quantities::{
    BATCHES, COPY, ECHO, EMPTY, FEED, FULL, IDLE, JOURNEY, LABEL, LABELS, LOADED, OPEN_PEAK, PAGES,
    PGBENCH_BEST, POSTGRES, Quantity, READY, SINGLES, SINGLES_P99, TIMELINE, TIMELINE_BEFORE,
    WEBHOOKS,
};

/// What is divided by what.
#[derive(Debug, Clone, Copy)]
pub struct Ratio {
    /// How it is called.
    pub name: &'static str,
    /// How it is told: `%` or `×`.
    pub unit: &'static str,
    /// On each database.
    pub of: Quantity,
    /// In the same round.
    pub by: By,
    /// What is wanted on SQLite and on PostgreSQL.
    pub goals: [Goal; 2],
}

/// What a figure is divided by.
#[derive(Debug, Clone, Copy)]
pub enum By {
    /// A figure of the machine.
    Machine(Quantity),
    /// Another figure of the same database, at the same size.
    Same(Quantity),
}

const fn share(name: &'static str, of: Quantity, by: Quantity, goals: [f64; 2]) -> Ratio {
    let goals = [Goal::AtLeast(goals[0]), Goal::AtLeast(goals[1])];
    Ratio { name, unit: "%", of, by: By::Machine(by), goals }
}

const fn times(name: &'static str, of: Quantity, by: Quantity, goals: [f64; 2]) -> Ratio {
    Ratio { unit: "×", ..share(name, of, by, goals) }
}

/// All ratios, in the order in which they are told.
pub const RATIOS: &[Ratio] = &[
    share("scans one by one, 64 connections ÷ echo", SINGLES[0], ECHO[0], [30.0, 25.0]),
    share("scans one by one, 256 connections ÷ echo", SINGLES[1], ECHO[1], [30.0, 25.0]),
    times("scans one by one, 64 connections ÷ pgbench", SINGLES[0], PGBENCH_BEST, [4.0, 3.0]),
    times("scans one by one, 256 connections ÷ pgbench", SINGLES[1], PGBENCH_BEST, [4.0, 3.0]),
    times("scans in batches of 50 ÷ pgbench", BATCHES, PGBENCH_BEST, [6.0, 8.0]),
    share("scans in batches of 50 ÷ COPY", BATCHES, COPY, [28.0, 28.0]),
    times("webhook deliveries ÷ pgbench", WEBHOOKS, PGBENCH_BEST, [1.0, 1.0]),
    share("citizen's page, 64 connections ÷ echo", PAGES, ECHO[0], [40.0, 40.0]),
    Ratio {
        name: "scans in batches of 50, full database ÷ empty",
        unit: "×",
        of: FULL,
        by: By::Same(EMPTY),
        goals: [Goal::AtLeast(0.8), Goal::AtLeast(0.8)],
    },
    Ratio {
        name: "timeline of one parcel ÷ at the size before",
        unit: "×",
        of: TIMELINE[0],
        by: By::Same(TIMELINE_BEFORE),
        goals: [Goal::AtMost(1.1), Goal::AtMost(1.1)],
    },
];

/// What is wanted of figures themselves, whatever the database.
const GOALS: &[(Quantity, Goal)] = &[
    (SINGLES_P99[1], Goal::AtMost(50.0)),
    (FEED, Goal::AtLeast(50_000.0)),
    (LABEL, Goal::AtLeast(200.0)),
    (LABELS, Goal::AtLeast(700.0)),
    (JOURNEY[0], Goal::AtMost(100.0)),
    (JOURNEY[1], Goal::AtMost(10_000.0)),
    (READY, Goal::AtMost(100.0)),
    (IDLE, Goal::AtMost(60.0)),
    (LOADED, Goal::AtMost(150.0)),
    (OPEN_PEAK, Goal::AtMost(500.0)),
];

/// What is wanted of a figure.
#[derive(Debug, Clone, Copy)]
pub enum Goal {
    /// Not less.
    AtLeast(f64),
    /// Not more.
    AtMost(f64),
}

impl Goal {
    /// Of the figure or ratio of this name on this database.
    pub fn of(database: &str, name: &str) -> Option<Self> {
        let figure = GOALS.iter().find(|(quantity, _)| quantity.name == name);
        let ratio = RATIOS.iter().find(|ratio| ratio.name == name);
        figure
            .map(|(_, goal)| *goal)
            .or_else(|| ratio.map(|ratio| ratio.goals[usize::from(database == POSTGRES)]))
    }

    /// Whether it is reached.
    pub fn is_met(self, value: f64) -> bool {
        match self {
            Self::AtLeast(least) => value >= least,
            Self::AtMost(most) => value <= most,
        }
    }
}
