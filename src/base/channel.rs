//! By which way a dossier reaches the authority: times and fees differ by it, and so do statistics.

use std::str::FromStr;

use super::lang::Lang;
use super::number::numbered;
use super::place::BadCode;

/// By which way the dossier reached the agency. A missing channel would count as direct and hide the
/// post's share, so it must always be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// Handed in at the desk.
    Direct = 1,
    /// Filed online.
    Online = 2,
    /// Sent by the public post.
    Post = 3,
}

numbered!(Channel, "a channel: 1 (direct), 2 (online) or 3 (public post)");

impl Channel {
    /// Every channel.
    pub const ALL: [Self; 3] = [Self::Direct, Self::Online, Self::Post];

    /// The word in files and questions.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Online => "online",
            Self::Post => "post",
        }
    }

    /// What people call it.
    pub fn text(self, lang: Lang) -> &'static str {
        match self {
            Self::Direct => lang.pick("trực tiếp", "direct"),
            Self::Online => lang.pick("trực tuyến", "online"),
            Self::Post => lang.pick("bưu chính", "by post"),
        }
    }
}

impl FromStr for Channel {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        Self::ALL
            .into_iter()
            .find(|channel| channel.as_str() == text)
            .ok_or_else(|| BadCode::new("direct, online or post", text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channels_keep_the_numbers_of_the_exchange_and_their_words() {
        for channel in Channel::ALL {
            assert_eq!(Channel::from_number(channel.number()), Ok(channel));
            assert_eq!(channel.as_str().parse(), Ok(channel));
        }
        for bad in [i64::MIN, -1, 0, 4, i64::MAX] {
            assert!(Channel::from_number(bad).is_err());
        }
        assert!("Post".parse::<Channel>().is_err());
    }
}
