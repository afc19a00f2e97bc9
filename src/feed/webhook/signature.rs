//! Signatures of Standard Webhooks 1.0: over id, time and body, by every key in force; and checking them,
//! as the reference receiver does.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::keys::{Trusted, WebhookKey};
use super::message::Message;
use crate::base::At;

/// How far a message's time may lie from the receiver's own: what is older may be one that somebody
/// overheard and sends again.
pub const TOLERANCE_MS: i64 = 5 * 60 * 1000;

/// The three headers of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Headers {
    /// `webhook-id`: the same for every try, so that a receiver knows what it has seen.
    pub id: String,
    /// `webhook-timestamp`: when this try was made, in seconds.
    pub timestamp: String,
    /// `webhook-signature`: one or more signatures with a blank between them.
    pub signature: String,
}

/// Signs a message with every key in force.
pub fn headers(message: &Message, keys: &[WebhookKey], now: At) -> Headers {
    let timestamp = (now.millis() / 1000).to_string();
    let content = content(&message.id, &timestamp, &message.body);
    let mut signatures = Vec::new();
    for key in keys.iter().rev().filter(|key| key.is_in_force(now)) {
        signatures.push(format!("v1,{}", BASE64_STANDARD.encode(key.secret.sign(&content))));
        signatures.push(format!("v1a,{}", BASE64_STANDARD.encode(key.signing.sign(&content))));
    }
    Headers { id: message.id.clone(), timestamp, signature: signatures.join(" ") }
}

fn content(id: &str, timestamp: &str, body: &[u8]) -> Vec<u8> {
    let mut content = format!("{id}.{timestamp}.").into_bytes();
    content.extend_from_slice(body);
    content
}

/// Why a message is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unverified {
    /// Its time cannot be read.
    #[error("webhook-timestamp: expected seconds since 1970")]
    Timestamp,
    /// It is too old, or of the future.
    #[error("webhook-timestamp lies more than five minutes from the time here")]
    Stale,
    /// No signature fits any key that is trusted.
    #[error("no signature of webhook-signature fits")]
    NoSignatureFits,
}

/// Checks that a message is from who has the key, and of now.
pub fn verify(
    trusted: &[Trusted],
    headers: &Headers,
    body: &[u8],
    now: At,
) -> Result<(), Unverified> {
    let said: i64 = headers.timestamp.parse().map_err(|_| Unverified::Timestamp)?;
    let apart = now.millis().abs_diff(said.saturating_mul(1000));
    if apart > TOLERANCE_MS.unsigned_abs() {
        return Err(Unverified::Stale);
    }
    let content = content(&headers.id, &headers.timestamp, body);
    let fits = headers.signature.split(' ').any(|one| {
        let Some((version, encoded)) = one.split_once(',') else { return false };
        let Ok(signature) = BASE64_STANDARD.decode(encoded) else { return false };
        trusted.iter().any(|key| match (version, key) {
            ("v1", Trusted::Secret(secret)) => secret.signed(&content, &signature),
            ("v1a", Trusted::Public(public)) => public.signed(&content, &signature),
            (_, Trusted::Secret(_) | Trusted::Public(_)) => false,
        })
    });
    if fits { Ok(()) } else { Err(Unverified::NoSignatureFits) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Ids;
    use crate::feed::webhook::{SharedSecret, SigningKey};

    /// The example of the specification and of its libraries.
    #[test]
    fn the_vector_of_the_standard_is_signed_alike() {
        let secret: SharedSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".parse().unwrap();
        let content =
            content("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", br#"{"test": 2432232314}"#);
        assert_eq!(
            BASE64_STANDARD.encode(secret.sign(&content)),
            "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        );
    }

    /// RFC 8032, section 7.1, test 3: the key and signature of two bytes.
    #[test]
    fn the_vector_of_ed25519_is_signed_alike() {
        let hex = |text: &str| -> Vec<u8> {
            (0..text.len())
                .step_by(2)
                .map(|n| u8::from_str_radix(&text[n..n + 2], 16).unwrap())
                .collect()
        };
        let seed = hex("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7");
        let signed = hex("6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac\
             18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");
        let key = SigningKey::from_bytes(&seed).unwrap();
        assert_eq!(key.sign(&[0xaf, 0x82]), signed);
        assert!(key.public().signed(&[0xaf, 0x82], &signed));
        assert!(!key.public().signed(&[0xaf, 0x83], &signed));
    }

    fn signed() -> (WebhookKey, Message, At) {
        let now = At::from_millis(1_744_080_000_000);
        let key = WebhookKey::draw(&Ids::seeded(5), 1, now);
        (key, Message { id: "cas_1-7".to_owned(), body: b"{\"a\":1}".to_vec() }, now)
    }

    #[test]
    fn a_message_is_taken_by_whoever_has_either_half_and_by_nobody_else() {
        let (key, message, now) = signed();
        let told = headers(&message, std::slice::from_ref(&key), now);
        let secret = [Trusted::Secret(key.secret.clone())];
        let public = [Trusted::Public(key.signing.public())];
        let other = WebhookKey::draw(&Ids::seeded(6), 1, now);
        let others =
            [Trusted::Secret(other.secret.clone()), Trusted::Public(other.signing.public())];
        for trusted in [&secret[..], &public, &[others[0].clone(), public[0].clone()]] {
            assert_eq!(verify(trusted, &told, &message.body, now), Ok(()));
        }
        let refused = Err(Unverified::NoSignatureFits);
        assert_eq!(verify(&others, &told, &message.body, now), refused);
        assert_eq!(verify(&secret, &told, b"{\"a\":2}", now), refused);
        let renamed = Headers { id: "cas_1-8".to_owned(), ..told.clone() };
        assert_eq!(verify(&secret, &renamed, &message.body, now), refused);
        for bad in ["", "v1", "v1,", "v1,!!", "v2,AAAA", "v1a,AAAA", ","] {
            let bad = Headers { signature: bad.to_owned(), ..told.clone() };
            assert_eq!(verify(&secret, &bad, &message.body, now), refused);
        }
    }

    #[test]
    fn an_old_message_is_not_taken_again() {
        let (key, message, now) = signed();
        let told = headers(&message, std::slice::from_ref(&key), now);
        let trusted = [Trusted::Secret(key.secret)];
        for late in [-TOLERANCE_MS - 1000, TOLERANCE_MS + 1000] {
            let then = now.plus_millis(late);
            assert_eq!(verify(&trusted, &told, &message.body, then), Err(Unverified::Stale));
        }
        for bad in ["", "now", "-", "9223372036854775807", "1e9"] {
            let bad = Headers { timestamp: bad.to_owned(), ..told.clone() };
            assert!(verify(&trusted, &bad, &message.body, now).is_err());
        }
    }

    #[test]
    fn while_a_key_is_changed_both_sign_and_afterwards_only_the_new_one() {
        let (old, message, now) = signed();
        let new = WebhookKey::draw(&Ids::seeded(9), 2, now);
        let keys = [WebhookKey { until: Some(now.plus_millis(1000)), ..old.clone() }, new.clone()];
        let told = headers(&message, &keys, now);
        assert_eq!(told.signature.split(' ').count(), 4);
        for key in [&old, &new] {
            let trusted = [Trusted::Secret(key.secret.clone())];
            assert_eq!(verify(&trusted, &told, &message.body, now), Ok(()));
        }
        let later = now.plus_millis(1000);
        let told = headers(&message, &keys, later);
        assert_eq!(told.signature.split(' ').count(), 2);
        assert!(verify(&[Trusted::Secret(old.secret)], &told, &message.body, later).is_err());
        assert!(verify(&[Trusted::Secret(new.secret)], &told, &message.body, later).is_ok());
    }
}
