//! How webhooks, tries and what waits are said.

use crate::base::{At, Lang, Words};
use crate::client::NoReply;
use crate::feed::webhook::{Attempt, Outcome, Webhook, Why};
use crate::store::deliveries::Waiting;
use crate::store::webhook_health::Health;
use crate::web::staff::words::time;

/// How something stands, in a word and a colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tag {
    /// `good`, `warn`, or nothing.
    pub tone: &'static str,
    /// The word.
    pub text: &'static str,
}

const fn tag(tone: &'static str, vi: &'static str, en: &'static str) -> (&'static str, Words) {
    (tone, Words::new(vi, en))
}

/// How a webhook stands.
pub fn health(webhook: &Webhook, health: &Health, lang: Lang) -> Tag {
    let last = health.last.as_ref().map(|last| last.outcome);
    let (tone, words) = match (&webhook.disabled, health.dead, last) {
        (Some(off), _, _) => match off.why {
            Why::Person => tag("warn", "đang tắt", "switched off"),
            Why::Gone => tag("warn", "bên nhận đã đóng (410)", "its receiver is gone (410)"),
        },
        (None, 1.., _) => tag("warn", "có hồ sơ chờ xử lý", "cases wait for a person"),
        (None, _, Some(Outcome::Rejected | Outcome::Unanswered)) => {
            tag("warn", "đang gửi lại", "trying again")
        }
        (None, _, Some(Outcome::Acknowledged | Outcome::Skipped)) => {
            tag("good", "hoạt động", "working")
        }
        (None, _, None) => tag("", "chưa gửi gì", "nothing was sent yet"),
    };
    Tag { tone, text: words.to(lang) }
}

/// What came of a try.
pub fn outcome(outcome: Outcome, lang: Lang) -> Tag {
    let (tone, words) = match outcome {
        Outcome::Acknowledged => tag("good", "đã xác nhận", "acknowledged"),
        Outcome::Rejected => tag("warn", "bị từ chối", "rejected"),
        Outcome::Unanswered => tag("warn", "không trả lời", "unanswered"),
        Outcome::Skipped => tag("", "đã bỏ qua", "skipped"),
    };
    Tag { tone, text: words.to(lang) }
}

const fn no_reply(why: NoReply) -> Words {
    match why {
        NoReply::AddressRefused => {
            Words::new("địa chỉ không được phép gọi", "the address may not be called")
        }
        NoReply::NameUnknown => {
            Words::new("không phân giải được tên miền", "the name is not known")
        }
        NoReply::NotConnected => Words::new("không kết nối được", "nobody answers there"),
        NoReply::Untrusted => {
            Words::new("chứng thư TLS không tin cậy", "its certificate is not trusted")
        }
        NoReply::TimedOut => Words::new("quá 20 giây", "took longer than 20 seconds"),
        NoReply::BrokenOff => Words::new("đứt kết nối", "the connection broke"),
        NoReply::NotReady => {
            Words::new("máy chủ này không gọi ra được", "this server cannot call out")
        }
    }
}

/// A try as a page shows it.
#[derive(Debug, Clone)]
pub struct AttemptView {
    /// When it began.
    pub at: String,
    /// What became of it.
    pub outcome: Tag,
    /// The HTTP status, or why there was none.
    pub came: String,
    /// How long it took.
    pub took_ms: i64,
    /// Of which case; none for a test.
    pub case: Option<String>,
    /// The `webhook-id`.
    pub event: String,
    /// Which try of it.
    pub nth: i64,
    /// The answer's first bytes.
    pub answer: String,
    /// When it is tried again.
    pub next: Option<String>,
}

impl AttemptView {
    /// In one language.
    pub fn of(attempt: &Attempt, lang: Lang) -> Self {
        let status = attempt.status.map(|status| format!("HTTP {status}"));
        let failure = attempt.failure.map(|why| no_reply(why).to(lang).to_owned());
        Self {
            at: time(attempt.at, lang),
            outcome: outcome(attempt.outcome, lang),
            came: status.or(failure).unwrap_or_default(),
            took_ms: attempt.took_ms,
            case: attempt.case_code.clone(),
            event: attempt.event.clone(),
            nth: attempt.nth,
            answer: attempt.answer.clone().unwrap_or_default(),
            next: attempt.next_at.map(|at| time(at, lang)),
        }
    }
}

/// An event that waits, as a page shows it.
#[derive(Debug, Clone)]
pub struct WaitingView {
    /// Of which case.
    pub case: String,
    /// The `webhook-id`.
    pub event: String,
    /// The type, without the prefix.
    pub kind: String,
    /// How often it was tried.
    pub attempts: i64,
    /// What it waits for.
    pub stands: String,
    /// Whether it waits for a person.
    pub is_dead: bool,
    /// Whether it is the first of its case, which alone can be skipped.
    pub is_first: bool,
}

impl WaitingView {
    /// In one language.
    pub fn of(one: &Waiting, lang: Lang) -> Self {
        let at = |at: At| time(at, lang);
        let stands = match (one.died_at, one.due_at) {
            (Some(died), _) => lang.pick(
                format!("đã gửi hết lượt lúc {}", at(died)),
                format!("given up at {}", at(died)),
            ),
            (None, Some(due)) => {
                lang.pick(format!("gửi lúc {}", at(due)), format!("due at {}", at(due)))
            }
            (None, None) => lang
                .pick("sau sự kiện trước của hồ sơ này", "behind another of its case")
                .to_owned(),
        };
        Self {
            case: one.case_code.to_string(),
            event: one.event.clone(),
            kind: one.kind.clone(),
            attempts: one.attempts,
            stands,
            is_dead: one.died_at.is_some(),
            is_first: one.died_at.is_some() || one.due_at.is_some(),
        }
    }
}
