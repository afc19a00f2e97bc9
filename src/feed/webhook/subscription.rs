//! A webhook as it is kept: where to call, about what, and whether.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use url::{Host, Url};

use super::refusal::WebhookRefusal;
use crate::base::place::BadCode;
use crate::base::text::clean;
use crate::base::{At, PointCode, TokenId, WebhookId};
use crate::client::Reach;
use crate::feed::FactKind;

/// The address that is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookUrl(Url);

impl WebhookUrl {
    /// The longest address, in characters.
    pub const MAX: usize = 2_000;

    /// Reads an address, and connects to nothing. A name is taken as it is; where it leads is looked at
    /// whenever it is called. Without TLS only where the office allows its own network to be called.
    pub fn read(text: &str, reach: Reach) -> Result<Self, WebhookRefusal> {
        let text = text.trim();
        let url = Url::parse(text).ok().filter(|_| text.len() <= Self::MAX);
        let url = url.ok_or(WebhookRefusal::Url)?;
        let host = url.host().ok_or(WebhookRefusal::Url)?;
        let schemes: &[&str] = match reach {
            Reach::Public => &["https"],
            Reach::Anywhere => &["https", "http"],
        };
        let plain =
            url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
        if !plain || !schemes.contains(&url.scheme()) || url.port() == Some(0) {
            return Err(WebhookRefusal::Url);
        }
        let allowed = match host {
            Host::Ipv4(address) => reach.allows(address.into()),
            Host::Ipv6(address) => reach.allows(address.into()),
            Host::Domain(_) => true,
        };
        if allowed { Ok(Self(url)) } else { Err(WebhookRefusal::PrivateAddress) }
    }

    /// As the client takes it.
    pub const fn as_url(&self) -> &Url {
        &self.0
    }
}

impl fmt::Display for WebhookUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str())
    }
}

impl FromStr for WebhookUrl {
    type Err = url::ParseError;

    /// As it was kept; what may be called is asked when it is called.
    fn from_str(text: &str) -> Result<Self, url::ParseError> {
        text.parse().map(Self)
    }
}

/// A type of event: a kind of fact, by its CloudEvents type or without the prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct EventName(pub FactKind);

impl fmt::Display for EventName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for EventName {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        let name = text.strip_prefix("vn.hosopost.").unwrap_or(text);
        let expected = "the type of an event, like vn.hosopost.parcel.receive";
        name.parse().map(Self).map_err(|_| BadCode::new(expected, text))
    }
}

impl Serialize for EventName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for EventName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// What a webhook is told: all cases or those of some agencies, everything or some types of event.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// The agencies; empty means all.
    pub agencies: Vec<PointCode>,
    /// The types of event; empty means all.
    pub events: Vec<EventName>,
}

impl Scope {
    /// The most agencies of one webhook.
    pub const AGENCIES_MAX: usize = 1_000;
    /// The most types it may name; more than there are.
    pub const EVENTS_MAX: usize = 100;

    /// Reads a scope; what is named twice counts once.
    pub fn read(
        mut agencies: Vec<PointCode>,
        mut events: Vec<EventName>,
    ) -> Result<Self, WebhookRefusal> {
        agencies.sort();
        agencies.dedup();
        events.sort();
        events.dedup();
        if agencies.len() > Self::AGENCIES_MAX {
            return Err(WebhookRefusal::TooManyAgencies { got: agencies.len() });
        }
        if events.len() > Self::EVENTS_MAX {
            return Err(WebhookRefusal::TooManyEvents { got: events.len() });
        }
        Ok(Self { agencies, events })
    }
}

/// Why a webhook is not called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// A person switched it off.
    Person,
    /// The receiver answered 410: it is gone for good.
    Gone,
}

impl Why {
    /// The word in data and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Gone => "gone",
        }
    }
}

impl FromStr for Why {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        match text {
            "person" => Ok(Self::Person),
            "gone" => Ok(Self::Gone),
            other => Err(BadCode::new("person or gone", other)),
        }
    }
}

/// That a webhook is not called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disabled {
    /// Since when.
    pub at: At,
    /// Why.
    pub why: Why,
    /// What the person said about it.
    pub note: Option<String>,
}

impl Disabled {
    /// The longest note, in characters.
    pub const NOTE_MAX: usize = 200;

    /// By a person, who may say why.
    pub fn by_person(at: At, note: Option<&str>) -> Result<Self, WebhookRefusal> {
        let note = note.map(clean).filter(|note| !note.is_empty());
        let length = note.as_ref().map_or(0, |note| note.chars().count());
        if length > Self::NOTE_MAX {
            return Err(WebhookRefusal::Note { length });
        }
        Ok(Self { at, why: Why::Person, note })
    }

    /// By the receiver's own word.
    pub const fn gone(at: At) -> Self {
        Self { at, why: Why::Gone, note: None }
    }
}

/// Which process reads the feed for a webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    /// By which lease: a word that nobody else has.
    pub lease: String,
    /// Until when, unless it says so again.
    pub until: At,
}

/// A webhook, without its keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Its id.
    pub id: WebhookId,
    /// Where it is called.
    pub url: WebhookUrl,
    /// About what.
    pub scope: Scope,
    /// How far the feed was read for it, and all of it acknowledged or given a row of what waits.
    pub position: i64,
    /// Who reads on from there; nobody after a person has changed something.
    pub reader: Option<Reader>,
    /// How many tries were made.
    pub attempts_made: i64,
    /// Until when the receiver asked to be left alone.
    pub resting_until: Option<At>,
    /// When it was made.
    pub created_at: At,
    /// Who made it.
    pub created_by: TokenId,
    /// That it is not called, and why; none while it is.
    pub disabled: Option<Disabled>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_https_on_the_public_internet_unless_the_office_allows_its_own() {
        for good in ["https://h.example.vn", "https://h.example.vn:8443/a?b=c", "https://1.1.1.1/"]
        {
            for reach in [Reach::Public, Reach::Anywhere] {
                assert!(WebhookUrl::read(good, reach).is_ok(), "{good}");
            }
        }
        for inside in
            ["http://h.example.vn", "https://127.0.0.1/", "http://[::1]:8090/", "https://10.0.0.8"]
        {
            assert!(WebhookUrl::read(inside, Reach::Public).is_err(), "{inside}");
            assert!(WebhookUrl::read(inside, Reach::Anywhere).is_ok(), "{inside}");
        }
        let long = format!("https://h.example.vn/{}", "a".repeat(2_000));
        for bad in [
            "",
            "h.example.vn",
            "https://",
            "ftp://h/",
            "file:///etc/passwd",
            "https://u@h/",
            "https://u:p@h/",
            "https://h/#part",
            "https://h:0/",
            "https://h:99999/",
            "javascript:alert(1)",
            "https://a b/",
            &long,
        ] {
            assert!(WebhookUrl::read(bad, Reach::Anywhere).is_err(), "{bad}");
        }
        // The ways of writing an address that only the connecting would see through.
        for odd in [
            "https://0x7f.1/",
            "https://2130706433/",
            "https://0177.0.0.1/",
            "https://[::ffff:10.0.0.1]/",
        ] {
            assert_eq!(
                WebhookUrl::read(odd, Reach::Public),
                Err(WebhookRefusal::PrivateAddress),
                "{odd}"
            );
        }
    }

    #[test]
    fn a_type_of_event_may_be_said_with_or_without_its_prefix() {
        let with: EventName = "vn.hosopost.parcel.deliver".parse().unwrap();
        assert_eq!("parcel.deliver".parse(), Ok(with));
        assert_eq!(with.to_string(), "vn.hosopost.parcel.deliver");
        for bad in ["", "parcel", "parcel.fly", "*", "VN.HOSOPOST.LEG.ORDERED"] {
            assert!(bad.parse::<EventName>().is_err(), "{bad}");
        }
    }

    #[test]
    fn what_is_named_twice_counts_once() {
        let agency = || "H27.00".parse().unwrap();
        let event = || "leg.ordered".parse().unwrap();
        let scope = Scope::read(vec![agency(), agency()], vec![event(), event()]).unwrap();
        assert_eq!((scope.agencies.len(), scope.events.len()), (1, 1));
        assert!(Disabled::by_person(At::from_millis(0), Some(&"x".repeat(201))).is_err());
    }
}
