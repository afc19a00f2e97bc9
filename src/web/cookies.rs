//! The two cookies of staff, the session's and the device's, and the one of a citizen who proved a right. Over https their names begin with `__Host-`,
//! which browsers accept only with `Secure`, for this host and the whole of it, so that no neighbouring
//! host can plant one. On plain http, which is for one's own machine, they have plain names.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::base::codes::QrCode;
use crate::config::HttpSettings;
use crate::people::CookieSecret;

/// Which cookie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cookie {
    /// That somebody is signed in; gone when the browser is closed.
    Session,
    /// That somebody has signed in here before; see [`crate::people::patience`].
    Device,
}

/// How long a device is remembered: the longest that browsers keep a cookie.
const DEVICE_SECONDS: u32 = 400 * 86_400;

impl Cookie {
    fn name(self, http: &HttpSettings) -> String {
        let name = match self {
            Self::Session => "hosopost-session",
            Self::Device => "hosopost-device",
        };
        if http.is_https() { format!("__Host-{name}") } else { name.to_owned() }
    }

    /// What the browser sent, when it can be one of ours.
    pub fn read(self, headers: &HeaderMap, http: &HttpSettings) -> Option<CookieSecret> {
        let name = self.name(http);
        value(headers, &name).and_then(CookieSecret::read)
    }

    /// The header that gives the browser a secret.
    pub fn set(self, secret: &CookieSecret, http: &HttpSettings) -> Option<HeaderValue> {
        let lasts = match self {
            Self::Session => String::new(),
            Self::Device => format!("; Max-Age={DEVICE_SECONDS}"),
        };
        HeaderValue::try_from(self.line(secret.reveal(), &lasts, http)).ok()
    }

    /// The header that takes it away.
    pub fn clear(self, http: &HttpSettings) -> Option<HeaderValue> {
        HeaderValue::try_from(self.line("", "; Max-Age=0", http)).ok()
    }

    fn line(self, value: &str, lasts: &str, http: &HttpSettings) -> String {
        let secure = if http.is_https() { "; Secure" } else { "" };
        format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{lasts}", self.name(http))
    }
}

/// The cookie of a citizen who proved a right to one parcel. It goes to the pages of that parcel and to no
/// other address, hence no `__Host-` in its name, which would ask for the whole of the host.
#[derive(Debug, Clone, Copy)]
pub struct ProofCookie;

impl ProofCookie {
    fn name(http: &HttpSettings) -> &'static str {
        if http.is_https() { "__Secure-hosopost-proof" } else { "hosopost-proof" }
    }

    /// What the browser sent, when it can be one of ours.
    pub fn read(headers: &HeaderMap, http: &HttpSettings) -> Option<CookieSecret> {
        value(headers, Self::name(http)).and_then(CookieSecret::read)
    }

    /// The header that gives the browser a secret for the pages of this parcel, for so many seconds.
    pub fn set(
        secret: &CookieSecret,
        qr: &QrCode,
        seconds: i64,
        http: &HttpSettings,
    ) -> Option<HeaderValue> {
        HeaderValue::try_from(Self::line(secret.reveal(), qr, seconds, http)).ok()
    }

    /// The header that takes it away.
    pub fn clear(qr: &QrCode, http: &HttpSettings) -> Option<HeaderValue> {
        HeaderValue::try_from(Self::line("", qr, 0, http)).ok()
    }

    fn line(value: &str, qr: &QrCode, seconds: i64, http: &HttpSettings) -> String {
        let secure = if http.is_https() { "; Secure" } else { "" };
        let name = Self::name(http);
        format!("{name}={value}; Path=/q/{qr}; HttpOnly; SameSite=Lax{secure}; Max-Age={seconds}")
    }
}

/// The value of a cookie of this name; none when there are two, since one of them is not ours.
pub fn value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut found = lines
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter_map(|(given, value)| (given == name).then_some(value));
    found.next().filter(|_| found.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_that_comes_twice_is_not_believed() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, "a=1; b=2".parse().unwrap());
        assert_eq!(value(&headers, "b"), Some("2"));
        assert_eq!(value(&headers, "c"), None);
        headers.append(header::COOKIE, "b=3".parse().unwrap());
        assert_eq!(value(&headers, "b"), None);
    }
}
