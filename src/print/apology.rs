//! What stands on the apology letter (phiếu xin lỗi và hẹn lại).

use serde::Serialize;

use super::label::Bilingual;

/// To whom the post owes an answer when it did not keep what it promised: what was promised, why it is late,
/// and the new day. Drafted for the office to sign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ApologyLetter {
    /// Its number.
    pub number: String,
    /// The parcel's tracking number.
    pub tracking_number: String,
    /// The text of the QR code.
    pub qr: String,
    /// Where and on what day it is written.
    pub place: String,
    /// The day, as people write it.
    pub date: String,
    /// Whom it is for; a line to write on where the details were erased.
    pub addressee: Option<String>,
    /// Their address.
    pub address: Option<String>,
    /// The case (mã hồ sơ).
    pub case_code: String,
    /// The name of the procedure.
    pub procedure: String,
    /// The competent agency.
    pub agency: String,
    /// What is carried.
    pub service: Bilingual,
    /// When it was promised for.
    pub promised: String,
    /// When it is expected now; a line to write on where nobody can tell.
    pub expected: Option<String>,
    /// Why it is late, each reason once.
    pub reasons: Vec<Bilingual>,
    /// Where it is now.
    pub whereabouts: Bilingual,
    /// When it was printed.
    pub as_of: String,
}

/// A result that missed its run.
pub(super) fn sample() -> ApologyLetter {
    ApologyLetter {
        number: "XL-BH123456785VN".to_owned(),
        tracking_number: "BH123456785VN".to_owned(),
        qr: "HTTPS://HOSO.EXAMPLE.VN/Q/7K2CX9TQ0BH4ZV8NM".to_owned(),
        place: "Trung tâm Khai thác vận chuyển Hà Tĩnh".to_owned(),
        date: "10/04/2025".to_owned(),
        addressee: Some("Nguyễn Thị Mẫu".to_owned()),
        address: Some("Thôn Tân Đình, xã Thạch Đài, huyện Thạch Hà, tỉnh Hà Tĩnh".to_owned()),
        case_code: "H27.15-250408-0042".to_owned(),
        procedure: "Đăng ký biến động quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất"
            .to_owned(),
        agency: "Văn phòng Đăng ký đất đai tỉnh Hà Tĩnh".to_owned(),
        service: Bilingual::new("Chuyển trả kết quả", "Result to the person"),
        promised: "09/04/2025".to_owned(),
        expected: Some("11/04/2025".to_owned()),
        reasons: vec![
            Bilingual::new("không kịp chuyến thư đã định", "it missed the run it was planned for"),
            Bilingual::new(
                "lịch nghỉ, lịch làm việc mới được công bố",
                "days off or working hours were announced",
            ),
        ],
        whereabouts: Bilingual::new(
            "Đang ở điểm trung chuyển – Trung tâm Khai thác vận chuyển Hà Tĩnh, 09/04/2025 09:50",
            "At a point on the way – Trung tâm Khai thác vận chuyển Hà Tĩnh, 09/04/2025 09:50",
        ),
        as_of: "10/04/2025 08:05".to_owned(),
    }
}
