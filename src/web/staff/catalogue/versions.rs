//! `/catalogue/versions`: what people call the states of the catalogue, and the catalogue of a day in
//! numbers. The administrator names a state.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::super::filter::Filter;
use super::super::form::{said_at, said_over};
use super::super::shell::Chosen;
use super::super::{see, words};
use super::{Shell, page};
use crate::app::App;
use crate::base::Words;
use crate::catalogue::{CatalogueVersion, Counts, LevelCounts, Listed};
use crate::flows::name_version;
use crate::people::Administrator;
use crate::store::procedures::versions as store;
use crate::web::Shared;
use crate::web::error::{INVALID, Problem};
use crate::web::input::Query;
use crate::web::staff::{FormTrouble, Staff, StaffForm};

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/catalogue/versions.html")]
pub struct VersionsPage<'a> {
    shell: &'a Shell,
    filter: &'a Filter,
    counts: &'a Counts,
    versions: &'a [VersionLine],
    may_name: bool,
    typed: &'a NamedVersion,
    trouble: Option<FormTrouble>,
    done: bool,
}

/// A state that has a name.
#[derive(Debug)]
struct VersionLine {
    name: String,
    on: String,
    /// The day as an address has it.
    day: NaiveDate,
    /// The day of the state before it, to compare with.
    before: Option<NaiveDate>,
    noted: String,
}

impl VersionsPage<'_> {
    fn levels(&self) -> impl Iterator<Item = &LevelCounts> {
        self.counts.levels.iter().filter(|one| one.procedures + one.either.listed > 0)
    }

    fn level(&self, one: &LevelCounts) -> &'static str {
        one.level.text(self.shell.lang)
    }

    fn share(&self, listed: &Listed) -> String {
        let percent = listed.percent.map(|percent| format!("{percent:.1} %"));
        let percent = percent.unwrap_or_else(|| "–".to_owned());
        self.shell.lang.pick(percent.replace('.', ","), percent)
    }

    fn gaps(&self) -> Vec<(usize, &'static str)> {
        let told = self.counts.gaps.told(self.shell.lang);
        told.into_iter().filter(|(count, _)| *count > 0).collect()
    }

    fn at(&self, field: &str) -> Option<&str> {
        said_at(self.trouble.as_ref(), field)
    }

    fn over(&self) -> Option<&str> {
        said_over(self.trouble.as_ref(), &["name", "day"])
    }
}

/// The day that is counted.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct VersionsQuery {
    /// On this day; today when empty.
    #[serde(default)]
    on: String,
    /// A state was just named.
    #[serde(default)]
    done: String,
}

/// A state to be named.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[schema(as = StaffCatalogueVersion)]
pub struct NamedVersion {
    /// The decision, as people cite it.
    #[serde(default)]
    #[schema(example = "QĐ 1234/QĐ-UBND")]
    name: String,
    /// The day whose state is meant.
    #[serde(default)]
    #[schema(example = "2025-07-01")]
    day: String,
    /// The hidden word of the form.
    #[serde(default, rename = "form_token")]
    #[expect(dead_code, reason = "read by the extractor; here for the description")]
    form_token: String,
}

/// Versions and counts
///
/// The names of states, and for a day how many procedures of each level may go by post, with their share.
#[utoipa::path(
    get,
    path = "/catalogue/versions",
    tag = "staff",
    params(VersionsQuery),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 422, description = "The page, with what is wrong in the field", body = String, content_type = "text/html"),
    )
)]
pub async fn list(
    State(app): Shared,
    staff: Staff,
    chosen: Chosen,
    Query(query): Query<VersionsQuery>,
) -> Result<Response, Problem> {
    let answer = draw(&app, &staff, &query, &NamedVersion::default(), None).await?;
    Ok(chosen.keep(answer))
}

async fn draw(
    app: &Arc<App>,
    staff: &Staff,
    query: &VersionsQuery,
    typed: &NamedVersion,
    trouble: Option<FormTrouble>,
) -> Result<Response, Problem> {
    let lang = staff.lang();
    let mut filter = Filter::new("/catalogue/versions", lang).button(Words::new("Xem", "Show"));
    let day = filter.as_of(&query.on, app.clock.now().date());
    let place = app.clone();
    let read = app.read(move |conn| {
        let versions = store::load(conn)?;
        Ok::<_, Problem>((place.known(conn)?.catalogue.counts(day), versions))
    });
    let (counts, versions) = read.await?;
    let line = |(n, one): (usize, &CatalogueVersion)| {
        let noted = one.noted.as_ref();
        VersionLine {
            name: one.name.clone(),
            on: words::day(one.day, lang),
            day: one.day,
            before: versions[..n].iter().rev().map(|before| before.day).find(|day| *day < one.day),
            noted: noted.map_or_else(String::new, |noted| {
                let at = words::time(noted.at, lang);
                if noted.by.is_empty() { at } else { format!("{at}, {}", noted.by) }
            }),
        }
    };
    let lines: Vec<VersionLine> = versions.iter().enumerate().map(line).rev().collect();
    let status = if trouble.is_some() { INVALID.status } else { filter.status() };
    let shell =
        &Shell { here: format!("/catalogue/versions?{}", filter.query()), ..staff.shell.clone() };
    let drawn = VersionsPage {
        shell,
        filter: &filter,
        counts: &counts,
        versions: &lines,
        may_name: Administrator::of(&staff.actor).is_ok(),
        typed,
        trouble,
        done: !query.done.is_empty(),
    };
    page(status, &drawn)
}

/// Names a state of the catalogue
///
/// Whoever noted a name for a day first stays; doing so again changes nothing.
#[utoipa::path(
    post,
    path = "/catalogue/versions",
    tag = "staff",
    request_body(content = NamedVersion, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "Back to the page"))
)]
pub async fn name(
    State(app): Shared,
    StaffForm { staff, form }: StaffForm<NamedVersion>,
) -> Result<Response, Problem> {
    let by = Administrator::of(&staff.actor)?;
    let (lang, here) = (staff.lang(), VersionsQuery::default());
    let Some(day) = super::super::filter::read_day(&form.day) else {
        let said = lang.pick("Cần một ngày như 01/07/2025.", "Expected a day like 2025-07-01.");
        let trouble = FormTrouble::at_field("day", said);
        return draw(&app, &staff, &here, &form, Some(trouble)).await;
    };
    let (cx, typed) = (staff.context(&app), form.name.clone());
    let named = app.intake.run(move |conn, _| name_version(conn, &cx, &by, &typed, day)).await?;
    match named.map_err(Problem::from) {
        Ok(_) => Ok(see("/catalogue/versions?done=1")),
        Err(problem) if problem.kind().status == StatusCode::UNPROCESSABLE_ENTITY => {
            let said = problem.told(lang).unwrap_or_default();
            draw(&app, &staff, &here, &form, Some(FormTrouble::at_field("name", said))).await
        }
        Err(problem) => Err(problem),
    }
}
