//! The JSON API for programs: partners' systems, phones, scripts. Shapes that come in are called `…In`,
//! those that go out `…Out`; both are described in the OpenAPI document by the same types.

pub mod cases;
pub mod legs;

pub mod blanks;
pub mod documents;
pub mod evidence;
pub mod labels;
pub mod parcels;
pub mod rolls;

pub mod bags;
pub mod manifests;
pub mod runs;
pub mod sheets;

pub mod office;
pub mod office_work;
pub mod pickups;

pub mod scans;
pub mod set_aside;

pub mod anomalies;
pub mod claim_papers;
pub mod complaints;
pub mod exceptions;
pub mod feed;
pub mod liabilities;
pub mod webhook_work;
pub mod webhooks;

pub mod redirect;

pub mod road;

pub mod catalogue;
pub mod difference;
pub mod ledger;
pub mod ledger_read;
pub mod postage;
pub mod procedures;

pub mod calendar;
pub mod deadlines;
pub mod find;
mod import_out;
pub mod imports;
pub mod places;
pub mod tokens;
pub mod users;

pub mod access_log;
pub mod deadline_out;
pub mod timetable;
pub mod timetable_out;
pub mod transit;

pub mod addresses;
pub mod land;
pub mod reports;
pub mod splits;
pub mod transfers;

pub mod case_file;
mod case_time;
pub mod devices;
mod keyed;
mod outlook_out;
pub mod paging;
mod person_in;
mod procedure_out;
mod scan_in;
pub mod self_test;
mod webhook_out;
