//! A request that bears a key of its sender's is done once, however often it comes: the answer is kept in
//! the transaction of the work, so that neither can be there without the other.

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::base::Context;
use crate::store::{Conn, StoreError, answers, write};

use super::refusal::FlowRefusal;

/// The key of a request, with a fingerprint of what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestKey {
    key: String,
    fingerprint: Vec<u8>,
}

impl RequestKey {
    /// The longest key.
    pub const MAX: usize = 200;

    /// Reads a key of 1 to [`RequestKey::MAX`] visible ASCII characters; none when it is not one.
    pub fn read(key: &[u8], request: &[u8]) -> Option<Self> {
        let plain = (1..=Self::MAX).contains(&key.len()) && key.iter().all(u8::is_ascii_graphic);
        let key = std::str::from_utf8(key).ok().filter(|_| plain)?;
        Some(Self { key: key.to_owned(), fingerprint: Sha256::digest(request).to_vec() })
    }
}

/// Does `work` once per key of the acting token, and answers a repetition with the first answer. Without
/// a key it is done each time. A refusal is not kept: the request may come again when it is mended.
pub fn once<T: Serialize + DeserializeOwned>(
    conn: &mut Conn,
    cx: &Context,
    key: Option<&RequestKey>,
    work: impl FnOnce(&mut Conn) -> Result<T, FlowRefusal>,
) -> Result<T, FlowRefusal> {
    let Some(RequestKey { key, fingerprint }) = key else { return work(conn) };
    let token = cx.who.token;
    let unreadable = |problem| StoreError::bad_row("answered_requests", token, problem);
    write(conn, |conn| {
        if answers::claim(conn, token, key, fingerprint, cx.now)? {
            let answer = work(conn)?;
            let text = serde_json::to_string(&answer).map_err(unreadable)?;
            answers::keep(conn, token, key, &text)?;
            return Ok(answer);
        }
        let kept = answers::find(conn, token, key)?.ok_or(StoreError::Stale)?;
        if kept.fingerprint != *fingerprint {
            return Err(FlowRefusal::KeyReused);
        }
        Ok(serde_json::from_str(&kept.answer).map_err(unreadable)?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_short_and_visible() {
        for good in ["a", "order-0042", &"x".repeat(200)] {
            assert!(RequestKey::read(good.as_bytes(), b"").is_some(), "{good}");
        }
        for bad in ["", " ", "a b", "khoá", "a\n", &"x".repeat(201)] {
            assert!(RequestKey::read(bad.as_bytes(), b"").is_none(), "{bad}");
        }
    }
}
