//! The JSON API for programs: partners' systems, phones, scripts. Shapes that come in are called `…In`,
//! those that go out `…Out`; both are described in the OpenAPI document by the same types.

pub mod cases;
pub mod legs;

pub mod documents;
pub mod labels;
pub mod parcels;
pub mod rolls;

pub mod bags;
pub mod runs;

pub mod scans;
pub mod set_aside;

pub mod anomalies;
pub mod feed;

pub mod ledger;
pub mod postage;

pub mod calendar;
pub mod deadlines;
pub mod find;
mod import_out;
pub mod imports;
pub mod places;
pub mod tokens;
pub mod transit;

pub mod deadline_out;

pub mod addresses;
pub mod land;
pub mod reports;
pub mod transfers;

mod case_time;
mod keyed;
mod paging;
mod person_in;
mod scan_in;
