//! The head of the OpenAPI document; the paths come from the handlers themselves. What stands before
//! every handler (tokens, extractors, the limit of time) answers in its own words, and is described here
//! once: a handler names only what it answers itself.

use std::sync::{Arc, OnceLock};

use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};
use utoipa::{Modify, OpenApi};

use super::error::{
    ALL, BUSY, FORBIDDEN, INVALID, Kind, MALFORMED, TOO_LARGE, UNAUTHENTICATED, WRONG_CONTENT,
};
use crate::base::Lang;

/// The finished document, for programs and to draw the page from. It is put together when somebody first asks
/// for it: most processes are never asked, and it is as large as all their other text.
#[derive(Debug, Clone)]
pub struct ApiDocument {
    describe: fn() -> utoipa::openapi::OpenApi,
    json: Arc<OnceLock<String>>,
}

impl ApiDocument {
    /// The document that `describe` gives.
    pub fn of(describe: fn() -> utoipa::openapi::OpenApi) -> Self {
        Self { describe, json: Arc::default() }
    }

    /// The text of `/api/openapi.json`; it does not change while the process runs.
    pub fn json(&self) -> &str {
        self.json.get_or_init(|| {
            let document = with_common_answers((self.describe)());
            // By way of a value, whose fields are sorted.
            let value = serde_json::to_value(&document).expect("an OpenAPI document is JSON");
            value.to_string()
        })
    }

    /// The same, to be walked through.
    pub fn value(&self) -> serde_json::Value {
        serde_json::from_str(self.json()).expect("it was written as JSON")
    }
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Hosopost",
        description = "Custody of citizens' dossiers in the public post: cases, legs, parcels, scans, and the feed \
                       that tells case systems what happened. A program shows a bearer token; a page of somebody who \
                       signed in calls by its session's cookie and, to change something, the header `X-CSRF-Token`. Times carry an offset. Errors are \
                       `application/problem+json` with a stable `code`, in Vietnamese or, by `Accept-Language`, in English."
    ),
    components(schemas(super::error::ProblemBody)),
    modifiers(&Bearer),
    tags(
        (name = "cases", description = "The case record, as the one-stop system knows it, and its postal legs"),
        (name = "parcels", description = "The sealed envelope: state, timeline, label"),
        (name = "rolls", description = "Labels printed ahead of their parcels, and binding them"),
        (name = "money", description = "What carriage costs, and the ledger: charged, collected, remitted, taken back"),
        (name = "bags", description = "What carries parcels: bags, and runs of mail routes"),
        (name = "manifests", description = "Lists of what goes together, on paper; one scan of a sheet for all its lines"),
        (name = "places", description = "Points and administrative units as of a date"),
        (name = "timetable", description = "Runs of mail routes, and how something gets there soonest"),
        (name = "time", description = "Working days and hours, deadlines, transit targets"),
        (name = "catalogue", description = "Procedures as of a date: papers, fees, times, what may go by post; versions and differences"),
        (name = "addresses", description = "Addresses in units of before, and what persons decide about units that were divided"),
        (name = "reports", description = "Counts for managers, by the units of then and of now"),
        (name = "imports", description = "Files of places, days and procedures: taken whole, or refused with every bad row"),
        (name = "scans", description = "What was scanned, by batches; sending again is harmless"),
        (name = "road", description = "Phones by which staff scan on the road: signing in to one, and what it knows without a line"),
        (name = "office", description = "The work of a one-stop desk with the post: what it hands over and by when, what comes in, runs, pick-ups"),
        (name = "claims", description = "What the desk has to look into; liability, compensation and complaints"),
        (name = "anomalies", description = "What did not fit, and what was decided about it"),
        (name = "feed", description = "What each case was told, from the first fact on, for ever; webhooks that tell it"),
        (name = "citizens", description = "Pages for who holds the QR code; no sign-in, no personal data"),
        (name = "staff", description = "Pages for staff who sign in with a name and a password"),
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

/// The document with what is answered before any handler is asked.
#[must_use]
pub fn with_common_answers(mut document: utoipa::openapi::OpenApi) -> utoipa::openapi::OpenApi {
    for item in document.paths.paths.values_mut() {
        for call in calls(item) {
            for kind in common(call) {
                let status = kind.status.as_str().to_owned();
                let answers = &mut call.responses.responses;
                answers.entry(status).or_insert_with(|| problem(kind));
            }
            if is_staffs(call) {
                let door = || ResponseBuilder::new().description("To the form to sign in").into();
                call.responses.responses.entry("303".to_owned()).or_insert_with(door);
            }
            call.responses.responses.iter_mut().for_each(|(status, answer)| titled(status, answer));
        }
    }
    document
}

fn calls(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    let methods = [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
    methods.into_iter().flatten()
}

/// A page or a form of staff: who is not signed in is led to the door, whose role it is not for is
/// refused, and so is a form that is not the browser's own.
fn is_staffs(call: &Operation) -> bool {
    call.tags.as_ref().is_some_and(|tags| tags.iter().any(|tag| tag == "staff"))
}

fn common(call: &Operation) -> Vec<&'static Kind> {
    let mut kinds = vec![BUSY];
    let needs_token = call.security.is_some();
    if needs_token {
        kinds.push(UNAUTHENTICATED);
    }
    if needs_token && call.parameters.is_some() {
        kinds.push(INVALID);
    }
    if is_staffs(call) && call.parameters.is_some() {
        kinds.push(INVALID);
    }
    if is_staffs(call) {
        kinds.push(FORBIDDEN);
    }
    if call.request_body.is_some() {
        kinds.extend([MALFORMED, TOO_LARGE, WRONG_CONTENT, INVALID]);
    }
    kinds
}

fn problem(kind: &Kind) -> RefOr<Response> {
    let body = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    let title = kind.title.to(Lang::En);
    ResponseBuilder::new().description(title).content("application/problem+json", body).into()
}

/// An answer that its handler said nothing about bears the title of its kind.
fn titled(status: &str, answer: &mut RefOr<Response>) {
    let RefOr::T(answer) = answer else { return };
    let kind = ALL.iter().find(|kind| kind.status.as_str() == status);
    if let Some(kind) = kind.filter(|_| answer.description.is_empty()) {
        kind.title.to(Lang::En).clone_into(&mut answer.description);
    }
}
