//! Another delivery as it stands in a form, the citizen's own or that of staff who note it down: what there
//! is to choose, and what was typed.

use serde::Deserialize;
use utoipa::ToSchema;

use super::citizen;
use crate::app::{App, Known};
use crate::base::text::fold;
use crate::base::{Lang, PointCode, UnitCode};
use crate::cases::Wish;
use crate::cases::wish::{choosable_days, hands_out};
use crate::flows::FlowRefusal;
use crate::network::Point;
use crate::people::PersonIn;
use crate::web::error::{INVALID, Problem};

/// The most points that are offered at once: a phone's list must end.
const POINTS: usize = 40;

/// What was typed.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct Wished {
    /// `day`, `proxy`, `point` or `withdrawn`.
    #[schema(example = "day")]
    pub kind: String,
    /// The day.
    #[schema(example = "2025-04-11")]
    pub day: String,
    /// The neighbour's name.
    pub proxy_name: String,
    /// The neighbour's phone number.
    pub proxy_phone: String,
    /// Where the neighbour is to be found.
    pub proxy_where: String,
    /// A commune whose points are to be offered.
    pub commune: String,
    /// The point.
    pub point: String,
    /// `find` to look for points of the commune; anything else asks for the delivery.
    pub step: String,
    /// The hidden word of the form.
    pub form_token: String,
}

impl Wished {
    /// The wish that was typed.
    pub(super) fn read(&self) -> Result<Wish<PersonIn>, Problem> {
        let wrong = |field: &str, vi: &str, en: &str| {
            Problem::new(INVALID).field(field).detail(vi.to_owned(), en.to_owned())
        };
        match self.kind.as_str() {
            "day" => self
                .day
                .parse()
                .map(Wish::Day)
                .map_err(|_| wrong("day", "Hãy chọn một ngày.", "Please choose a day.")),
            "proxy" => {
                let phone = Some(self.proxy_phone.as_str());
                let (name, place) = (clear(&self.proxy_name), clear(&self.proxy_where));
                PersonIn::read(&name, phone, &place, None)
                    .map(Wish::Proxy)
                    .map_err(|refusal| FlowRefusal::from(refusal).into())
            }
            "point" => self
                .point
                .parse::<PointCode>()
                .map(Wish::Point)
                .map_err(|_| wrong("point", "Hãy chọn một điểm.", "Please choose a point.")),
            "withdrawn" => Ok(Wish::Withdrawn),
            _ => Err(wrong("kind", "Hãy chọn một cách nhận.", "Please choose one of the three.")),
        }
    }
}

/// Without the one character that databases do not keep.
fn clear(text: &str) -> String {
    text.replace('\0', " ")
}

/// What is wrong with a wish: the field of the form, empty where none can mend it, and what to say at it.
pub(super) fn wrong_at(problem: &Problem, lang: Lang) -> (String, String) {
    let told = problem.told(lang).unwrap_or(problem.kind().title.to(lang)).to_owned();
    let field = problem.at_field().unwrap_or_default();
    (field.strip_prefix("proxy.").unwrap_or(field).to_owned(), told)
}

/// The fields at which something can be wrong.
const FIELDS: [&str; 5] = ["day", "point", "name", "phone", "address.text"];

/// Whether what is wrong stands over the form, at no field of it.
pub(super) fn is_over(field: &str) -> bool {
    !FIELDS.contains(&field)
}

/// What there is to choose.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    /// The days: as data and in words.
    pub days: Vec<(String, String)>,
    /// The points: code, name, and the commune with the kind.
    pub points: Vec<(String, String, String)>,
}

impl Choices {
    /// The days from tomorrow on, and the points that hand out in the receiver's commune, or in the communes
    /// that were asked for by name.
    pub(super) fn of(
        app: &App,
        known: &Known,
        home: Option<&UnitCode>,
        commune: &str,
        lang: Lang,
    ) -> Self {
        let today = app.clock.now().date();
        let rules = known.redirecting(&app.settings);
        let days = choosable_days(&rules.days(), today, rules.most_days).unwrap_or_default();
        // Today's round has left, as a rule; who may still catch it is asked at the counter.
        let days = days.into_iter().filter(|day| *day > today);
        let network = &known.network;
        let commune = fold(commune);
        let near = |point: &Point| {
            let line = network.ancestors(&point.unit, today);
            if commune.is_empty() {
                home.is_some_and(|home| *home == point.unit || line.iter().any(|u| u.code == *home))
            } else {
                let own = network.unit_on(&point.unit, today);
                own.is_some_and(|unit| fold(&unit.full_name(Lang::Vi)).contains(&commune))
            }
        };
        let points = network.points_on(today);
        let points = points.into_iter().filter(|point| hands_out(point) && near(point));
        Self {
            days: days.map(|day| (day.to_string(), citizen::date(day, lang))).collect(),
            points: points
                .take(POINTS)
                .map(|point| {
                    let unit = network.unit_on(&point.unit, today);
                    let unit = unit.map_or_else(String::new, |unit| unit.full_name(lang));
                    (point.code.to_string(), point.name.clone(), unit)
                })
                .collect(),
        }
    }
}
