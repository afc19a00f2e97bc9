//! Why a webhook is not made or changed as asked.

use super::subscription::{Disabled, Scope, WebhookUrl};
use crate::base::codes::CaseCode;
use crate::base::{Lang, PointCode, WebhookId};

/// A webhook that cannot be made, or something that cannot be done with one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WebhookRefusal {
    /// Not an address that can be called.
    #[error(
        "expected an address like https://h.example.vn/hook, at most {} characters, without user, password or #",
        WebhookUrl::MAX
    )]
    Url,
    /// An address that is not on the public Internet.
    #[error("this address is not on the public Internet; the setting webhook-private allows it")]
    PrivateAddress,
    /// An agency that is not in the network.
    #[error("no point {0} is known here: check its code")]
    UnknownAgency(PointCode),
    /// More agencies than one webhook should have.
    #[error("expected at most {} agencies, got {got}", Scope::AGENCIES_MAX)]
    TooManyAgencies {
        /// How many there were.
        got: usize,
    },
    /// More types of event than there are.
    #[error("expected at most {} types of event, got {got}", Scope::EVENTS_MAX)]
    TooManyEvents {
        /// How many there were.
        got: usize,
    },
    /// Too long a note.
    #[error("expected a note of at most {} characters, got {length}", Disabled::NOTE_MAX)]
    Note {
        /// How long it is.
        length: usize,
    },
    /// The old key would sign too long beside the new one, or less than no time.
    #[error("expected 0 to {most} hours, got {got}")]
    Overlap {
        /// The most hours.
        most: i64,
        /// What came.
        got: i64,
    },
    /// A cursor behind what was told so far.
    #[error("expected a cursor from 0 to {last}, got {got}")]
    Cursor {
        /// The last place that can be named.
        last: i64,
        /// What came.
        got: i64,
    },
    /// None or several of what says from where to tell again.
    #[error("expected exactly one of after, since and case")]
    AfterOrCase,
    /// A case of which this webhook was told nothing.
    #[error("this webhook was told nothing of the case {0}")]
    UnknownCase(CaseCode),
    /// Only what a case waits for can be skipped.
    #[error("no case of this webhook waits for {0} to be acknowledged")]
    NotFirst(String),
    /// No such webhook, or not one of this actor's.
    #[error("no webhook {0} is known here")]
    Unknown(WebhookId),
}

impl WebhookRefusal {
    /// The stable name of the refusal.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Url => "webhook_url",
            Self::PrivateAddress => "private_address",
            Self::UnknownAgency(_) => "unknown_point",
            Self::TooManyAgencies { .. } => "too_many_agencies",
            Self::TooManyEvents { .. } => "too_many_events",
            Self::Note { .. } => "note_too_long",
            Self::Overlap { .. } => "overlap",
            Self::Cursor { .. } => "cursor",
            Self::AfterOrCase => "after_or_case",
            Self::UnknownCase(_) => "unknown_case",
            Self::NotFirst(_) => "not_waited_for",
            Self::Unknown(_) => "unknown_webhook",
        }
    }

    /// The field at fault.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::Url | Self::PrivateAddress => Some("url"),
            Self::UnknownAgency(_) | Self::TooManyAgencies { .. } => Some("agencies"),
            Self::TooManyEvents { .. } => Some("events"),
            Self::Note { .. } => Some("note"),
            Self::Overlap { .. } => Some("overlap_hours"),
            Self::Cursor { .. } | Self::AfterOrCase => Some("after"),
            Self::UnknownCase(_) => Some("case"),
            Self::NotFirst(_) => Some("event"),
            Self::Unknown(_) => None,
        }
    }

    /// What to tell the person.
    pub fn text(&self, lang: Lang) -> String {
        let vi = match self {
            Self::Url => format!(
                "Cần địa chỉ như https://h.example.vn/hook, tối đa {} ký tự, không có tên đăng nhập, mật khẩu hay dấu #.",
                WebhookUrl::MAX
            ),
            Self::PrivateAddress => {
                "Địa chỉ này không thuộc Internet công cộng; thiết lập webhook-private cho phép."
                    .to_owned()
            }
            Self::UnknownAgency(point) => format!("Không có điểm {point}: hãy kiểm tra mã."),
            Self::TooManyAgencies { got } => {
                format!("Nhiều nhất {} cơ quan, đang có {got}.", Scope::AGENCIES_MAX)
            }
            Self::TooManyEvents { got } => {
                format!("Nhiều nhất {} loại sự kiện, đang có {got}.", Scope::EVENTS_MAX)
            }
            Self::Note { length } => {
                format!("Ghi chú dài nhất {} ký tự, đang có {length}.", Disabled::NOTE_MAX)
            }
            Self::Overlap { most, got } => format!("Cần từ 0 đến {most} giờ, đang có {got}."),
            Self::Cursor { last, got } => format!("Cần con trỏ từ 0 đến {last}, đang có {got}."),
            Self::AfterOrCase => "Cần đúng một trong ba: after, since hoặc case.".to_owned(),
            Self::UnknownCase(case) => format!("Webhook này chưa được báo gì về hồ sơ {case}."),
            Self::NotFirst(event) => {
                format!("Không có hồ sơ nào của webhook này đang chờ {event} được xác nhận.")
            }
            Self::Unknown(webhook) => format!("Không có webhook {webhook}."),
        };
        lang.pick(vi, self.to_string())
    }
}
