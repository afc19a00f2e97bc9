//! `/look-up`: any code, scanned or typed; below it the form of [`super::people`]. Posted, so that what was
//! scanned stands in no address and no history; the page found then has the code people call it by.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

use super::people::PeopleView;
use crate::base::codes::{CaseCode, scanned};
use crate::flows::{FlowRefusal, find_bag, find_run};
use crate::network::Network;
use crate::parcels::ItemKind;
use crate::people::{CarrierReader, CaseReader, ParcelReader, PersonFinder};
use crate::store::{Conn, StoreError, cases, codes, legs, parcels};
use crate::web::Shared;
use crate::web::error::Problem;
use crate::web::staff::shell::Chosen;
use crate::web::staff::{Shell, Staff, StaffForm, page, see, words};

/// What the page says under the field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// Nothing was asked yet.
    Nothing,
    /// Nothing was typed.
    Empty,
    /// Nobody here knows it, or it is not for this person to see: the two look alike.
    Unknown(String),
}

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/record/lookup.html")]
pub struct LookUpPage<'a> {
    shell: &'a Shell,
    told: Told,
    people: Option<PeopleView>,
}

impl<'a> LookUpPage<'a> {
    /// The page with what it says, and the form for names where it is this person's to use.
    pub fn new(staff: &'a Staff, told: Told) -> Self {
        let people = PersonFinder::of(&staff.actor).is_ok().then(PeopleView::default);
        Self { shell: &staff.shell, told, people }
    }

    /// The page after somebody was looked for.
    pub const fn of_people(shell: &'a Shell, people: PeopleView) -> Self {
        Self { shell, told: Told::Nothing, people: Some(people) }
    }
}

/// The field for any code
#[utoipa::path(
    get,
    path = "/look-up",
    tag = "staff",
    responses((status = 200, description = "The page", body = String, content_type = "text/html"))
)]
pub async fn form(staff: Staff, chosen: Chosen) -> Result<Response, Problem> {
    let answer = page(StatusCode::OK, &LookUpPage::new(&staff, Told::Nothing))?;
    Ok(chosen.keep(answer))
}

/// What was scanned or typed.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = StaffAsked)]
pub struct Asked {
    #[serde(default)]
    #[schema(example = "BH100000017VN")]
    code: String,
    /// The hidden word of the form.
    #[serde(default, rename = "form_token")]
    #[expect(dead_code, reason = "read by the extractor; here for the description")]
    form_token: String,
}

/// What a code turned out to be.
enum Found {
    Page(String),
    Told(Told),
}

/// Looks any code up
///
/// Tracking number, QR, bag, run or case code. What is not for this person's eyes is answered as what is
/// not there.
#[utoipa::path(
    post,
    path = "/look-up",
    tag = "staff",
    request_body(content = Asked, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 303, description = "To its page"),
        (status = 404, description = "The field again: not known", body = String, content_type = "text/html"),
    )
)]
pub async fn ask(
    State(app): Shared,
    StaffForm { staff, form }: StaffForm<Asked>,
) -> Result<Response, Problem> {
    let typed = form.code.trim().to_owned();
    let told = if typed.is_empty() {
        Told::Empty
    } else {
        let (copy, asking) = (app.clone(), staff.clone());
        let found = app.read(move |conn| -> Result<Found, StoreError> {
            let known = copy.known(conn)?;
            find(conn, &asking, &known.network, &typed)
        });
        match found.await? {
            Found::Page(path) => return Ok(see(&path)),
            Found::Told(told) => told,
        }
    };
    let status = match &told {
        Told::Nothing => StatusCode::OK,
        Told::Empty => StatusCode::UNPROCESSABLE_ENTITY,
        Told::Unknown(_) => StatusCode::NOT_FOUND,
    };
    page(status, &LookUpPage::new(&staff, told))
}

fn find(
    conn: &mut Conn,
    staff: &Staff,
    network: &Network,
    typed: &str,
) -> Result<Found, StoreError> {
    let unknown = || Found::Told(Told::Unknown(typed.chars().take(60).collect()));
    let Some(owner) = codes::find(conn, typed)? else {
        // No item bears it; it may be a case's.
        let Ok(code) = scanned(typed).parse::<CaseCode>() else { return Ok(unknown()) };
        let Ok(by) = CaseReader::of(&staff.actor) else { return Ok(unknown()) };
        let case = cases::find(conn, &code)?.filter(|case| by.at(&case.agency).is_ok());
        return Ok(case.map_or_else(unknown, |case| Found::Page(format!("/cases/{}", case.code))));
    };
    match owner.kind {
        ItemKind::Parcel => {
            let Ok(by) = ParcelReader::of(&staff.actor) else { return Ok(unknown()) };
            let Some(parcel) = parcels::find_by_code(conn, typed)? else { return Ok(unknown()) };
            let Some(leg) = legs::find(conn, parcel.leg)? else { return Ok(unknown()) };
            let agency = cases::load(conn, leg.case)?.agency;
            Ok(match by.at(&agency) {
                Ok(()) => Found::Page(format!("/parcels/{}", parcel.tracking)),
                Err(_) => unknown(),
            })
        }
        ItemKind::Bag | ItemKind::Run => {
            let Ok(by) = CarrierReader::of(&staff.actor) else { return Ok(unknown()) };
            let code = match owner.kind {
                ItemKind::Run => {
                    find_run(conn, &by, network, typed).map(|(run, _)| run.code.to_string())
                }
                ItemKind::Bag | ItemKind::Parcel => {
                    find_bag(conn, &by, typed).map(|bag| bag.code.to_string())
                }
            };
            match code {
                Ok(code) => Ok(Found::Page(words::page_of(owner.kind, &code))),
                Err(FlowRefusal::Store(error)) => Err(error),
                Err(_) => Ok(unknown()),
            }
        }
    }
}
