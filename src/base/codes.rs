//! Codes that are printed and scanned: tracking numbers, QR codes, case codes, codes of bags and runs.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::ids::Ids;
use super::place::{BadCode, PointCode, is_plain_code, text_code};

/// The symbols of a QR code: digits and consonants that no Vietnamese input method rewrites (no vowels,
/// no D, W, L), all in the QR alphanumeric set.
pub const QR_ALPHABET: &[u8] = b"0123456789BCFGHJKMNPQRSTVXZ";
/// How many of them a code has: 27^17 is 81 bits.
pub const QR_LENGTH: usize = 17;

text_code!(
    /// The opaque code in the QR of a parcel or a bag. Random: who has it holds the paper.
    QrCode,
    "17 symbols out of 0-9 B C F G H J K M N P Q R S T V X Z",
    |text| text.len() == QR_LENGTH && text.bytes().all(|b| QR_ALPHABET.contains(&b))
);
text_code!(
    /// The code of a bag (túi), as printed on its label and typed by hand.
    BagCode,
    "a bag code: up to 32 letters, digits, dots or hyphens",
    is_plain_code
);
text_code!(
    /// The code of a run (chuyến) of a mail route.
    RunCode,
    "a run code: up to 32 letters, digits, dots or hyphens",
    is_plain_code
);

text_code!(
    /// The number of a signed list of what changed hands (biên bản giao nhận).
    HandoverNumber,
    "the number of a list, like BBGN-250408-7K2M9QXR",
    |text| text.starts_with("BBGN-") && is_plain_code(text)
);

impl HandoverNumber {
    /// Draws a new number for a list of this day.
    pub fn draw(day: NaiveDate, ids: &Ids) -> Self {
        Self(format!("BBGN-{}-{}", day.format("%y%m%d"), ids.symbols(QR_ALPHABET, 8)).into())
    }
}

impl QrCode {
    /// Draws a new code.
    pub fn draw(ids: &Ids) -> Self {
        Self(ids.symbols(QR_ALPHABET, QR_LENGTH).into())
    }

    /// The text in the QR: alphanumeric mode needs capitals, so the whole address is in capitals.
    pub fn url(&self, public_url: &str) -> String {
        format!("{}/Q/{}", public_url.trim_end_matches('/').to_ascii_uppercase(), self.0)
    }
}

text_code!(
    /// The number of a list that was drawn up and printed (bản kê).
    ManifestNumber,
    "the number of a list, like BK-250408-7K2M9QXR",
    |text| text.starts_with("BK-") && is_plain_code(text)
);

impl ManifestNumber {
    /// Draws a new number for a list of this day.
    pub fn draw(day: NaiveDate, ids: &Ids) -> Self {
        Self(format!("BK-{}-{}", day.format("%y%m%d"), ids.symbols(QR_ALPHABET, 8)).into())
    }
}

/// Whether this is the number of a list that is printed: one that was drawn up, or one that was signed.
pub fn is_sheet_number(text: &str) -> bool {
    text.parse::<ManifestNumber>().is_ok_and(|number| number.as_str() != "BK-")
        || text.parse::<HandoverNumber>().is_ok_and(|number| number.as_str() != "BBGN-")
}

/// A case code (mã hồ sơ) of a one-stop system. Kept as the string it is, derived from nothing, and
/// guessable: never a proof of anything.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseCode(String);

impl CaseCode {
    /// The code as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What the provisional codes of our counters begin with; no agency's code does.
    pub const PROVISIONAL: &str = "QUAY.";

    /// A code for a dossier to which the one-stop system has not given one yet: of the point that took it
    /// in, its day, and a number that is drawn and hence cannot be guessed from another.
    pub fn provisional(point: &PointCode, day: NaiveDate, ids: &Ids) -> Self {
        let agency: String = point
            .as_str()
            .to_ascii_uppercase()
            .split('-')
            .filter(|part| !part.is_empty())
            .collect();
        let agency =
            agency.split('.').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(".");
        let number = ids.symbols(b"0123456789", 10);
        Self(format!("{}{agency}-{}-{number}", Self::PROVISIONAL, day.format("%y%m%d")))
    }

    /// Whether a counter of ours drew it.
    pub fn is_provisional(&self) -> bool {
        self.0.starts_with(Self::PROVISIONAL)
    }
}

impl FromStr for CaseCode {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        let code = text.trim().to_ascii_uppercase();
        let bad = || {
            BadCode::new("a case code like 000.00.01.H27-190523-0042 or H55.242-250408-0007", text)
        };
        let mut parts = code.split('-');
        let (Some(agency), Some(date), Some(number), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(bad());
        };
        let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        let valid = code.len() <= 64
            && agency.split('.').all(|part| {
                !part.is_empty()
                    && part.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
            })
            && date.len() == 6
            && digits(date)
            && number.len() >= 3
            && digits(number);
        if valid { Ok(Self(code)) } else { Err(bad()) }
    }
}

/// The number of a postal item. Ours are UPU S10; other carriers' are free-form and accepted as they are.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TrackingNumber(String);

impl TrackingNumber {
    /// The number as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// An S10 number: service indicator, eight digits, check digit, `VN`.
    pub fn s10(prefix: &S10Prefix, serial: u32) -> Option<Self> {
        if serial > 99_999_999 {
            return None;
        }
        let digits = format!("{serial:08}");
        let check = s10_check_digit(&digits);
        Some(Self(format!("{}{digits}{check}VN", prefix.0)))
    }

    /// Whether it has the form of S10 and its check digit is right.
    pub fn is_s10(&self) -> bool {
        let b = self.0.as_bytes();
        b.len() == 13
            && b[..2].iter().all(u8::is_ascii_uppercase)
            && b[2..11].iter().all(u8::is_ascii_digit)
            && b[11..].iter().all(u8::is_ascii_uppercase)
            && s10_check_digit(&self.0[2..10]).to_string() == self.0[10..11]
    }
}

impl FromStr for TrackingNumber {
    type Err = BadCode;

    /// Blanks between groups are for the eye and left out.
    fn from_str(text: &str) -> Result<Self, BadCode> {
        let number: String =
            text.chars().filter(|c| *c != ' ').collect::<String>().to_ascii_uppercase();
        let valid = (5..=35).contains(&number.len())
            && number.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.');
        if valid {
            Ok(Self(number))
        } else {
            Err(BadCode::new("a tracking number of 5 to 35 letters, digits, dots or hyphens", text))
        }
    }
}

macro_rules! as_text {
    ($name:ident) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
as_text!(CaseCode);
as_text!(TrackingNumber);
as_text!(S10Prefix);

/// The two letters an S10 number begins with. For domestic use the first is B, D, N, P or Z, or the
/// pair lies in AV–AZ; which one dossiers bear is not fixed, so it is a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct S10Prefix(String);

impl FromStr for S10Prefix {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        let domestic = match text.as_bytes() {
            [b'B' | b'D' | b'N' | b'P' | b'Z', second] => second.is_ascii_uppercase(),
            [b'A', second] => (b'V'..=b'Z').contains(second),
            _ => false,
        };
        if domestic {
            Ok(Self(text.to_owned()))
        } else {
            Err(BadCode::new(
                "two capital letters for domestic use: B, D, N, P or Z first, or AV to AZ",
                text,
            ))
        }
    }
}

/// The check digit of UPU S10 over eight digits: weights 8 6 4 2 3 5 9 7, 11 less the remainder by 11,
/// with 10 written as 0 and 11 as 5.
fn s10_check_digit(digits: &str) -> u32 {
    let sum: u32 = digits
        .bytes()
        .zip([8, 6, 4, 2, 3, 5, 9, 7])
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    match 11 - sum % 11 {
        10 => 0,
        11 => 5,
        digit => digit,
    }
}

/// What a scanner read, brought to the form in which codes are kept: the code alone, whatever host
/// stood before it, in capitals. Nothing is refused here; an unknown code is set aside later.
pub fn scanned(text: &str) -> String {
    let trimmed = text.trim();
    let upper = trimmed.to_ascii_uppercase();
    let code = if upper.starts_with("HTTPS://") || upper.starts_with("HTTP://") {
        upper.rsplit_once("/Q/").map_or(upper.as_str(), |(_, code)| code)
    } else {
        upper.as_str()
    };
    let code = code.split(['?', '#']).next().unwrap_or(code);
    code.chars().filter(|c| *c != ' ').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s10_numbers_of_the_standard_check() {
        assert!("RR123456785VN".parse::<TrackingNumber>().unwrap().is_s10());
        assert!(!"RR123456784VN".parse::<TrackingNumber>().unwrap().is_s10());
        for (digits, check) in [("47312482", 9), ("96633102", 0), ("00000000", 5)] {
            assert_eq!(s10_check_digit(digits), check, "{digits}");
        }
    }

    #[test]
    fn numbers_we_draw_are_s10_and_end_with_the_range() {
        let prefix: S10Prefix = "BH".parse().unwrap();
        assert!(TrackingNumber::s10(&prefix, 12_345_678).unwrap().is_s10());
        assert!(TrackingNumber::s10(&prefix, 100_000_000).is_none());
        for bad in ["", "B", "RR", "AA", "bh", "B1", "BHX"] {
            assert!(bad.parse::<S10Prefix>().is_err(), "{bad}");
        }
    }

    #[test]
    fn other_carriers_numbers_are_accepted_and_rubbish_is_not() {
        assert_eq!("ghtk-8812 0071".parse::<TrackingNumber>().unwrap().as_str(), "GHTK-88120071");
        for bad in ["", "1234", "đơn hàng", "a/b/c/d", &"9".repeat(36)] {
            assert!(bad.parse::<TrackingNumber>().is_err(), "{bad}");
        }
    }

    #[test]
    fn case_codes_old_and_new_are_read_leniently() {
        for good in ["000.00.01.H27-190523-0042", " h55.242-250408-0007 ", "H27-250408-123456"] {
            assert!(good.parse::<CaseCode>().is_ok(), "{good}");
        }
        for bad in [
            "",
            "H27",
            "H27-25048-0001",
            "H27..1-250408-0001",
            "H27-250408-12",
            "H27-250408-0001-1",
        ] {
            assert!(bad.parse::<CaseCode>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_provisional_code_reads_as_a_case_code_and_is_known_again() {
        let day = NaiveDate::from_ymd_opt(2025, 4, 8).unwrap();
        for (point, begins) in [
            ("481940", "QUAY.481940-250408-"),
            ("H27.12", "QUAY.H27.12-250408-"),
            ("desk-18562", "QUAY.DESK18562-250408-"),
            ("A..b.", "QUAY.A.B-250408-"),
        ] {
            let drawn = || CaseCode::provisional(&point.parse().unwrap(), day, &Ids::Random);
            let code = drawn();
            assert!(code.as_str().starts_with(begins), "{code}");
            assert!(code.is_provisional() && code != drawn());
            assert_eq!(code.as_str().parse(), Ok(code));
        }
        assert!(!"H27.12-250408-0007".parse::<CaseCode>().unwrap().is_provisional());
    }

    #[test]
    fn a_qr_code_is_drawn_from_its_alphabet_and_scans_from_any_host() {
        let code = QrCode::draw(&Ids::Random);
        assert_eq!(code.as_str().parse(), Ok(code.clone()));
        let url = code.url("https://hoso.example.vn/");
        assert_eq!(url, format!("HTTPS://HOSO.EXAMPLE.VN/Q/{code}"));
        for text in [url.as_str(), code.as_str(), &format!("http://other/q/{code}?lang=en")] {
            assert_eq!(scanned(text), code.as_str(), "{text}");
        }
    }
}
