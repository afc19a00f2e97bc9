//! Why a procedure does not go by post, in the words of who has to tell the person.

use chrono::NaiveDate;

use super::listing::Direction;
use super::procedure::ProcedureCode;
use crate::base::Lang;

/// Why a procedure does not go by post.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PostalRefusal {
    /// The catalogue has no such procedure.
    #[error("procedure {code} is not in the catalogue")]
    Unknown {
        /// The code given.
        code: ProcedureCode,
    },
    /// The procedure itself is in force from a later day on.
    #[error("procedure {code} is in force only from {from}")]
    NotYetInForce {
        /// The procedure.
        code: ProcedureCode,
        /// Its name.
        name: String,
        /// The first day.
        from: NaiveDate,
    },
    /// The procedure itself was abolished.
    #[error("procedure {code} is no longer in force since {until}")]
    Abolished {
        /// The procedure.
        code: ProcedureCode,
        /// Its name.
        name: String,
        /// The day after the last one.
        until: NaiveDate,
    },
    /// No list has ever named it for this direction.
    #[error("procedure {code} is not listed as {} by post", direction.as_str())]
    NotListed {
        /// The procedure.
        code: ProcedureCode,
        /// Its name.
        name: String,
        /// The direction asked for.
        direction: Direction,
    },
    /// A list names it from a later day on.
    #[error("procedure {code} is {} by post only from {from}", direction.as_str())]
    NotYet {
        /// The procedure.
        code: ProcedureCode,
        /// Its name.
        name: String,
        /// The direction asked for.
        direction: Direction,
        /// The first day.
        from: NaiveDate,
    },
    /// The last list that named it has ended.
    #[error("procedure {code} is no longer {} by post since {until}", direction.as_str())]
    NoLonger {
        /// The procedure.
        code: ProcedureCode,
        /// Its name.
        name: String,
        /// The direction asked for.
        direction: Direction,
        /// The day after the last one.
        until: NaiveDate,
    },
}

impl PostalRefusal {
    /// The stable code of the refusal.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unknown { .. } => "procedure_unknown",
            Self::NotYetInForce { .. } => "procedure_not_yet_in_force",
            Self::Abolished { .. } => "procedure_abolished",
            Self::NotListed { .. } => "procedure_not_listed",
            Self::NotYet { .. } => "procedure_not_yet_listed",
            Self::NoLonger { .. } => "procedure_no_longer_listed",
        }
    }

    /// The reason in the person's words. Which desk takes the dossier instead is for the caller to add.
    pub fn text(&self, lang: Lang) -> String {
        let way = |direction: &Direction| direction.text(lang);
        match (self, lang) {
            (Self::Unknown { code }, Lang::Vi) => {
                format!("Thủ tục {code} không có trong danh mục.")
            }
            (Self::Unknown { code }, Lang::En) => {
                format!("Procedure {code} is not in the catalogue.")
            }
            (Self::NotYetInForce { code, name, from }, Lang::Vi) => {
                let from = from.format("%d/%m/%Y");
                format!("Thủ tục {code} ({name}) chỉ có hiệu lực từ ngày {from}.")
            }
            (Self::NotYetInForce { code, name, from }, Lang::En) => {
                format!("Procedure {code} ({name}) is in force only from {from} on.")
            }
            (Self::Abolished { code, name, until }, Lang::Vi) => {
                let until = until.format("%d/%m/%Y");
                format!("Thủ tục {code} ({name}) đã hết hiệu lực kể từ ngày {until}.")
            }
            (Self::Abolished { code, name, until }, Lang::En) => {
                format!("Procedure {code} ({name}) is no longer in force since {until}.")
            }
            (Self::NotListed { code, name, direction }, Lang::Vi) => {
                format!("Thủ tục {code} ({name}) không {} qua bưu chính.", way(direction))
            }
            (Self::NotListed { code, name, direction }, Lang::En) => {
                format!("Procedure {code} ({name}) is not {} by post.", way(direction))
            }
            (Self::NotYet { code, name, direction, from }, Lang::Vi) => format!(
                "Thủ tục {code} ({name}) chỉ {} qua bưu chính từ ngày {}.",
                way(direction),
                from.format("%d/%m/%Y")
            ),
            (Self::NotYet { code, name, direction, from }, Lang::En) => {
                format!("Procedure {code} ({name}) is {} by post from {from} on.", way(direction))
            }
            (Self::NoLonger { code, name, direction, until }, Lang::Vi) => format!(
                "Thủ tục {code} ({name}) không còn {} qua bưu chính kể từ ngày {}.",
                way(direction),
                until.format("%d/%m/%Y")
            ),
            (Self::NoLonger { code, name, direction, until }, Lang::En) => {
                format!(
                    "Procedure {code} ({name}) is no longer {} by post since {until}.",
                    way(direction)
                )
            }
        }
    }
}
