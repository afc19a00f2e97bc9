//! The counter: a postal clerk's or a desk officer's working pages. A dossier is taken in or turned away, a
//! blank label is bound, parcels are handed over and taken over by signed lists. Whoever works at several
//! points says once at which counter they stand; a form keeps the point for which it was opened.

pub mod menu;

pub mod done;
pub mod receive;

mod dossier;
mod find;
mod here;
mod typed;

pub use here::{AtCounter, Here};
pub use typed::Typed;
