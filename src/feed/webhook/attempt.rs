//! One try to tell a webhook something, and what came of it.

use std::str::FromStr;

use crate::base::place::BadCode;
use crate::base::{At, TokenId};
use crate::client::{NoReply, Reply};

/// What came back, if anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tried {
    /// An HTTP answer, of whatever status.
    Answered {
        /// The status.
        status: u16,
        /// The header Retry-After, as it was.
        retry_after: Option<String>,
        /// The first bytes of the body, made printable.
        answer: String,
    },
    /// Nothing.
    Unanswered(NoReply),
}

impl From<Result<Reply, NoReply>> for Tried {
    fn from(came: Result<Reply, NoReply>) -> Self {
        match came {
            Ok(reply) => Self::Answered {
                status: reply.status,
                retry_after: reply.retry_after,
                answer: printable(&reply.excerpt),
            },
            Err(failure) => Self::Unanswered(failure),
        }
    }
}

/// Bytes of strangers as text that can be shown on a terminal and a page: no control characters, none
/// that turn the direction of writing.
fn printable(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let shown = text.chars().map(|c| {
        let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if c.is_control() || turns { ' ' } else { c }
    });
    shown.collect::<String>().trim().to_owned()
}

/// What became of a try, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Answered 2xx.
    Acknowledged,
    /// Answered otherwise.
    Rejected,
    /// Not answered.
    Unanswered,
    /// Not tried: a person skipped the fact.
    Skipped,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 4] =
        [Self::Acknowledged, Self::Rejected, Self::Unanswered, Self::Skipped];

    /// The word in data, on the wire and in figures.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Acknowledged => "acknowledged",
            Self::Rejected => "rejected",
            Self::Unanswered => "unanswered",
            Self::Skipped => "skipped",
        }
    }
}

impl FromStr for Outcome {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        Self::ALL
            .into_iter()
            .find(|outcome| outcome.as_str() == text)
            .ok_or_else(|| BadCode::new("the outcome of an attempt", text))
    }
}

impl From<&Tried> for Outcome {
    fn from(tried: &Tried) -> Self {
        match tried {
            Tried::Answered { status: 200..=299, .. } => Self::Acknowledged,
            Tried::Answered { .. } => Self::Rejected,
            Tried::Unanswered(_) => Self::Unanswered,
        }
    }
}

/// One exchange with a receiver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// When it began.
    pub at: At,
    /// How long it took, in milliseconds.
    pub took_ms: i64,
    /// What came back.
    pub tried: Tried,
}

/// A try as it is kept and shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Its number among the tries of its webhook.
    pub number: i64,
    /// The `webhook-id` of what was sent.
    pub event: String,
    /// The case's code; none for a test.
    pub case_code: Option<String>,
    /// Which try of this event it was, from 1.
    pub nth: i64,
    /// When it began.
    pub at: At,
    /// How long it took, in milliseconds.
    pub took_ms: i64,
    /// What became of it.
    pub outcome: Outcome,
    /// The HTTP status, when there was an answer.
    pub status: Option<i64>,
    /// Why there was none.
    pub failure: Option<NoReply>,
    /// The answer's first bytes.
    pub answer: Option<String>,
    /// When it is tried again.
    pub next_at: Option<At>,
    /// Who decided, where a person did.
    pub by: Option<TokenId>,
}

impl Attempt {
    /// The first try of something that is about no case and is not tried again.
    pub fn of(number: i64, event: String, exchange: &Exchange) -> Self {
        let (status, failure, answer) = match &exchange.tried {
            Tried::Answered { status, answer, .. } => {
                let answer = Some(answer.clone()).filter(|text| !text.is_empty());
                (Some(i64::from(*status)), None, answer)
            }
            Tried::Unanswered(why) => (None, Some(*why), None),
        };
        Self {
            number,
            event,
            case_code: None,
            nth: 1,
            at: exchange.at,
            took_ms: exchange.took_ms,
            outcome: Outcome::from(&exchange.tried),
            status,
            failure,
            answer,
            next_at: None,
            by: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_strangers_answer_is_shown_without_what_would_move_a_terminal() {
        let shown = printable(b"\x1b[2J<b>\xff\xfe\r\n\0ok\xe2\x80\xae");
        assert_eq!(shown, "[2J<b>\u{fffd}\u{fffd}   ok");
        for outcome in Outcome::ALL {
            assert_eq!(outcome.as_str().parse(), Ok(outcome));
        }
    }
}
