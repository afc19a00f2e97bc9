//! What must hold of everything printed.

mod look;
