//! Text as people write it: Unicode NFC for keeping, and a folded form for comparing.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The text in NFC, without control characters (a line break becomes a space) and outer spaces.
pub fn clean(text: &str) -> String {
    let flat: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    flat.nfc().collect::<String>().trim().to_owned()
}

/// The text for comparing: without diacritics, lower case, single spaces; `Hòa` and `Hoà` fold alike.
pub fn fold(text: &str) -> String {
    let plain: String = text
        .nfd()
        .filter(|c| !is_combining_mark(*c))
        .map(|c| match c {
            'đ' | 'Đ' => 'd',
            other => other,
        })
        .flat_map(char::to_lowercase)
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cleaning_composes_and_flattens() {
        assert_eq!(clean(" Nguye\u{302}\u{303}n\nVa\u{306}n "), "Nguyễn Văn");
        assert_eq!(clean("a\u{0}b"), "a b");
    }

    #[test]
    fn folding_forgets_marks_and_case() {
        assert_eq!(fold("Thạch  Đài"), "thach dai");
        assert_eq!(fold("Hòa"), fold("Hoà"));
    }
}
