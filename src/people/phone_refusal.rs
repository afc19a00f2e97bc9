//! Why a phone is not taken, or not there.

use crate::base::{Lang, PhoneId, PointCode};

use super::phone::{Handset, HandsetIn};

/// A phone that cannot be signed in to or is not there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PhoneRefusal {
    /// No name, or too long a one.
    #[error("expected a name of 1 to {} characters, got {length}", HandsetIn::NAME_MAX)]
    Name {
        /// How long it is.
        length: usize,
    },
    /// No points, or too many.
    #[error("expected 1 to {} of your points, got {got}", HandsetIn::PLACES_MAX)]
    Places {
        /// How many there were.
        got: usize,
    },
    /// A point that is not in the network.
    #[error("no point {0} is known here: check its code")]
    UnknownPoint(PointCode),
    /// Not a public key.
    #[error("expected a public key of P-256 as JWK: kty EC, crv P-256, x and y of 32 bytes each")]
    Key,
    /// There are enough already.
    #[error("at most {} phones a person: revoke one that is not used any more", Handset::MOST)]
    TooMany,
    /// The phone is somebody else's.
    #[error(
        "this phone belongs to somebody else: what lies unsent on it is handed in by them first"
    )]
    OfAnother(PhoneId),
    /// The phone was revoked.
    #[error("this phone was revoked: sign in to it as a new one")]
    Ended(PhoneId),
    /// No such phone.
    #[error("no phone {0} is known here")]
    Unknown(PhoneId),
}

impl PhoneRefusal {
    /// The stable name of the refusal.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Name { .. } => "phone_name",
            Self::Places { .. } => "phone_places",
            Self::UnknownPoint(_) => "unknown_point",
            Self::Key => "phone_key",
            Self::TooMany => "too_many_phones",
            Self::OfAnother(_) => "phone_of_another",
            Self::Ended(_) => "phone_revoked",
            Self::Unknown(_) => "unknown_phone",
        }
    }

    /// The field at fault.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::Name { .. } => Some("name"),
            Self::Places { .. } | Self::UnknownPoint(_) => Some("places"),
            Self::Key => Some("key"),
            Self::OfAnother(_) | Self::Ended(_) => Some("device"),
            Self::TooMany | Self::Unknown(_) => None,
        }
    }

    /// What to tell the person.
    pub fn text(&self, lang: Lang) -> String {
        let vi = match self {
            Self::Name { length } => {
                format!("Tên điện thoại cần 1 đến {} ký tự, đang có {length}.", HandsetIn::NAME_MAX)
            }
            Self::Places { got } => {
                format!("Cần chọn 1 đến {} điểm của mình, đang có {got}.", HandsetIn::PLACES_MAX)
            }
            Self::UnknownPoint(point) => format!("Không có điểm {point}: hãy kiểm tra mã."),
            Self::Key => "Cần khóa công khai P-256 dạng JWK: kty EC, crv P-256, x và y mỗi phần 32 byte."
                .to_owned(),
            Self::TooMany => format!(
                "Mỗi người nhiều nhất {} điện thoại: hãy thu hồi máy không dùng nữa.",
                Handset::MOST
            ),
            Self::OfAnother(_) => {
                "Điện thoại này đang của người khác: người đó cần gửi hết lượt quét còn lại trên máy trước."
                    .to_owned()
            }
            Self::Ended(_) => {
                "Điện thoại này đã bị thu hồi: hãy đăng nhập như một máy mới.".to_owned()
            }
            Self::Unknown(phone) => format!("Không có điện thoại {phone}."),
        };
        lang.pick(vi, self.to_string())
    }
}
