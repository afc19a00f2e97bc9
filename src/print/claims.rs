//! What stands on the papers of a harm and of a complaint: the record of liability (biên bản xác định trách nhiệm
//! bồi thường), and the answer to who complained (văn bản trả lời khiếu nại).

use serde::Serialize;

use super::label::Bilingual;
use super::letter::{Addressee, LetterHead, sample_addressee, sample_head};

/// One stretch of custody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HeldLine {
    /// Who had it.
    pub holder: Bilingual,
    /// From when.
    pub from: String,
    /// Until when; none: still.
    pub until: Option<String>,
    /// The harm came about in it.
    pub answers: bool,
}

/// The least that is paid by a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeastPaid {
    /// How much.
    pub amount: String,
    /// How many times the charge.
    pub times: u32,
    /// Who decided that.
    pub decision: String,
}

/// What was done with a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StageLine {
    /// What it became.
    pub what: Bilingual,
    /// When.
    pub at: String,
    /// Why, or by which voucher.
    pub reason: Option<String>,
    /// What is paid, or was.
    pub amount: Option<String>,
}

/// Who held a parcel when it came to harm, and what is paid for it. It names points and runs and has no field for a
/// citizen: who is paid writes and signs by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LiabilityPaper {
    /// Its head: of the point that answers, and of the day on which it was fixed, else that of printing.
    #[serde(flatten)]
    pub head: LetterHead,
    /// What happened.
    pub harm: Bilingual,
    /// When that was told; none where the scans tell of no harm any more.
    pub harmed: Option<String>,
    /// When and where the post took it in; none where nothing proves that it did.
    pub taken_in: Option<String>,
    /// Who had it, from the first to the last.
    pub held: Vec<HeldLine>,
    /// How far the record is.
    pub stage: Bilingual,
    /// The charge of the leg.
    pub charge: Option<String>,
    /// The least that is paid.
    pub least: Option<LeastPaid>,
    /// What is paid; a line to write on until it is fixed.
    pub amount: Option<String>,
    /// By when.
    pub due: Option<String>,
    /// What was done, the first first.
    pub stages: Vec<StageLine>,
}

/// What is paid for a harm, as who complained is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PaidLine {
    /// The harm.
    pub harm: Bilingual,
    /// How much.
    pub amount: String,
    /// Until when it is to be paid, or when it was.
    pub when: Bilingual,
}

/// The answer to a complaint, for who complained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ComplaintLetter {
    /// Its head: of the point that answers, and of the day of the answer.
    #[serde(flatten)]
    pub head: LetterHead,
    /// Who complained.
    #[serde(flatten)]
    pub to: Addressee,
    /// What was complained of.
    pub about: Bilingual,
    /// When the complaint came.
    pub filed: String,
    /// By which way.
    pub via: Bilingual,
    /// By when it was to be answered.
    pub due: Option<String>,
    /// When the parcel was promised for.
    pub promised: Option<String>,
    /// Where it is.
    pub whereabouts: Bilingual,
    /// What the answer says.
    pub outcome: Bilingual,
    /// In the words of who answered.
    pub words: String,
    /// What is paid.
    pub paid: Vec<PaidLine>,
}

fn both(vi: &str, en: &str) -> Bilingual {
    Bilingual::new(vi, en)
}

/// A parcel that was in a bag when it was closed and not when it was opened.
pub(super) fn liability_sample() -> LiabilityPaper {
    let held = |(vi, en): (&str, &str), from: &str, until: Option<&str>, answers| HeldLine {
        holder: both(vi, en),
        from: format!("08/04/2025 {from}"),
        until: until.map(|until| format!("08/04/2025 {until}")),
        answers,
    };
    let centre = "Trung tâm Phục vụ hành chính công tỉnh Hà Tĩnh";
    let (post, desk) = (format!("Bưu điện – {centre}"), format!("Bộ phận một cửa – {centre}"));
    let sorting = "Bưu điện – Trung tâm Khai thác vận chuyển Hà Tĩnh";
    LiabilityPaper {
        head: sample_head(
            "BB-MAT-BH123456785VN",
            "Trung tâm Khai thác vận chuyển Hà Tĩnh",
            "09:25",
        ),
        harm: both("Mất bưu gửi", "Parcel lost"),
        harmed: Some("08/04/2025 15:00".to_owned()),
        taken_in: Some(format!("08/04/2025 07:55 · {centre}")),
        held: vec![
            held(
                (&desk, &desk.replace("Bộ phận một cửa", "One-stop desk")),
                "07:30",
                Some("07:55"),
                false,
            ),
            held((&post, "Post"), "07:55", Some("08:30"), false),
            held(
                ("Chuyến thư CHUYEN00000007", "Run CHUYEN00000007"),
                "08:30",
                Some("08:41"),
                false,
            ),
            held((sorting, "Post"), "08:41", Some("11:50"), true),
            held(
                ("Chuyến thư CHUYEN00000010", "Run CHUYEN00000010"),
                "11:50",
                Some("12:20"),
                false,
            ),
            held(("Bưu điện – Bưu cục Thạch Hà", "Post"), "12:20", None, false),
        ],
        stage: both("chờ bồi thường", "compensation to be paid"),
        charge: Some("30.000 đ".to_owned()),
        least: Some(LeastPaid {
            amount: "120.000 đ".to_owned(),
            times: 4,
            decision: "Minh họa: ít nhất 4 lần cước theo bảng giá công bố".to_owned(),
        }),
        amount: Some("120.000 đ".to_owned()),
        due: Some("10/05/2025".to_owned()),
        stages: vec![
            StageLine {
                what: both("chờ xác định trách nhiệm", "liability to be fixed"),
                at: "08/04/2025 15:00".to_owned(),
                reason: None,
                amount: None,
            },
            StageLine {
                what: both("chờ bồi thường", "compensation to be paid"),
                at: "10/04/2025 09:20".to_owned(),
                reason: Some(
                    "Có trong túi khi niêm phong, không có khi mở túi; tìm hai ngày không thấy"
                        .to_owned(),
                ),
                amount: Some("120.000 đ".to_owned()),
            },
        ],
    }
}

/// Who waited for it complained, and is right.
pub(super) fn letter_sample() -> ComplaintLetter {
    ComplaintLetter {
        head: sample_head(
            "TL-BH123456785VN-1",
            "Trung tâm Phục vụ hành chính công tỉnh Hà Tĩnh",
            "09:40",
        ),
        to: sample_addressee(),
        about: both("Không nhận được, nghi mất", "It never came"),
        filed: "08/04/2025 15:30".to_owned(),
        via: both("người dân gửi trên trang", "by the citizen's page"),
        due: Some("15/04/2025".to_owned()),
        promised: Some("09/04/2025".to_owned()),
        whereabouts: both("Báo mất – Bưu cục Thạch Hà, 08/04/2025 15:00", "Lost – Bưu cục Thạch Hà, 08/04/2025 15:00"),
        outcome: both("Khiếu nại đúng", "The complaint is right"),
        words: "Chúng tôi xin lỗi Ông/Bà: giấy chứng nhận bị mất khi khai thác tại trung tâm. Bưu điện đã báo cơ quan \
                cấp lại và sẽ bồi thường theo mức dưới đây."
            .to_owned(),
        paid: vec![PaidLine {
            harm: both("Mất bưu gửi", "Parcel lost"),
            amount: "120.000 đ".to_owned(),
            when: both("trả trước hết ngày 10/05/2025", "to be paid by 10/05/2025"),
        }],
    }
}
