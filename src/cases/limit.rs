//! Times that hold for cases of every procedure and for every parcel, as an operator loads and dates them.

use std::str::FromStr;

use chrono::NaiveDate;

use crate::base::place::BadCode;
use crate::base::{Period, Words};
use crate::calendar::{TimeLimit, TimeUnit};

/// What is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LimitName {
    /// Within which a desk asks for a supplement to a dossier that came by post.
    SupplementByPost,
    /// Within which the last office delivers what came in (thời gian phát): the postman's round.
    DeliveryRound,
    /// How long after a scan was due a parcel may be silent before somebody is to search for it.
    SilenceMargin,
    /// After which silence is told to who stands above the point.
    SilenceToSuperior,
    /// After which it is told to the province.
    SilenceToProvince,
    /// Within which somebody may complain of a carriage, from the end of its transit time.
    ComplaintWithin,
    /// Within which a complaint is answered about what stays in one province.
    AnswerNear,
    /// Within which a complaint is answered about what goes from one province to another.
    AnswerFar,
    /// Within which compensation is paid, from the record that fixes liability.
    CompensationPaid,
}

impl LimitName {
    /// Every name.
    pub const ALL: [Self; 9] = [
        Self::SupplementByPost,
        Self::DeliveryRound,
        Self::SilenceMargin,
        Self::SilenceToSuperior,
        Self::SilenceToProvince,
        Self::ComplaintWithin,
        Self::AnswerNear,
        Self::AnswerFar,
        Self::CompensationPaid,
    ];

    /// What a person may write.
    const EXPECTED: &str = "supplement_by_post, delivery_round, silence_margin, silence_to_superior, \
         silence_to_province, complaint_within, answer_in_province, answer_inter_province or \
         compensation_paid";

    /// The word in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SupplementByPost => "supplement_by_post",
            Self::DeliveryRound => "delivery_round",
            Self::SilenceMargin => "silence_margin",
            Self::SilenceToSuperior => "silence_to_superior",
            Self::SilenceToProvince => "silence_to_province",
            Self::ComplaintWithin => "complaint_within",
            Self::AnswerNear => "answer_in_province",
            Self::AnswerFar => "answer_inter_province",
            Self::CompensationPaid => "compensation_paid",
        }
    }

    /// What people call it.
    pub const fn words(self) -> Words {
        match self {
            Self::SupplementByPost => Words::new(
                "Yêu cầu bổ sung với hồ sơ gửi qua bưu chính",
                "Asking for a supplement to a dossier sent by post",
            ),
            Self::DeliveryRound => Words::new(
                "Phát từ bưu cục cuối đến người nhận",
                "Delivery from the last office to the receiver",
            ),
            Self::SilenceMargin => Words::new(
                "Chờ lần quét đã đến hạn trước khi báo mất dấu",
                "Waiting for a scan that is due, before the parcel is reported dark",
            ),
            Self::SilenceToSuperior => Words::new(
                "Mất dấu: báo lên cấp trên của điểm",
                "Dark: told to who stands above the point",
            ),
            Self::SilenceToProvince => {
                Words::new("Mất dấu: báo lên cấp tỉnh", "Dark: told to the province")
            }
            Self::ComplaintWithin => Words::new("Thời hiệu khiếu nại", "Filing a complaint"),
            Self::AnswerNear => Words::new(
                "Trả lời khiếu nại trong tỉnh",
                "Answering a complaint within a province",
            ),
            Self::AnswerFar => {
                Words::new("Trả lời khiếu nại liên tỉnh", "Answering a complaint between provinces")
            }
            Self::CompensationPaid => Words::new("Trả tiền bồi thường", "Paying compensation"),
        }
    }

    /// What the law itself says, for as long as nobody has loaded anything else: complaints within six months,
    /// answered in five or seven working days. What no law fixes has to be loaded.
    pub const fn by_law(self) -> Option<TimeLimit> {
        match self {
            Self::ComplaintWithin => Some(TimeLimit { amount: 6, unit: TimeUnit::Month }),
            Self::AnswerNear => Some(TimeLimit { amount: 5, unit: TimeUnit::WorkingDay }),
            Self::AnswerFar => Some(TimeLimit { amount: 7, unit: TimeUnit::WorkingDay }),
            Self::SupplementByPost
            | Self::DeliveryRound
            | Self::SilenceMargin
            | Self::SilenceToSuperior
            | Self::SilenceToProvince
            | Self::CompensationPaid => None,
        }
    }
}

impl FromStr for LimitName {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        Self::ALL
            .into_iter()
            .find(|name| name.as_str() == text)
            .ok_or_else(|| BadCode::new(Self::EXPECTED, text))
    }
}

/// A limit, while it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseLimit {
    /// What is limited.
    pub name: LimitName,
    /// While it holds: for dossiers received, for what came in, for scans due on its days.
    pub period: Period,
    /// The limit.
    pub time: TimeLimit,
    /// Who decided it.
    pub decision: String,
}

impl CaseLimit {
    /// The limit of this name that holds on the day.
    pub fn find(all: &[Self], name: LimitName, day: NaiveDate) -> Option<&Self> {
        all.iter().find(|limit| limit.name == name && limit.period.contains(day))
    }
}
