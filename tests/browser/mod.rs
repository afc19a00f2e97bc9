//! Pages in a real browser: what only a browser can say, with and without script.

mod accessible;
mod journey;
mod office;
mod road;
