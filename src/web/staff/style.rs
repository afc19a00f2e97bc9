//! The one style file of these pages.

use super::asset::{Asset, named};

/// The text of the file.
pub const TEXT: &str = include_str!("style.css");

/// The file.
pub static FILE: Asset =
    Asset::new(TEXT, "text/css; charset=utf-8", || named("staff", TEXT, "css"));

/// Where it is.
pub fn path() -> &'static str {
    FILE.path()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_is_small_and_asks_nobody_for_anything() {
        assert!(TEXT.len() < 20 * 1024, "{} bytes", TEXT.len());
        for loud in ["http:", "https:", "@import", "url("] {
            assert!(!TEXT.contains(loud), "{loud}");
        }
    }
}
