//! The self-test of a connector, step by step: a made-up case and parcel go the whole way, every fact
//! marked, and a webhook must acknowledge each of them.

use crate::base::codes::CaseCode;
use crate::base::{Lang, Words};

/// What is tried, in this order; what comes after a step that failed is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The webhook can be called.
    Webhook,
    /// There is a desk, a post office and a procedure to try with.
    Places,
    /// A case is told.
    Case,
    /// A return leg is ordered.
    Leg,
    /// It is handed over, accepted, carried and delivered by scans.
    Scans,
    /// Custody says that it is delivered, without anything odd.
    Custody,
    /// The case was told everything, in order, and is proposed status 10.
    Facts,
    /// The webhook acknowledged everything.
    Told,
}

impl Step {
    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Webhook => "webhook",
            Self::Places => "places",
            Self::Case => "case",
            Self::Leg => "leg",
            Self::Scans => "scans",
            Self::Custody => "custody",
            Self::Facts => "facts",
            Self::Told => "told",
        }
    }

    /// What is tried, for people.
    pub const fn words(self) -> Words {
        match self {
            Self::Webhook => Words::new("Webhook đang được gọi", "The webhook is called"),
            Self::Places => Words::new(
                "Có bộ phận một cửa, bưu cục và thủ tục để thử",
                "There is a desk, a post office and a procedure to try with",
            ),
            Self::Case => Words::new("Nhận hồ sơ thử", "A made-up case is told"),
            Self::Leg => Words::new("Lập chặng chuyển trả", "A return leg is ordered"),
            Self::Scans => Words::new(
                "Quét giao, nhận, chuyển, phát",
                "Scanned: handed over, accepted, carried, delivered",
            ),
            Self::Custody => Words::new(
                "Bưu gửi đã phát, không có bất thường",
                "Delivered, without anything odd",
            ),
            Self::Facts => Words::new(
                "Hồ sơ được báo đủ, đúng thứ tự, đề nghị trạng thái 10",
                "The case was told everything in order, and 10 is proposed",
            ),
            Self::Told => {
                Words::new("Webhook xác nhận từng sự kiện", "The webhook acknowledged every event")
            }
        }
    }

    /// What to do where it failed.
    pub const fn advice(self) -> Words {
        match self {
            Self::Webhook => Words::new(
                "Bật lại webhook, và chạy máy chủ với thiết lập gọi webhook.",
                "Enable the webhook, and run a server whose settings let it call.",
            ),
            Self::Places => Words::new(
                "Nạp tệp điểm, thủ tục và danh mục gửi qua bưu chính còn hiệu lực hôm nay (hosopost import points, procedures, listings).",
                "Import points, procedures and a postal list in force today (hosopost import points, procedures, listings).",
            ),
            Self::Case | Self::Leg | Self::Scans => Words::new(
                "Sửa điều được nêu, rồi thử lại; hosopost doctor xem phần còn lại.",
                "Mend what is named and try again; hosopost doctor looks at the rest.",
            ),
            Self::Custody | Self::Facts => Words::new(
                "Đây là lỗi của phần mềm: hãy gửi cho chúng tôi mã hồ sơ thử này.",
                "This is a mistake of the software: tell us the code of this made-up case.",
            ),
            Self::Told => Words::new(
                "Xem các lần gọi của webhook; bên nhận phải trả lời 2xx trong 20 giây, cả với test: true.",
                "Look at the webhook's attempts; the receiver must answer 2xx within 20 seconds, also where test is true.",
            ),
        }
    }
}

/// One step that was tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    /// Which.
    pub step: Step,
    /// How long it took, in milliseconds.
    pub took_ms: i64,
    /// What went wrong, in Vietnamese and in English; none when it is well.
    pub trouble: Option<[String; 2]>,
}

impl Tried {
    /// What went wrong, in one language.
    pub fn said(&self, lang: Lang) -> Option<&str> {
        self.trouble.as_ref().map(|[vi, en]| lang.pick(vi.as_str(), en.as_str()))
    }
}

/// What came of a self-test.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SelfTest {
    /// The made-up case, once there is one.
    pub case_code: Option<CaseCode>,
    /// What was tried.
    pub tried: Vec<Tried>,
}

impl SelfTest {
    /// Whether all of it is well.
    pub fn is_green(&self) -> bool {
        !self.tried.is_empty() && self.tried.iter().all(|tried| tried.trouble.is_none())
    }

    /// The step that failed.
    pub fn failing(&self) -> Option<&Tried> {
        self.tried.iter().find(|tried| tried.trouble.is_some())
    }
}
