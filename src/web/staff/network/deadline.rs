//! `/network/deadline`: when is the result due if a dossier of this procedure comes at that moment? The
//! answer names every day that does not count and every decision behind it. Nothing is kept.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use super::super::filter::Filter;
use super::super::shell::Chosen;
use super::super::words;
use super::calendar::{audience_name, audience_of, told, whose};
use super::{Link, Shell, page};
use crate::app::Known;
use crate::base::{At, Channel, Lang, Words};
use crate::calendar::deadline::{Due, Skipped, Why, deadline};
use crate::calendar::{Audience, Deadline, TimeLimit, TimeRefusal};
use crate::catalogue::{ProcedureCode, Search};
use crate::flows::countable;
use crate::web::Shared;
use crate::web::error::Problem;
use crate::web::input::Query;
use crate::web::staff::Staff;

/// How many procedures are offered to choose from.
const CHOICES: usize = 12;

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/network/deadline.html")]
pub struct DeadlinePage<'a> {
    shell: &'a Shell,
    filter: &'a Filter,
    answer: &'a Answer,
    missing: Option<&'a str>,
}

/// What there is to say.
#[derive(Debug, Default)]
struct Answer {
    /// The procedure, once it is one.
    procedure: Option<Link>,
    /// Those it may be.
    choices: Vec<Link>,
    /// Why nothing can be counted.
    uncountable: Option<String>,
    ends: Option<Ends>,
}

/// When it ends, and how that was found.
#[derive(Debug)]
struct Ends {
    due: String,
    received: String,
    counted_from: String,
    later: Option<&'static str>,
    time: String,
    whose: String,
    skipped: Vec<(String, String)>,
    decisions: Vec<String>,
    estimated: Vec<i32>,
}

/// What is asked.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DeadlineQuery {
    /// The code of the procedure, or a few letters of its name.
    #[serde(default)]
    procedure: String,
    /// When the dossier comes, as `2025-04-08T09:30`; now when empty.
    #[serde(default)]
    received: String,
    /// By which way: `post` (when empty), `direct` or `online`.
    #[serde(default)]
    channel: String,
    /// `authority` (when empty) or `post`.
    #[serde(default)]
    audience: String,
    /// The code of the desk, or of a unit, that takes it.
    #[serde(default)]
    place: String,
}

/// What was asked, read.
struct Asked {
    procedure: String,
    received: At,
    channel: Channel,
    audience: Audience,
    place: Option<crate::base::PointCode>,
}

impl DeadlineQuery {
    fn read(&self, lang: Lang, now: At) -> (Filter, Asked) {
        let mut filter = Filter::new("/network/deadline", lang)
            .focused()
            .button(Words::new("Tính hạn", "Count"));
        let label = Words::new("Thủ tục: mã hoặc vài chữ", "Procedure: code or a few letters");
        let procedure = filter.text("procedure", label, &self.procedure, "dat dai");
        let label = Words::new("Nhận hồ sơ lúc", "The dossier comes at");
        let typed = if self.received.trim().is_empty() {
            now.to_office().format("%Y-%m-%dT%H:%M").to_string()
        } else {
            self.received.clone()
        };
        let received = filter.moment("received", label, &typed).unwrap_or(now);
        let ways = [Channel::Post, Channel::Direct, Channel::Online]
            .map(|way| (way, way.as_str(), way.text(lang)));
        let channel =
            filter.one_of("channel", Words::new("Nộp qua", "Comes in"), &self.channel, &ways);
        let (audience, place) = whose(&mut filter, &self.audience, &self.place, lang);
        (filter, Asked { procedure, received, channel, audience, place })
    }
}

/// When a time limit ends
///
/// By the time published for a procedure, in working time that was imported, explained day by day.
#[utoipa::path(
    get,
    path = "/network/deadline",
    tag = "staff",
    params(DeadlineQuery),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 422, description = "The page, with what is wrong in the field", body = String, content_type = "text/html"),
    )
)]
pub async fn show(
    State(app): Shared,
    staff: Staff,
    chosen: Chosen,
    Query(query): Query<DeadlineQuery>,
) -> Result<Response, Problem> {
    let lang = staff.lang();
    let (mut filter, asked) = query.read(lang, app.clock.now());
    let place = app.clone();
    let (answer, filter, missing) = if filter.is_good() && !asked.procedure.is_empty() {
        let read = app.read(move |conn| {
            let known = place.known(conn)?;
            let mut answer = Answer::default();
            let time = answer.procedure(&known, &asked, &filter, lang);
            let ends = time.map(|time| ends(&known, &asked, time, lang));
            let (ends, missing) = ends.map_or((None, None), |made| told(made, &mut filter, lang));
            answer.ends = ends;
            Ok::<_, Problem>((answer, filter, missing))
        });
        read.await?
    } else {
        (Answer::default(), filter, None)
    };
    let (shell, missing) = (&staff.shell, missing.as_deref());
    let drawn = DeadlinePage { shell, filter: &filter, answer: &answer, missing };
    Ok(chosen.keep(page(filter.status(), &drawn)?))
}

impl Answer {
    /// Finds the procedure that is meant, and its time; offers those it may be when there are several.
    fn procedure(
        &mut self,
        known: &Known,
        asked: &Asked,
        filter: &Filter,
        lang: Lang,
    ) -> Option<TimeLimit> {
        let (catalogue, day) = (&known.catalogue, asked.received.date());
        let search = Search::new(&asked.procedure, "");
        let found: Vec<_> = catalogue.search(day, &search, None).take(CHOICES + 1).collect();
        let exact: Option<ProcedureCode> = asked.procedure.parse().ok();
        let exact = exact.and_then(|code| catalogue.procedure_on(&code, day));
        let meant = match (exact, found.as_slice()) {
            (Some(procedure), _) => procedure,
            (None, [procedure]) => *procedure,
            (None, []) => {
                self.uncountable = Some(lang.pick(
                    format!("Không có thủ tục nào như vậy vào ngày {}.", words::day(day, lang)),
                    format!("There is no such procedure on {}.", words::day(day, lang)),
                ));
                return None;
            }
            (None, several) => {
                self.choices = several
                    .iter()
                    .take(CHOICES)
                    .map(|one| Link {
                        path: format!(
                            "/network/deadline?{}",
                            filter.query_with("procedure", one.code.as_str())
                        ),
                        name: one.name.clone(),
                        note: one.code.to_string(),
                    })
                    .collect();
                return None;
            }
        };
        self.procedure = Some(Link {
            path: format!("/catalogue/{}?on={day}", meant.code),
            name: meant.name.clone(),
            note: meant.code.to_string(),
        });
        let time = catalogue.time_of(&meant.code, asked.channel, day);
        let counted = time.and_then(countable);
        if counted.is_none() {
            let published = time.map_or_else(
                || lang.pick("chưa công bố", "not published").to_owned(),
                |time| time.text(lang),
            );
            self.uncountable = Some(lang.pick(
                format!("Thời hạn của thủ tục: {published}. Không tính được hạn từ đó; hãy hỏi cơ quan giải quyết."),
                format!("The procedure's time: {published}. No day can be counted from that; ask the authority."),
            ));
        }
        counted
    }
}

fn ends(known: &Known, asked: &Asked, time: TimeLimit, lang: Lang) -> Result<Ends, TimeRefusal> {
    let (network, day) = (&known.network, asked.received.date());
    let audience = asked
        .place
        .as_ref()
        .map_or_else(|| asked.audience.clone(), |code| audience_of(network, code));
    let calendar = network.calendar(&known.calendars, &audience, day)?;
    let found = deadline(&calendar, asked.received, time, &[])?;
    Ok(Ends::of(&found, audience_name(network, &audience, day, lang), lang))
}

impl Ends {
    fn of(found: &Deadline, whose: String, lang: Lang) -> Self {
        let skipped = found.skipped.iter().map(|Skipped { date, why }| {
            let why = match why {
                Why::Paused => lang.pick("tạm dừng", "paused").to_owned(),
                Why::NotWorked { kind, told: None } => kind.words().to(lang).to_owned(),
                Why::NotWorked { kind, told: Some(told) } => {
                    let name = lang.pick(&told.name_vi, &told.name_en);
                    format!("{}: {name} ({})", kind.words().to(lang), told.decision)
                }
            };
            (words::day(*date, lang), why)
        });
        Self {
            due: match found.due {
                Due::At(at) => words::time(at, lang),
                Due::Standing { since, .. } => words::time(since, lang),
            },
            received: words::time(found.received_at, lang),
            counted_from: words::time(found.counted_from, lang),
            later: found.later.map(|later| later.words().to(lang)),
            time: found.time.text(lang),
            whose,
            skipped: skipped.collect(),
            decisions: found.decisions.clone(),
            estimated: found.estimated_years.clone(),
        }
    }
}
