//! Taking in outlines of units from GeoJSON: the whole file, or nothing and the name of every bad feature.
//!
//! The file is read feature by feature, so that a map of the whole country needs no more memory than its
//! outlines. An outline holds as long as the unit's code meant the same land; a later one ends it.

use std::collections::HashMap;
use std::fmt;

use chrono::NaiveDate;
use serde::Serialize;
use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::Value;

use crate::base::{Period, UnitCode};
use crate::network::shape::Shape;
use crate::network::{Boundaries, Boundary, Network};
use crate::store::revisions::{self, Subject};
use crate::store::{Conn, StoreError, boundaries, units, write};

use super::import::TOLD;

/// What an import of outlines did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct BoundariesReport {
    /// The features read.
    pub read: usize,
    /// Outlines that were new.
    pub added: usize,
    /// Outlines that replaced one that differed.
    pub changed: usize,
    /// Outlines that were kept just so already.
    pub unchanged: usize,
}

/// What is wrong with a feature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FeatureProblem {
    /// Its place in `features`, from 0.
    pub feature: usize,
    /// The code of its unit, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What is at fault in it: `id`, `geometry`.
    pub field: &'static str,
    /// What was expected, and what came.
    pub expected: String,
}

impl fmt::Display for FeatureProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "features[{}]", self.feature)?;
        if let Some(code) = &self.code {
            write!(f, " ({code})")?;
        }
        write!(f, ".{}: {}", self.field, self.expected)
    }
}

/// Why nothing was taken.
#[derive(Debug, thiserror::Error)]
pub enum BoundariesRefusal {
    /// Not a file of outlines at all.
    #[error("expected GeoJSON, a FeatureCollection: {0}")]
    NotGeoJson(String),
    /// Some features cannot be taken.
    #[error("{total} features cannot be taken, nothing was imported; the first: {}", first(.problems))]
    Features {
        /// How many problems there are.
        total: usize,
        /// The first of them.
        problems: Vec<FeatureProblem>,
    },
    /// The database did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn first(problems: &[FeatureProblem]) -> String {
    problems.first().map(ToString::to_string).unwrap_or_default()
}

/// Takes in a file. `valid_from` is the first day of outlines that changed while their units went on;
/// without it they hold from the unit's own first day. A dry run writes nothing.
pub fn import_boundaries(
    conn: &mut Conn,
    bytes: &[u8],
    valid_from: Option<NaiveDate>,
    dry_run: bool,
    progress: &mut dyn FnMut(usize),
) -> Result<BoundariesReport, BoundariesRefusal> {
    let mut gathered = Gathered::default();
    let mut json = serde_json::Deserializer::from_slice(bytes);
    Collection { gathered: &mut gathered, progress }
        .deserialize(&mut json)
        .and_then(|()| json.end())
        .map_err(|problem| BoundariesRefusal::NotGeoJson(problem.to_string()))?;
    write(conn, |conn| {
        revisions::lock(conn, Subject::Boundaries)?;
        let network = units::load_network(conn)?;
        let kept = boundaries::load(conn)?;
        let Gathered { read, outlines, mut problems } = gathered;
        let mut news = Vec::new();
        let mut report = BoundariesReport { read, added: 0, changed: 0, unchanged: 0 };
        for Outline { feature, unit, shape } in outlines {
            match period(&network, &unit, valid_from) {
                Ok(period) => {
                    let period = until_next(&kept, &unit, period);
                    let boundary = Boundary { unit, period, shape };
                    let known = kept.iter().find(|known| is_same(known, &boundary));
                    match known {
                        Some(known) if *known == boundary => report.unchanged += 1,
                        Some(_) => report.changed += 1,
                        None => report.added += 1,
                    }
                    if known != Some(&boundary) {
                        news.extend(cut(&kept, &boundary));
                        news.push(boundary);
                    }
                }
                Err(expected) => problems.push(FeatureProblem {
                    feature,
                    code: Some(unit.to_string()),
                    field: "id",
                    expected,
                }),
            }
        }
        if !problems.is_empty() {
            problems.sort_by_key(|problem| problem.feature);
            let total = problems.len();
            problems.truncate(TOLD);
            return Err(BoundariesRefusal::Features { total, problems });
        }
        if !news.is_empty() && !dry_run {
            boundaries::save(conn, &news)?;
            revisions::bump(conn, Subject::Boundaries)?;
        }
        Ok(report)
    })
}

/// While the outline holds: as long as the code meant the same land.
fn period(
    network: &Network,
    unit: &UnitCode,
    valid_from: Option<NaiveDate>,
) -> Result<Period, String> {
    let day = match valid_from {
        Some(day) => Some(day),
        None => network.rows_of(unit).last().map(|unit| unit.period.from),
    };
    let land = day.and_then(|day| network.land_period(unit, day));
    match (land, valid_from) {
        (Some(land), Some(day)) => Ok(Period { from: day, until: land.until }),
        (Some(land), None) => Ok(land),
        (None, Some(day)) => Err(format!("expected a unit in force on {day}, got {unit}")),
        (None, None) => Err(format!("expected the code of a unit that was imported, got {unit}")),
    }
}

fn is_same(known: &Boundary, one: &Boundary) -> bool {
    known.unit == one.unit && known.period.from == one.period.from
}

/// A later outline that is known already ends this one.
fn until_next(kept: &Boundaries, unit: &UnitCode, period: Period) -> Period {
    let later = kept.iter().filter(|one| one.unit == *unit && one.period.from > period.from);
    let until = later.map(|one| one.period.from).chain(period.until).min();
    Period { until, ..period }
}

/// The outline that this one ends.
fn cut(kept: &Boundaries, one: &Boundary) -> Option<Boundary> {
    let begins = one.period.from;
    let mut before = kept.of(&one.unit, begins).filter(|known| known.period.from < begins)?.clone();
    before.period.until = Some(begins);
    Some(before)
}

struct Outline {
    feature: usize,
    unit: UnitCode,
    shape: Shape,
}

#[derive(Default)]
struct Gathered {
    read: usize,
    outlines: Vec<Outline>,
    problems: Vec<FeatureProblem>,
}

impl Gathered {
    fn take(&mut self, feature: &Value, lines: &mut HashMap<String, usize>) {
        let at = self.read;
        self.read += 1;
        let code = code(feature);
        let told = code.clone();
        let mut problem = |field, expected| {
            self.problems.push(FeatureProblem { feature: at, code: told.clone(), field, expected });
        };
        if feature.get("type").and_then(Value::as_str) != Some("Feature") {
            let got = feature.to_string().chars().take(60).collect::<String>();
            return problem("type", format!("expected a Feature, got {got}"));
        }
        let unit = match code.as_deref().map(str::parse::<UnitCode>) {
            Some(Ok(unit)) => Some(unit),
            Some(Err(bad)) => {
                problem("id", bad.to_string());
                None
            }
            None => {
                problem("id", "expected the unit's code as id or as properties.code".to_owned());
                None
            }
        };
        if let Some(earlier) = code.and_then(|code| lines.insert(code, at)) {
            problem("id", format!("expected a unit that features[{earlier}] has not drawn"));
        }
        match Shape::read(feature.get("geometry").unwrap_or(&Value::Null)) {
            Ok(shape) => {
                self.outlines.extend(unit.map(|unit| Outline { feature: at, unit, shape }));
            }
            Err(bad) => problem("geometry", bad.to_string()),
        }
    }
}

/// The code of the unit: the feature's id, else its property `code`. A number has lost its zeros, and
/// is told as a bad code.
fn code(feature: &Value) -> Option<String> {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    let property = || feature.get("properties")?.get("code").and_then(text);
    feature.get("id").and_then(text).or_else(property)
}

/// The file: an object whose `features` are taken one by one.
struct Collection<'a> {
    gathered: &'a mut Gathered,
    progress: &'a mut dyn FnMut(usize),
}

impl<'de> DeserializeSeed<'de> for Collection<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Collection<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of type FeatureCollection")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let (mut kind, mut had_features) = (None, false);
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "type" => kind = Some(map.next_value::<Value>()?),
                "features" if had_features => return Err(A::Error::duplicate_field("features")),
                "features" => {
                    had_features = true;
                    let (gathered, progress) = (&mut *self.gathered, &mut *self.progress);
                    map.next_value_seed(Features { gathered, progress })?;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        match (kind.as_ref().and_then(Value::as_str), had_features) {
            (Some("FeatureCollection"), true) => Ok(()),
            (Some("FeatureCollection"), false) => Err(A::Error::missing_field("features")),
            _ => Err(A::Error::custom("expected type FeatureCollection")),
        }
    }
}

struct Features<'a> {
    gathered: &'a mut Gathered,
    progress: &'a mut dyn FnMut(usize),
}

impl<'de> DeserializeSeed<'de> for Features<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Features<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of features")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let mut lines = HashMap::new();
        while let Some(feature) = seq.next_element::<Value>()? {
            self.gathered.take(&feature, &mut lines);
            (self.progress)(self.gathered.read);
        }
        Ok(())
    }
}
