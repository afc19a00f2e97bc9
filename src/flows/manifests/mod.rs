//! Lists of what goes together (bản kê): drawn up from the record and kept as printed; and sheets of them
//! scanned, one scan for all their lines.

mod draw_up;
mod find;
mod take;

pub use draw_up::{Asked, Of, draw_up};
pub use find::{find_list, list_of_sheet};
pub use take::{SheetIn, TakenLine, TakenSheet, look_at_sheet, take_sheet};
