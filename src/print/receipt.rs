//! What was collected for a case, on paper: postage and the procedure's fee, entry by entry. Amounts come as
//! they are to be read; nothing is reckoned here.

use serde::Serialize;

use super::label::Bilingual;

/// Money that was collected at one time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CollectedLine {
    /// Postage, or the procedure's fee.
    pub what: Bilingual,
    /// How much.
    pub amount: String,
    /// In cash, or by transfer.
    pub method: Bilingual,
    /// The number of the receipt; none where nobody noted one.
    pub receipt: Option<String>,
    /// When.
    pub at: String,
    /// The point of the post that has it.
    pub place: String,
}

/// The receipt of the money collected for a case. It has no field for anything about a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MoneyReceipt {
    /// The tracking number.
    pub number: String,
    /// The text of the QR code.
    pub qr: String,
    /// The case code.
    pub case_code: String,
    /// The code of the procedure.
    pub procedure_code: String,
    /// The name of the procedure.
    pub procedure_name: String,
    /// The competent agency, for which the fee is held.
    pub agency: String,
    /// What was collected and not taken back, the earliest first.
    pub lines: Vec<CollectedLine>,
    /// The sum.
    pub total: String,
    /// When it was printed.
    pub as_of: String,
}

/// Postage in cash, and a fee by transfer.
pub(super) fn sample() -> MoneyReceipt {
    let place = "Điểm bưu điện – văn hoá xã Thạch Đài".to_owned();
    MoneyReceipt {
        number: "BH123456785VN".to_owned(),
        qr: "HTTPS://HOSO.EXAMPLE.VN/Q/7K2CX9TQ0BH4ZV8NM".to_owned(),
        case_code: "H27.15-250408-0042".to_owned(),
        procedure_code: "1.004227".to_owned(),
        procedure_name:
            "Đăng ký biến động quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất".to_owned(),
        agency: "Văn phòng Đăng ký đất đai tỉnh Hà Tĩnh".to_owned(),
        lines: vec![
            CollectedLine {
                what: Bilingual::new("Phí, lệ phí", "Procedure fee"),
                amount: "50.000 đ".to_owned(),
                method: Bilingual::new("chuyển khoản", "transfer"),
                receipt: Some("BL-0042".to_owned()),
                at: "08/04/2025 09:15".to_owned(),
                place: place.clone(),
            },
            CollectedLine {
                what: Bilingual::new("Cước", "Postage"),
                amount: "15.000 đ".to_owned(),
                method: Bilingual::new("tiền mặt", "cash"),
                receipt: None,
                at: "08/04/2025 09:16".to_owned(),
                place,
            },
        ],
        total: "65.000 đ".to_owned(),
        as_of: "22/04/2025 16:30".to_owned(),
    }
}
