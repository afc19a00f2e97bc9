//! Pages for people, drawn with every sample in every language. With `HOSOPOST_PAGES_OUT` set to a
//! folder they are written there (`make pages` takes pictures of them).

mod citizen;
mod claims;
mod counter;
mod hub;
mod office;
mod partners;
mod receiver;
mod reference;
mod rehearsal;
mod staff;

use std::path::PathBuf;

/// Writes a page where somebody wants to look at it.
pub fn keep(name: &str, html: &str) {
    #[expect(clippy::disallowed_methods, reason = "`make pages` names the folder")]
    let Some(folder) = std::env::var_os("HOSOPOST_PAGES_OUT") else { return };
    std::fs::write(PathBuf::from(folder).join(format!("{name}.html")), html).unwrap();
}
