//! The app by which staff scan on the road: what a browser on a phone loads of it, once, and keeps. The app itself
//! is plain modules in `app/`, and talks to the same API as every other program; here it is only handed out. No
//! personal data is in any of it, and it is the same for everybody.
//!
//! What `npm` brings (a decoder, for phones whose browser has none) lies in `vendor/` when `scripts/setup` put it
//! there before the build, and is left out otherwise.

pub mod files;
pub mod shell;

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

/// What these files may do: run our scripts and a decoder, use the camera's pictures, and talk to us. A worker and
/// the service worker go by the policy that came with their own file.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; media-src 'self' blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The camera, and nothing else of what a phone has.
const PERMISSIONS: &str = "camera=(self), geolocation=(), microphone=(), payment=()";

/// Puts the policy of these files into an answer.
fn allow(headers: &mut HeaderMap) {
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    let permissions = HeaderName::from_static("permissions-policy");
    headers.insert(permissions, HeaderValue::from_static(PERMISSIONS));
}
