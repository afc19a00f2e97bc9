//! In which language to answer: `?lang=` on a page, else what was last chosen on a page of staff, else
//! what the browser or program asks for, else Vietnamese.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::{HeaderMap, HeaderValue, Uri, header, request::Parts};

use crate::base::Lang;

/// The language of the answer.
#[derive(Debug, Clone, Copy)]
pub struct Speak(pub Lang);

impl<S: Sync> FromRequestParts<S> for Speak {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(of(&parts.uri, &parts.headers)))
    }
}

/// The language that a request asks for.
pub fn of(uri: &Uri, headers: &HeaderMap) -> Lang {
    let kept = || super::cookies::value(headers, COOKIE).and_then(Lang::parse);
    chosen(uri).or_else(kept).or_else(|| accepted(headers)).unwrap_or_default()
}

/// The cookie that remembers what was chosen on a page of staff.
const COOKIE: &str = "hosopost-lang";

/// The language that the switch of a page chose just now.
pub fn chosen(uri: &Uri) -> Option<Lang> {
    let query = uri.query()?;
    query.split('&').find_map(|pair| pair.strip_prefix("lang=")).and_then(Lang::parse)
}

/// The header by which a browser remembers the choice for a year. It is no secret and proves nothing.
pub fn remember(lang: Lang) -> Option<HeaderValue> {
    let line = format!("{COOKIE}={}; Path=/; SameSite=Lax; Max-Age=31536000", lang.code());
    HeaderValue::try_from(line).ok()
}

/// The language of ours that `Accept-Language` weighs most; the first of equals.
fn accepted(headers: &HeaderMap) -> Option<Lang> {
    let header = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    let mut best: Option<(Lang, f32)> = None;
    for entry in header.split(',') {
        let mut parts = entry.split(';');
        let Some(lang) = parts.next().and_then(Lang::parse) else { continue };
        let weight = parts
            .find_map(|part| part.trim().strip_prefix("q="))
            .map_or(1.0, |weight| weight.parse().unwrap_or(0.0));
        if weight > best.map_or(0.0, |(_, weight)| weight) {
            best = Some((lang, weight));
        }
    }
    best.map(|(lang, _)| lang)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lang(uri: &str, accept: &str) -> Lang {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_LANGUAGE, accept.parse().unwrap());
        of(&uri.parse().unwrap(), &headers)
    }

    #[test]
    fn the_switch_wins_over_the_browser_and_vietnamese_over_silence() {
        assert_eq!(lang("/t", ""), Lang::Vi);
        assert_eq!(lang("/t", "fr, de;q=0.5"), Lang::Vi);
        assert_eq!(lang("/t", "fr, en-GB;q=0.8, vi;q=0.3"), Lang::En);
        assert_eq!(lang("/t", "vi, en"), Lang::Vi);
        assert_eq!(lang("/t", "en;q=0"), Lang::Vi);
        assert_eq!(lang("/t", "en;q=much"), Lang::Vi);
        assert_eq!(lang("/t?a=1&lang=en", "vi"), Lang::En);
        assert_eq!(lang("/t?lang=xx", "en"), Lang::En);
    }
}
