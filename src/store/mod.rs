//! SQL, and the only home of diesel: one code base over SQLite (embedded) and PostgreSQL (a province).
//!
//! Each file keeps one subject: it turns rows into domain values and back. Reads are called `find`
//! (→ `Option`), `load` (must exist), `list` (a page), `count`. What differs between the two databases
//! stands in [`dialect`] alone; statements use `$1, $2, …` in the order in which they first appear, which
//! both databases number alike. No rule of custody lives here.

pub mod connection;
pub mod dialect;
pub mod error;
pub mod health;
pub mod schema;

mod kept;
mod row;

pub mod gaps;
pub mod holidays;
pub mod imports;
pub mod points;
pub mod procedures;
pub mod revisions;
pub mod road;
pub mod road_acceptances;
pub mod routes;
pub mod timetable;
pub mod units;
pub mod weeks;
pub mod zones;

pub mod boundaries;
pub mod continued;
pub mod decisions;

pub mod cases;
pub mod legs;

pub mod compensation;
pub mod limits;
pub mod statuses;
pub mod targets;

pub mod bags;
pub mod carriers;
pub mod codes;
pub mod items;
pub mod numbers;
pub mod parcels;
pub mod rolls;
pub mod runs;

pub mod answers;
pub mod found_cases;
pub mod persons;
pub mod proofs;
pub mod tokens;
pub mod wishes;

pub mod access_log;
pub mod desk;
pub mod handover_lists;
pub mod manifests;
pub mod patience;
pub mod phones;
pub mod sessions;
pub mod turned_away;
pub mod users;

pub mod custody;
pub mod scans;

pub mod dark_parcels;
pub mod desk_plans;
pub mod forecasts;
pub mod office;
pub mod pickups;
pub mod promises;

pub mod anomalies;
pub mod attempts;
pub mod claimed;
pub mod complaints;
pub mod evidence;
pub mod exceptions;
pub mod facts;
pub mod liabilities;
pub mod reports;

pub mod ledger;
pub mod payees;
pub mod prices;

pub mod deliveries;
pub mod webhooks;

pub mod backup;
pub mod devices;
pub mod downloads;
pub mod laws;
pub mod orphans;
pub mod shape;
pub mod version;
pub mod webhook_health;

pub use connection::{Conn, Database, Pool, last_commit, pooled, view, write};
pub use error::StoreError;
