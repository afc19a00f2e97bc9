//! What a sheet of paper bears in its QR: the number of its list and what it commits to. Nothing of what stands
//! on it, nothing about any person.

use std::fmt;
use std::str::FromStr;

use super::commitment::Commitment;
use crate::base::codes::is_sheet_number;
use crate::base::place::BadCode;

/// A sheet as it was scanned, or typed: then without the commitment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The number of the list.
    pub number: String,
    /// What it commits to.
    pub commitment: Option<Commitment>,
}

impl Sheet {
    /// The text in the QR: the address of the page where staff record it, all in capitals.
    pub fn url(&self, public_url: &str) -> String {
        format!("{}/M/{self}", public_url.trim_end_matches('/').to_ascii_uppercase())
    }
}

impl fmt::Display for Sheet {
    /// As in `BK-250408-7K2M9QXR.0BH4ZV8NM2CX`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.commitment {
            Some(commitment) => write!(f, "{}.{commitment}", self.number),
            None => f.write_str(&self.number),
        }
    }
}

impl FromStr for Sheet {
    type Err = BadCode;

    /// Whatever host stands before it; or the number alone, as it is typed.
    fn from_str(text: &str) -> Result<Self, BadCode> {
        let bad =
            || BadCode::new("the code of a sheet, or its number like BK-250408-7K2M9QXR", text);
        let upper = text.trim().to_ascii_uppercase();
        let code = upper.rsplit_once("/M/").map_or(upper.as_str(), |(_, code)| code);
        let code = code.split(['?', '#']).next().unwrap_or(code);
        let (number, commitment) = match code.split_once('.') {
            Some((number, rest)) => (number, Some(rest.parse()?)),
            None => (code, None),
        };
        if is_sheet_number(number) {
            Ok(Self { number: number.to_owned(), commitment })
        } else {
            Err(bad())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_is_read_from_any_host_and_typed_without_its_commitment() {
        let sheet = Sheet {
            number: "BK-250408-7K2M9QXR".to_owned(),
            commitment: Some(Commitment::of(["BH100000017VN"])),
        };
        let url = sheet.url("https://hoso.example.vn/");
        assert_eq!(url, format!("HTTPS://HOSO.EXAMPLE.VN/M/{sheet}"));
        for text in [&url, &sheet.to_string(), &url.to_lowercase(), &format!("{url}?lang=en")] {
            assert_eq!(text.parse(), Ok(sheet.clone()), "{text}");
        }
        let typed: Sheet = " bbgn-250408-7k2m9qxr ".parse().unwrap();
        assert_eq!((typed.number.as_str(), typed.commitment), ("BBGN-250408-7K2M9QXR", None));
        for bad in [
            "",
            "BK-",
            "BH100000017VN",
            "HTTPS://HOSO.EXAMPLE.VN/Q/7K2CX9TQ0BH4ZV8NM",
            "BK-250408-7K2M9QXR.",
            "BK-250408-7K2M9QXR.123",
            "BK-250408-7K2M9QXR/../x",
        ] {
            assert!(bad.parse::<Sheet>().is_err(), "{bad}");
        }
    }
}
