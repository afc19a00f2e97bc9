//! The store, on both databases.

mod bags_and_runs;
mod board;
mod cases;
mod catalogue;
mod counters;
pub mod custody;
mod desk;
mod feed;
mod labels;
mod legs;
mod numbers;
mod originals;
mod places;
mod recall;
mod rolls;
mod sets;
mod tokens;
mod working_time;
