//! Why a decision about an anomaly or a scan that was set aside is not taken.

use crate::base::{AnomalyId, Lang, ScanId};

/// A decision that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CustodyRefusal {
    /// Nobody knows the anomaly.
    #[error("there is no anomaly {0}")]
    UnknownAnomaly(AnomalyId),
    /// No scan with this id was set aside.
    #[error("no scan {0} was set aside")]
    UnknownSetAside(ScanId),
    /// Somebody has matched or closed it already.
    #[error("scan {scan} is {status} already")]
    Settled {
        /// The scan.
        scan: ScanId,
        /// What became of it.
        status: String,
    },
    /// Nobody knows the code it is to be matched to.
    #[error("expected the code of a parcel, a bag or a run that is known")]
    UnknownCode,
    /// It cannot be put on the item as it is.
    #[error("the scan still does not fit: {why}; say at and as")]
    StillAside {
        /// The stable word, as in `unknown_point`.
        why: &'static str,
    },
    /// A decision without a reason, or with too long a one.
    #[error("expected a reason of 1 to {} characters", CustodyRefusal::REASON_MAX)]
    Reason,
}

impl CustodyRefusal {
    /// The longest reason, in characters.
    pub const REASON_MAX: usize = 500;

    /// The stable name of the refusal.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnknownAnomaly(_) => "unknown_anomaly",
            Self::UnknownSetAside(_) => "unknown_set_aside",
            Self::Settled { .. } => "already_settled",
            Self::UnknownCode => "unknown_code",
            Self::StillAside { .. } => "still_set_aside",
            Self::Reason => "reason",
        }
    }

    /// The field at fault.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::UnknownCode => Some("code"),
            Self::StillAside { .. } => Some("at"),
            Self::Reason => Some("reason"),
            Self::UnknownAnomaly(_) | Self::UnknownSetAside(_) | Self::Settled { .. } => None,
        }
    }

    /// What to tell the person.
    pub fn text(&self, lang: Lang) -> String {
        let vi = match self {
            Self::UnknownAnomaly(id) => format!("Không có bất thường {id}."),
            Self::UnknownSetAside(id) => format!("Không có lần quét {id} đang chờ đối chiếu."),
            Self::Settled { scan, .. } => format!("Lần quét {scan} đã được xử lý."),
            Self::UnknownCode => "Không có bưu gửi, túi hay chuyến nào mang mã này.".to_owned(),
            Self::StillAside { why } => {
                format!("Lần quét vẫn chưa phù hợp ({why}): hãy ghi rõ điểm (at) và tư cách (as).")
            }
            Self::Reason => format!("Cần nêu lý do, từ 1 đến {} ký tự.", Self::REASON_MAX),
        };
        lang.pick(vi, self.to_string())
    }

    /// A reason as it is kept, or the refusal.
    pub fn check_reason(reason: &str) -> Result<String, Self> {
        let reason = crate::base::text::clean(reason);
        if (1..=Self::REASON_MAX).contains(&reason.chars().count()) {
            Ok(reason)
        } else {
            Err(Self::Reason)
        }
    }
}
