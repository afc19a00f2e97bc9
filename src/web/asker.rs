//! From where a request comes, as far as counting failed sign-ins needs it, and what kind of browser says
//! so. Nothing of it proves anything.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::{HeaderMap, header, request::Parts};

use crate::app::App;

/// Who asks, seen from outside.
#[derive(Debug, Clone)]
pub struct Asker {
    /// The address, or the network of it where a household or an office has a whole one.
    pub address: String,
    /// The browser and the system, as it says itself.
    pub device: String,
}

impl FromRequestParts<Arc<App>> for Asker {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let told = forwarded(&parts.headers, app.settings.http.proxies);
        Ok(Self {
            address: told.or(peer).map_or_else(|| "unknown".to_owned(), network),
            device: device(&parts.headers),
        })
    }
}

/// The address that the outermost of our own proxies saw. What stands before it in the header was said by
/// whoever asked, and is not believed.
fn forwarded(headers: &HeaderMap, proxies: u32) -> Option<IpAddr> {
    let back = usize::try_from(proxies).ok()?.checked_sub(1)?;
    let all: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .collect();
    all.iter().rev().nth(back)?.parse().ok()
}

/// An IPv6 customer has at least 64 bits of addresses to change between; they count as one.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

/// `Firefox · Android`: enough to tell one's own devices apart.
fn device(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    let agent = agent.unwrap_or_default();
    // The order matters: most browsers also call themselves like the ones they descend from.
    let first = |names: &[(&str, &str)]| {
        names.iter().find(|(sign, _)| agent.contains(sign)).map(|(_, name)| (*name).to_owned())
    };
    let browser = first(&[
        ("Edg", "Edge"),
        ("coc_coc", "Cốc Cốc"),
        ("OPR/", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox", "Firefox"),
        ("FxiOS", "Firefox"),
        ("CriOS", "Chrome"),
        ("Chrom", "Chrome"),
        ("Safari", "Safari"),
    ]);
    let system = first(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} · {system}"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_our_own_proxies_added_is_believed() {
        let mut headers = HeaderMap::new();
        headers.append("x-forwarded-for", "1.1.1.1, 2.2.2.2".parse().unwrap());
        headers.append("x-forwarded-for", "3.3.3.3".parse().unwrap());
        let told = |proxies| forwarded(&headers, proxies).map(|address| address.to_string());
        assert_eq!(told(0), None);
        assert_eq!(told(1).as_deref(), Some("3.3.3.3"));
        assert_eq!(told(2).as_deref(), Some("2.2.2.2"));
        assert_eq!(told(5), None);
    }

    #[test]
    fn the_addresses_of_one_ipv6_customer_count_as_one() {
        let network = |text: &str| network(text.parse().unwrap());
        assert_eq!(network("2001:db8:1:2:3::4"), network("2001:db8:1:2::9"));
        assert_ne!(network("2001:db8:1:2::9"), network("2001:db8:1:3::9"));
        assert_eq!(network("::ffff:10.0.0.1"), "10.0.0.1");
    }

    #[test]
    fn a_browser_is_called_as_people_call_it() {
        let device = |agent: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::USER_AGENT, agent.parse().unwrap());
            device(&headers)
        };
        let phone =
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36";
        assert_eq!(device(phone), "Chrome · Android");
        assert_eq!(
            device("Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537 Edg/140"),
            "Edge · Windows"
        );
        assert_eq!(device("curl/8"), "");
    }
}
