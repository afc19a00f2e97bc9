//! The store, on both databases.

mod counters;
