//! The work of a one-stop desk with the post: what it has to hand over and by when, what comes in, which runs take
//! what, and the calls it asks for. What it decides is a plan; hand-overs are scans (`sign_list`).

mod board;
mod pickup;
mod plan;
mod runs;
mod waiting;

pub use board::{Board, COMING_SHOWN, look_at_board};
pub use pickup::{PickupIn, answer_pickup, order_pickup, withdraw_pickup};
pub use plan::{HoldIn, MOST_AT_ONCE, PlanIn, hold_results, plan_results, release_results};
pub use runs::{DeskRun, desk_runs};
pub use waiting::{Place, Rank, Standing, Waiting, waiting_at};
