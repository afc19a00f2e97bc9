//! What stands on the apology letter (phiếu xin lỗi và hẹn lại).

use serde::Serialize;

use super::label::Bilingual;
use super::letter::{Addressee, LetterHead, sample_addressee, sample_head};

/// To whom the post owes an answer when it did not keep what it promised: what was promised, why it is late,
/// and the new day. Drafted for the office to sign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ApologyLetter {
    /// Its head.
    #[serde(flatten)]
    pub head: LetterHead,
    /// Who waits.
    #[serde(flatten)]
    pub to: Addressee,
    /// The name of the procedure.
    pub procedure: String,
    /// The competent agency.
    pub agency: String,
    /// When it was promised for.
    pub promised: String,
    /// When it is expected now; a line to write on where nobody can tell.
    pub expected: Option<String>,
    /// Why it is late, each reason once.
    pub reasons: Vec<Bilingual>,
    /// Where it is now.
    pub whereabouts: Bilingual,
}

/// A result that missed its run.
pub(super) fn sample() -> ApologyLetter {
    ApologyLetter {
        head: sample_head("XL-BH123456785VN", "Trung tâm Khai thác vận chuyển Hà Tĩnh", "08:05"),
        to: sample_addressee(),
        procedure: "Đăng ký biến động quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất"
            .to_owned(),
        agency: "Văn phòng Đăng ký đất đai tỉnh Hà Tĩnh".to_owned(),
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
    }
}
