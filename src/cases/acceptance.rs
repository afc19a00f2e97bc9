//! Why what was taken in on the road is not taken over.

use uuid::Uuid;

use crate::base::codes::CaseCode;
use crate::base::{Lang, PointCode};

/// An acceptance on the road that cannot be taken over.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AcceptanceRefusal {
    /// The id was used for something else.
    #[error("acceptance {0} says something else already: the first one stands")]
    Other(Uuid),
    /// Neither what the person asks for is said, nor a case that would tell.
    #[error("expected a procedure, or the code of a case")]
    NoProcedure,
    /// Dossiers are not taken in here.
    #[error("expected a point of the post, {0} is none")]
    NotAPostPoint(PointCode),
    /// The case goes to another agency.
    #[error("case {code} is decided at {agency}: send it there")]
    OtherAgency {
        /// The case.
        code: CaseCode,
        /// Where it is decided.
        agency: PointCode,
    },
}

impl AcceptanceRefusal {
    /// The stable name of the refusal.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Other(_) => "acceptance_conflict",
            Self::NoProcedure => "acceptance_of_what",
            Self::NotAPostPoint(_) => "not_a_post_point",
            Self::OtherAgency { .. } => "other_agency",
        }
    }

    /// The field at fault.
    pub const fn field(&self) -> &'static str {
        match self {
            Self::Other(_) => "id",
            Self::NoProcedure => "procedure",
            Self::NotAPostPoint(_) => "at",
            Self::OtherAgency { .. } => "to",
        }
    }

    /// What to tell the person.
    pub fn text(&self, lang: Lang) -> String {
        let vi = match self {
            Self::Other(id) => {
                format!("Mã {id} đã dùng cho lần nhận khác: lần đầu tiên được giữ.")
            }
            Self::NoProcedure => "Cần mã thủ tục, hoặc mã hồ sơ đã có.".to_owned(),
            Self::NotAPostPoint(point) => format!("{point} không phải điểm của bưu điện."),
            Self::OtherAgency { code, agency } => {
                format!("Hồ sơ {code} thuộc {agency}: hãy gửi về đó.")
            }
        };
        lang.pick(vi, self.to_string())
    }
}
