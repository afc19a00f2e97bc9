//! The store, on both databases.

mod bags_and_runs;
mod cases;
mod catalogue;
mod counters;
mod custody;
mod feed;
mod legs;
mod numbers;
mod originals;
mod places;
mod tokens;
