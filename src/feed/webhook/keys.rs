//! The keys of a webhook. Each has two halves: a secret that both sides know (`whsec_…`, for `v1`), and a
//! signing key of ours whose public half (`whpk_…`, for `v1a`) the other side may have without being able
//! to sign in our name.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use ed25519_dalek::{Signature, Signer as _, VerifyingKey};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::base::{At, Ids};

/// How long a secret may be, in bytes; the specification's bounds.
const SECRET_BYTES: std::ops::RangeInclusive<usize> = 24..=64;
/// How long ours are.
const DRAWN_BYTES: usize = 32;

/// A text that is not a key of the kind asked for. What was given is not repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected}")]
pub struct BadKey {
    /// The rule, in words.
    pub expected: &'static str,
}

/// What both sides know.
#[derive(Clone, PartialEq, Eq)]
pub struct SharedSecret(Vec<u8>);

impl SharedSecret {
    const PREFIX: &'static str = "whsec_";
    const EXPECTED: BadKey = BadKey { expected: "whsec_ and 24 to 64 bytes in base64" };

    /// Draws a new one.
    pub fn draw(ids: &Ids) -> Self {
        let mut bytes = vec![0; DRAWN_BYTES];
        ids.fill(&mut bytes);
        Self(bytes)
    }

    /// From the bytes that are kept.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, BadKey> {
        if SECRET_BYTES.contains(&bytes.len()) { Ok(Self(bytes)) } else { Err(Self::EXPECTED) }
    }

    /// The bytes that are kept.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The secret itself, to be shown once.
    pub fn reveal(&self) -> String {
        format!("{}{}", Self::PREFIX, BASE64_STANDARD.encode(&self.0))
    }

    fn mac(&self, content: &[u8]) -> Hmac<Sha256> {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        mac.update(content);
        mac
    }

    pub(super) fn sign(&self, content: &[u8]) -> Vec<u8> {
        self.mac(content).finalize().into_bytes().to_vec()
    }

    /// Compared in constant time.
    pub(super) fn signed(&self, content: &[u8], signature: &[u8]) -> bool {
        self.mac(content).verify_slice(signature).is_ok()
    }
}

impl FromStr for SharedSecret {
    type Err = BadKey;

    fn from_str(text: &str) -> Result<Self, BadKey> {
        let encoded = text.trim().strip_prefix(Self::PREFIX).ok_or(Self::EXPECTED)?;
        Self::from_bytes(BASE64_STANDARD.decode(encoded).map_err(|_| Self::EXPECTED)?)
    }
}

impl fmt::Debug for SharedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SharedSecret(…)")
    }
}

/// Our half of a key pair (Ed25519). It is never shown to anyone.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    /// Draws a new one.
    pub fn draw(ids: &Ids) -> Self {
        let mut seed = [0; 32];
        ids.fill(&mut seed);
        Self(ed25519_dalek::SigningKey::from_bytes(&seed))
    }

    /// From the seed that is kept.
    pub fn from_bytes(seed: &[u8]) -> Result<Self, BadKey> {
        let seed = seed.try_into().map_err(|_| BadKey { expected: "a seed of 32 bytes" })?;
        Ok(Self(ed25519_dalek::SigningKey::from_bytes(seed)))
    }

    /// The seed that is kept.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// The half that others may have.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    pub(super) fn sign(&self, content: &[u8]) -> Vec<u8> {
        self.0.sign(content).to_bytes().to_vec()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(…)")
    }
}

/// The half of a key pair that checks signatures and cannot make them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    const PREFIX: &'static str = "whpk_";
    const EXPECTED: BadKey = BadKey { expected: "whpk_ and an Ed25519 key of 32 bytes in base64" };

    pub(super) fn signed(&self, content: &[u8], signature: &[u8]) -> bool {
        let signature = Signature::from_slice(signature);
        signature.is_ok_and(|signature| self.0.verify_strict(content, &signature).is_ok())
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", Self::PREFIX, BASE64_STANDARD.encode(self.0.as_bytes()))
    }
}

impl FromStr for PublicKey {
    type Err = BadKey;

    fn from_str(text: &str) -> Result<Self, BadKey> {
        let encoded = text.trim().strip_prefix(Self::PREFIX).ok_or(Self::EXPECTED)?;
        let bytes = BASE64_STANDARD.decode(encoded).map_err(|_| Self::EXPECTED)?;
        let bytes: [u8; 32] = bytes.try_into().map_err(|_| Self::EXPECTED)?;
        VerifyingKey::from_bytes(&bytes).map(Self).map_err(|_| Self::EXPECTED)
    }
}

/// What a receiver was given to check signatures with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trusted {
    /// The secret both sides know.
    Secret(SharedSecret),
    /// The sender's public key.
    Public(PublicKey),
}

impl FromStr for Trusted {
    type Err = BadKey;

    fn from_str(text: &str) -> Result<Self, BadKey> {
        if text.trim().starts_with(PublicKey::PREFIX) {
            text.parse().map(Self::Public)
        } else {
            let secret = text.parse().map(Self::Secret);
            secret.map_err(|_| BadKey { expected: "a key like whsec_… or whpk_…" })
        }
    }
}

/// A key of a webhook. When a new one is made the one before goes on signing for a while beside it, so
/// that the other side can change over without losing a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookKey {
    /// 1, 2, 3 …: the newest has the highest.
    pub number: i64,
    /// What both sides know.
    pub secret: SharedSecret,
    /// Our half of the key pair.
    pub signing: SigningKey,
    /// When it was made.
    pub created_at: At,
    /// From when on it signs no more.
    pub until: Option<At>,
}

impl WebhookKey {
    /// Draws a new one.
    pub fn draw(ids: &Ids, number: i64, now: At) -> Self {
        let (secret, signing) = (SharedSecret::draw(ids), SigningKey::draw(ids));
        Self { number, secret, signing, created_at: now, until: None }
    }

    /// Whether it signs at this time.
    pub fn is_in_force(&self, at: At) -> bool {
        self.until.is_none_or(|until| at < until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_read_back_and_are_not_printed_by_accident() {
        let key = WebhookKey::draw(&Ids::seeded(1), 1, At::from_millis(0));
        let shown = key.secret.reveal();
        assert_eq!(shown.parse(), Ok(key.secret.clone()));
        let public = key.signing.public();
        assert_eq!(public.to_string().parse(), Ok(public.clone()));
        assert_eq!(SigningKey::from_bytes(key.signing.as_bytes()), Ok(key.signing.clone()));
        assert!(!format!("{key:?}").contains(&shown[6..]));
        assert_eq!(shown.parse(), Ok(Trusted::Secret(key.secret)));
        assert_eq!(public.to_string().parse(), Ok(Trusted::Public(public)));
    }

    #[test]
    fn what_is_no_key_is_refused_without_repeating_it() {
        let long = BASE64_STANDARD.encode([7; 65]);
        for bad in ["", "whsec_", "whsec_!", "abc", "whsec_c2hvcnQ=", &format!("whsec_{long}")] {
            assert!(bad.parse::<SharedSecret>().is_err(), "{bad}");
            let refused = bad.parse::<Trusted>().unwrap_err().to_string();
            assert!(bad.len() < 4 || !refused.contains(bad) || bad == "whsec_", "{refused}");
        }
        for bad in ["whpk_", "whpk_AAAA", "whsec_AAAA", "whpk_đ"] {
            assert!(bad.parse::<PublicKey>().is_err(), "{bad}");
        }
    }
}
