//! Text as people write it: Unicode NFC for keeping, and a folded form for comparing.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The text in NFC, without control characters (a line break becomes a space) and outer spaces.
pub fn clean(text: &str) -> String {
    // Codes and names of devices, which is nearly all there is to clean.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return text.trim().to_owned();
    }
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

/// The marks of the five tones that are written; what makes another letter of a letter (â, ă, ơ, đ) is not
/// among them.
const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];

/// The text with each tone at the end of its syllable. Schools and keyboards set the mark of `oa`, `oe`,
/// `uy` on either vowel: `Hòa` and `Hoà` are one word and come out alike; `Hoa` is another and stays so.
pub fn spelling(text: &str) -> String {
    let (mut spelled, mut tones) = (String::with_capacity(text.len() + 8), String::new());
    for c in text.nfd() {
        if TONES.contains(&c) {
            tones.push(c);
            continue;
        }
        if !c.is_alphabetic() && !is_combining_mark(c) {
            spelled.push_str(&tones);
            tones.clear();
        }
        spelled.push(c);
    }
    spelled + &tones
}

/// Whether the character is a mark on the one before it, in text that is taken apart like [`spelling`]'s.
pub fn is_mark(c: char) -> bool {
    is_combining_mark(c)
}

/// Whether two texts differ at most in where their tone marks are set.
pub fn same_spelling(a: &str, b: &str) -> bool {
    a == b || (!a.is_ascii() && !b.is_ascii() && spelling(a) == spelling(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tone_may_be_set_on_either_vowel_and_not_be_left_away() {
        for (a, b) in [
            ("Hòa", "Hoà"),
            ("Thủy", "Thuỷ"),
            ("Khoẻ", "Khỏe"),
            ("xã Thuận Hòa, tỉnh Hoà Bình", "xã Thuận Hoà, tỉnh Hòa Bình"),
            ("Ea H'Lèo", "Ea H'Leò"),
        ] {
            assert!(same_spelling(a, b), "{a} {b}");
        }
        for (a, b) in
            [("Hòa", "Hoa"), ("Hòa", "Hóa"), ("Hòa", "hòa"), ("Đức", "Dức"), ("Hòa Lạc", "Hoa Làc")]
        {
            assert!(!same_spelling(a, b), "{a} {b}");
        }
    }

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
