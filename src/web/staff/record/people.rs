//! `/look-up/people`: dossiers by a person's name or phone number, on the page of [`super::lookup`]. Posted,
//! and so is asking for the next page: whom somebody looks for stands in no address, no history and no log.
//! What is found is masked; the case's page shows more to whom it may.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

use super::lookup::LookUpPage;
use crate::app::App;
use crate::base::paging::Page;
use crate::base::{At, CaseId, Lang};
use crate::flows::{FoundCase, Searched, find_person};
use crate::network::Network;
use crate::people::{CaseReader, MOST_AN_HOUR, PersonFinder, Sought};
use crate::web::Shared;
use crate::web::error::{INVALID, Problem};
use crate::web::staff::form::said_at;
use crate::web::staff::{FormTrouble, Shell, Staff, StaffForm, page, words};

const A_PAGE: i64 = 20;

/// The form for names and numbers, with what was found.
#[derive(Debug, Clone, Default)]
pub struct PeopleView {
    /// What was typed.
    pub who: String,
    /// What is wrong with it.
    pub trouble: Option<FormTrouble>,
    /// A page of dossiers; none before anybody was looked for.
    pub found: Option<Page<FoundLine>>,
}

impl PeopleView {
    /// What to say at the field.
    pub fn wrong(&self) -> Option<&str> {
        said_at(self.trouble.as_ref(), "who")
    }
}

/// A dossier in words.
#[derive(Debug, Clone)]
pub struct FoundLine {
    /// The case's code.
    pub case: String,
    /// The person's name, masked.
    pub name: String,
    /// The phone number, masked.
    pub phone: Option<String>,
    /// Whose case it is.
    pub agency: String,
    /// Where the case stands.
    pub status: &'static str,
    /// When it was received.
    pub received: String,
}

impl FoundLine {
    fn of(found: FoundCase, network: &Network, (now, lang): (At, Lang)) -> Self {
        let FoundCase { case, name, phone } = found;
        Self {
            case: case.code.to_string(),
            name,
            phone,
            agency: words::point(network, &case.agency, now),
            status: case.status.text(lang),
            received: words::time(case.received_at, lang),
        }
    }
}

/// Whom somebody looks for.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = StaffSought)]
pub struct Asked {
    /// A name or the beginning of one of its words, with or without marks; or a phone number, whole or its
    /// last four digits and more.
    #[serde(default)]
    #[schema(example = "nguyen van mau")]
    who: String,
    /// The place in the list that an earlier page gave.
    #[serde(default)]
    cursor: String,
    /// The hidden word of the form.
    #[serde(default, rename = "form_token")]
    #[expect(dead_code, reason = "read by the extractor; here for the description")]
    form_token: String,
}

/// Looks for dossiers by a person
///
/// Of one's own points, the newest first, masked. Each dossier shown is noted in the access log.
#[utoipa::path(
    post,
    path = "/look-up/people",
    tag = "staff",
    request_body(content = Asked, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "The dossiers, masked", body = String, content_type = "text/html"),
        (status = 429, description = "The form again: so many were looked through within the hour", body = String, content_type = "text/html"),
    )
)]
pub async fn ask(
    State(app): Shared,
    StaffForm { staff, form }: StaffForm<Asked>,
) -> Result<Response, Problem> {
    let by = PersonFinder::of(&staff.actor)?;
    let reader = CaseReader::of(&staff.actor)?;
    let lang = staff.lang();
    let sought = Sought::read(&form.who).map_err(|refusal| refusal.text(lang));
    let before = read_cursor(&form.cursor, lang);
    let (status, view) = match (sought, before) {
        (Err(text), _) | (_, Err(text)) => (INVALID.status, trouble(form.who, text)),
        (Ok(sought), Ok(before)) => {
            match search(&app, &staff, (by, reader), sought, before).await? {
                Some(found) => {
                    let found = Some(found);
                    (StatusCode::OK, PeopleView { who: form.who, found, trouble: None })
                }
                None => (StatusCode::TOO_MANY_REQUESTS, trouble(form.who, enough(lang))),
            }
        }
    };
    let shell = &Shell { here: "/look-up".to_owned(), ..staff.shell };
    page(status, &LookUpPage::of_people(shell, view))
}

fn trouble(who: String, text: String) -> PeopleView {
    PeopleView { who, trouble: Some(FormTrouble::at_field("who", text)), found: None }
}

fn enough(lang: Lang) -> String {
    lang.pick(
        format!("Mỗi người xem được {MOST_AN_HOUR} hồ sơ tìm theo tên trong một giờ. Hãy đợi, hoặc tra cứu bằng mã."),
        format!("One may look through {MOST_AN_HOUR} dossiers by name in an hour. Wait, or look up by code."),
    )
}

fn read_cursor(cursor: &str, lang: Lang) -> Result<Option<CaseId>, String> {
    let cursor = Some(cursor).filter(|cursor| !cursor.is_empty());
    cursor.map(str::parse).transpose().map_err(|_| {
        lang.pick("Hãy tìm lại từ đầu.", "Search again from the beginning.").to_owned()
    })
}

async fn search(
    app: &Arc<App>,
    staff: &Staff,
    (by, reader): (PersonFinder, CaseReader),
    sought: Sought,
    before: Option<CaseId>,
) -> Result<Option<Page<FoundLine>>, Problem> {
    let (copy, cx, lang) = (app.clone(), staff.context(app), staff.lang());
    let now = cx.now;
    let searched = app.read(move |conn| -> Result<_, Problem> {
        let searched = find_person(conn, &cx, (&by, &reader), &sought, before, A_PAGE)?;
        let known = copy.known(conn)?;
        Ok(match searched {
            Searched::Found(page) => {
                Some(page.map(|found| FoundLine::of(found, &known.network, (now, lang))))
            }
            Searched::Enough => None,
        })
    });
    searched.await
}
