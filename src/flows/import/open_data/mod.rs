//! The public lists of Viet Nam's places and days, in the columns in which they are published, and of
//! procedures. Each file here is a list: its columns, its days, and what its words mean in ours. Columns
//! that we keep nothing of are read all the same: a value that cannot be right makes the row doubtful.

pub(super) mod holidays;
pub(super) mod mapping;
pub(super) mod offices;
pub(super) mod procedures;
pub(super) mod units;

/// Of columns that are read and not kept: none when one of them cannot be right.
fn checked(columns: &[Option<()>]) -> Option<()> {
    columns.iter().copied().collect()
}
