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

/// The text for saying whether two spellings are one: where the tone mark of a word stands does not count,
/// `Hòa` and `Hoà`, `Thủy` and `Thuỷ`, while `Hóa` stays another word.
pub fn spelling(text: &str) -> String {
    const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];
    let words = text.split_whitespace().map(|word| {
        let (tones, letters): (Vec<char>, Vec<char>) = word.nfd().partition(|c| TONES.contains(c));
        letters.into_iter().chain(tones).nfc().collect::<String>()
    });
    words.collect::<Vec<_>>().join(" ")
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

    #[test]
    fn a_tone_mark_may_stand_on_either_vowel_but_stays_what_it_is() {
        for (one, other) in [("Hòa Thủy", "Hoà  Thuỷ"), ("Ủy ban", "Uỷ ban"), ("khỏe", "khoẻ")]
        {
            assert_eq!(spelling(one), spelling(other));
        }
        for (one, other) in [("Hòa", "Hóa"), ("Hoa", "Hòa"), ("Ân", "An"), ("đất", "Đất")]
        {
            assert_ne!(spelling(one), spelling(other));
        }
    }
}
