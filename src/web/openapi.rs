//! The head of the OpenAPI document; the paths come from the handlers themselves.

use std::sync::Arc;

use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi};

/// The finished document: as JSON text for programs and as a value that the page is drawn from.
#[derive(Debug, Clone)]
pub struct ApiDocument {
    /// The text of `/api/openapi.json`.
    pub json: Arc<str>,
    /// The same, to be walked through.
    pub value: Arc<serde_json::Value>,
}

impl ApiDocument {
    /// Writes the document out once; it does not change while the process runs.
    pub fn new(document: &utoipa::openapi::OpenApi) -> Self {
        let value = serde_json::to_value(document).expect("an OpenAPI document is JSON");
        Self { json: value.to_string().into(), value: Arc::new(value) }
    }
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Hosopost",
        description = "Custody of citizens' dossiers in the public post: cases, legs, parcels, scans, and the feed \
                       that tells case systems what happened. Times carry an offset. Errors are \
                       `application/problem+json` with a stable `code`, in Vietnamese or, by `Accept-Language`, in English."
    ),
    components(schemas(super::error::ProblemBody)),
    modifiers(&Bearer),
    tags(
        (name = "cases", description = "The case record, as the one-stop system knows it, and its postal legs"),
        (name = "parcels", description = "The sealed envelope: state, timeline, label"),
        (name = "bags", description = "What carries parcels: bags, and runs of mail routes"),
        (name = "places", description = "Points and administrative units, as of a date"),
        (name = "scans", description = "What was scanned, by batches; sending again is harmless"),
        (name = "anomalies", description = "What did not fit, and what was decided about it"),
        (name = "feed", description = "What each case was told, from the first fact on, for ever"),
        (name = "citizens", description = "Pages for who holds the QR code; no sign-in, no personal data"),
        (name = "operation", description = "Tokens; is it up, is it ready, what does it count"),
    )
)]
struct Head;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        document.components.get_or_insert_default().add_security_scheme("token", scheme);
    }
}

/// The document before any route is in it.
pub fn head() -> utoipa::openapi::OpenApi {
    Head::openapi()
}
