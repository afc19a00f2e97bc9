//! Taking an address apart: at commas, and at the words and abbreviations for units (`xã`, `TP.`, `H.`), with
//! or without marks. What the parts name is looked up elsewhere.

use crate::base::text::{clean, fold, spelling};
use crate::network::unit::{UnitKind, UnitLevel};

/// One part of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// As it was written.
    pub given: String,
    /// Without the word for the kind of unit.
    pub name: String,
    /// What kinds of unit that word can mean; empty: no such word.
    pub kinds: &'static [UnitKind],
    /// The word was written out with its marks or as an abbreviation, so that it cannot be a name.
    pub certain: bool,
}

impl Part {
    /// Whether a unit of the level can be meant.
    pub fn may_be(&self, level: UnitLevel) -> bool {
        self.kinds.is_empty() || self.kinds.iter().any(|kind| kind.level() == level)
    }
}

const PROVINCE: &[UnitKind] = &[UnitKind::Province];
const CITY: &[UnitKind] = &[UnitKind::CentralCity, UnitKind::City];
const DISTRICT: &[UnitKind] = &[UnitKind::District];
const URBAN: &[UnitKind] = &[UnitKind::UrbanDistrict];
const TOWN: &[UnitKind] = &[UnitKind::Town];
const TOWNSHIP: &[UnitKind] = &[UnitKind::Township];
const COMMUNE: &[UnitKind] = &[UnitKind::Commune];
const WARD: &[UnitKind] = &[UnitKind::Ward];
const ZONE: &[UnitKind] = &[UnitKind::SpecialZone];

/// The words, with marks; two words before one.
const WORDS: [(&str, &[UnitKind]); 9] = [
    ("thành phố", CITY),
    ("thị xã", TOWN),
    ("thị trấn", TOWNSHIP),
    ("đặc khu", ZONE),
    ("tỉnh", PROVINCE),
    ("huyện", DISTRICT),
    ("quận", URBAN),
    ("phường", WARD),
    ("xã", COMMUNE),
];

/// The abbreviations, as people write them before a name, with a dot or in capitals. `T.` and `X.` may also
/// be a hamlet; then no unit bears the name and the part is read as written.
const SHORT: [(&str, &[UnitKind]); 10] = [
    ("tp", CITY),
    ("tx", TOWN),
    ("tt", TOWNSHIP),
    ("đk", ZONE),
    ("h", DISTRICT),
    ("q", URBAN),
    ("p", WARD),
    ("x", COMMUNE),
    ("t", PROVINCE),
    ("f", WARD),
];

/// The parts of an address, in the order in which they stand.
pub(super) fn parts(text: &str) -> Vec<Part> {
    let text = clean(text).replace(" - ", ", ").replace(" – ", ", ");
    let mut parts = Vec::new();
    for segment in text.split([',', ';', '(', ')', '|']) {
        let tokens = tokens(segment);
        parts.extend(split(&tokens).into_iter().filter_map(part));
    }
    parts.retain(|part| !matches!(fold(&part.given).trim_end_matches('.'), "vietnam" | "vn"));
    parts
}

/// The words of a segment; an abbreviation that is glued to its name (`TP.Hà Tĩnh`) is taken off.
fn tokens(segment: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    for word in segment.split_whitespace() {
        let word = word.trim_matches(['"', '“', '”', '*']);
        match word.split_once('.') {
            Some((short, name)) if !name.is_empty() && short_kinds(short).is_some() => {
                tokens.push(format!("{short}."));
                tokens.push(name.to_owned());
            }
            _ if !word.is_empty() => tokens.push(word.to_owned()),
            _ => {}
        }
    }
    // Behind it `Ha Tinh` would read as the province of Viet Nam.
    if let [.., first, second] = tokens.as_slice()
        && fold(&format!("{first} {second}")).trim_end_matches('.') == "viet nam"
    {
        tokens.truncate(tokens.len() - 2);
    }
    tokens
}

fn short_kinds(word: &str) -> Option<&'static [UnitKind]> {
    let word = word.to_lowercase();
    SHORT.iter().find(|(short, _)| *short == word).map(|(_, kinds)| *kinds)
}

/// A unit word at the start of these tokens: its kinds, how many tokens it takes, and whether it is
/// certainly one.
fn unit_word(tokens: &[String]) -> Option<(&'static [UnitKind], usize, bool)> {
    let first = tokens.first()?;
    let short = first.strip_suffix('.').unwrap_or(first);
    let is_short = first.ends_with('.') || (short.len() > 1 && *short == short.to_uppercase());
    if is_short && let Some(kinds) = short_kinds(short) {
        return Some((kinds, 1, true));
    }
    for (word, kinds) in WORDS {
        let length = word.split(' ').count();
        let Some(found) = tokens.get(..length) else { continue };
        let found = found.join(" ");
        if spelled(&found) == spelled(word) {
            return Some((kinds, length, true));
        }
        if found.is_ascii() && fold(&found) == fold(word) {
            return Some((kinds, length, false));
        }
    }
    None
}

/// Where new parts begin in a segment without commas: at each unit word with a name behind it. The word
/// right behind a unit word always belongs to its name (`xa Phuong My`); a word without its marks counts
/// only where nobody wrote marks at all.
fn split(tokens: &[String]) -> Vec<&[String]> {
    let unmarked = tokens.iter().all(|token| token.is_ascii());
    let (mut parts, mut begin, mut n) = (Vec::new(), 0, 0);
    while n < tokens.len() {
        let word = unit_word(&tokens[n..]).filter(|(_, taken, _)| n + taken < tokens.len());
        let Some((_, taken, certain)) = word else {
            n += 1;
            continue;
        };
        if n == begin || certain || unmarked {
            if n > begin {
                parts.push(&tokens[begin..n]);
                begin = n;
            }
            n += taken + 1;
        } else {
            n += 1;
        }
    }
    parts.push(&tokens[begin..]);
    parts
}

fn part(tokens: &[String]) -> Option<Part> {
    if tokens.is_empty() {
        return None;
    }
    let given = tokens.join(" ");
    let (kinds, taken, certain) = match unit_word(tokens) {
        Some((kinds, taken, certain)) if taken < tokens.len() => (kinds, taken, certain),
        _ => (&[][..], 0, false),
    };
    let name = tokens[taken..].join(" ");
    Some(Part { given, name: name.trim_end_matches('.').to_owned(), kinds, certain })
}

/// A name as the key under which units are found: without marks, hyphens, apostrophes and the zero of
/// `Phường 05`.
pub(in crate::network) fn name_key(name: &str) -> String {
    let plain = fold(name).replace(['\'', '’', '`'], "").replace(['-', '.'], " ");
    let words = plain.split_whitespace().map(|word| match word.trim_start_matches('0') {
        rest if !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()) => rest,
        _ => word,
    });
    words.collect::<Vec<_>>().join(" ")
}

/// A name with its marks, in small letters, the tone put behind its syllable: `Hòa` and `Hoà` are spelled
/// alike, `Hóa` is not.
pub(super) fn spelled(name: &str) -> String {
    let plain = name.replace('-', " ").to_lowercase();
    spelling(&plain.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, Option<UnitLevel>)> {
        let level = |part: &Part| part.kinds.first().map(|kind| kind.level());
        parts(text).iter().map(|part| (part.name.clone(), level(part))).collect()
    }

    #[test]
    fn an_address_comes_apart_at_commas_words_and_abbreviations() {
        use UnitLevel::{Commune, District, Province};
        let whole = vec![
            ("Xóm Quang Phú".to_owned(), None),
            ("Thạch Châu".to_owned(), Some(Commune)),
            ("Lộc Hà".to_owned(), Some(District)),
            ("Hà Tĩnh".to_owned(), Some(Province)),
        ];
        for text in [
            "Xóm Quang Phú, xã Thạch Châu, huyện Lộc Hà, tỉnh Hà Tĩnh",
            "Xóm Quang Phú, X. Thạch Châu, H.Lộc Hà, T. Hà Tĩnh, Việt Nam",
            "Xóm Quang Phú xã Thạch Châu huyện Lộc Hà tỉnh Hà Tĩnh",
            "Xóm Quang Phú - Xã Thạch Châu – Huyện Lộc Hà; Tỉnh Hà Tĩnh.",
        ] {
            assert_eq!(read(text), whole, "{text}");
        }
        let plain = read("xom Quang Phu xa Thach Chau huyen Loc Ha tinh Ha Tinh Viet Nam");
        let names: Vec<&str> = plain.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["xom Quang Phu", "Thach Chau", "Loc Ha", "Ha Tinh"]);
        let city = read("P.Nam Hà, TP. Hà Tĩnh");
        assert_eq!(
            city,
            [("Nam Hà".to_owned(), Some(Commune)), ("Hà Tĩnh".to_owned(), Some(Province))]
        );
        let town = read("thị xã Hồng Lĩnh");
        assert_eq!(town, [("Hồng Lĩnh".to_owned(), Some(District))]);
        assert_eq!(read("xa Phuong My")[0].0, "Phuong My");
        assert_eq!(read(" , ;; "), []);
    }

    #[test]
    fn the_place_of_the_tone_makes_no_difference_and_the_tone_does() {
        assert_eq!(spelled("Thủy HÒA"), spelled("Thuỷ Hoà"));
        assert_ne!(spelled("Hóa"), spelled("Hoà"));
        assert_ne!(spelled("Hoa"), spelled("Hoà"));
        assert_eq!(name_key("Phan Rang-Tháp Chàm"), "phan rang thap cham");
        assert_eq!((name_key("05"), name_key("Ea H’leo")), ("5".into(), "ea hleo".into()));
    }
}
