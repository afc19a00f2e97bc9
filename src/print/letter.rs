//! What every letter and record about one parcel begins with.

use serde::Serialize;

use super::label::Bilingual;

/// Which paper it is, who writes it and when, and about what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LetterHead {
    /// Its number.
    pub number: String,
    /// The parcel's tracking number.
    pub tracking_number: String,
    /// The text of the QR code.
    pub qr: String,
    /// The point that speaks for the post.
    pub place: String,
    /// The day, as people write it.
    pub date: String,
    /// The case (mã hồ sơ).
    pub case_code: String,
    /// What is carried.
    pub service: Bilingual,
    /// When it was printed.
    pub as_of: String,
}

impl LetterHead {
    /// The same paper, whenever it is printed.
    #[must_use]
    pub fn timeless(&self) -> Self {
        Self { as_of: String::new(), ..self.clone() }
    }
}

/// To whom a letter goes; lines to write on where the details were erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Addressee {
    /// Whom it is for.
    pub addressee: Option<String>,
    /// Their address.
    pub address: Option<String>,
}

/// The head of a sample, written in Hà Tĩnh about a result on its way.
pub(super) fn sample_head(number: &str, place: &str, as_of: &str) -> LetterHead {
    LetterHead {
        number: number.to_owned(),
        tracking_number: "BH123456785VN".to_owned(),
        qr: "HTTPS://HOSO.EXAMPLE.VN/Q/7K2CX9TQ0BH4ZV8NM".to_owned(),
        place: place.to_owned(),
        date: "10/04/2025".to_owned(),
        case_code: "H27.15-250408-0042".to_owned(),
        service: Bilingual::new("Chuyển trả kết quả", "Result to the person"),
        as_of: format!("10/04/2025 {as_of}"),
    }
}

/// Who waits for it.
pub(super) fn sample_addressee() -> Addressee {
    Addressee {
        addressee: Some("Nguyễn Thị Mẫu".to_owned()),
        address: Some("Thôn Tân Đình, xã Thạch Đài, huyện Thạch Hà, tỉnh Hà Tĩnh".to_owned()),
    }
}
