//! Addresses in units of before. An address is personal data: it comes in a body, never in a URL, and is
//! kept nowhere by this call.

use axum::extract::State;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::base::text::clean;
use crate::base::{Lang, UnitCode};
use crate::network::Position;
use crate::network::address::{Asked, Atlas, Resolution, resolve};
use crate::people::Address;
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{INVALID, Problem, ProblemBody};
use crate::web::input::Json;
use crate::web::lang::Speak;

/// An address to be found in today's units.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResolveIn {
    /// As the person says it, in units of whatever time, with or without marks and words for units.
    #[schema(
        example = "Xóm Quang Phú, xã Thạch Châu, huyện Lộc Hà, tỉnh Hà Tĩnh",
        min_length = 1,
        max_length = 500
    )]
    text: String,
    /// A unit code that was given with it.
    #[schema(value_type = Option<String>, example = "18583")]
    unit: Option<UnitCode>,
    /// When it was given; codes of districts' time were given again to other communes.
    #[schema(value_type = Option<String>, format = Date)]
    given_on: Option<NaiveDate>,
    /// Where it is, when that is known: together with `lon`.
    lat: Option<f64>,
    /// See `lat`.
    lon: Option<f64>,
    /// The day whose units are wanted; today when not given.
    #[schema(value_type = Option<String>, format = Date)]
    on: Option<NaiveDate>,
}

/// Where an address lies.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct AddressOut {
    /// What was read, as it was written.
    read: ReadOut,
    /// The unit that is meant, in the era in which it was so called.
    #[serde(skip_serializing_if = "Option::is_none")]
    old: Option<OldUnitOut>,
    /// The units of the day asked for that hold or may hold it, the proposed one first.
    present: Vec<PresentOut>,
    /// How sure that is, the surest first: `exact_code`, `exact_names`, `folded_names`, `split_decided`,
    /// `split_by_coordinate`, `partial_names`, `split_by_default`, `ambiguous`, `unknown`.
    #[schema(example = "exact_names")]
    confidence: &'static str,
    /// Whether a person should look before somebody is sent there.
    needs_a_person: bool,
    /// The split about which nobody has decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    open_split: Option<SplitOut>,
}

/// The parts of an address as they were written.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ReadOut {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "xã Thạch Châu")]
    commune: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "huyện Lộc Hà")]
    district: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "tỉnh Hà Tĩnh")]
    province: Option<String>,
    /// The hamlet, street or quarter in folded words, without house or person.
    #[schema(example = "xom quang phu")]
    locality: String,
}

/// A unit of some time.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct OldUnitOut {
    code: String,
    /// With those above it at its time.
    name: String,
    valid_from: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_until: Option<String>,
}

/// A unit that holds or may hold the address.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PresentOut {
    code: String,
    /// With those above it.
    name: String,
    level: String,
    /// The chance that it is the one, as far as anybody knows.
    share: f64,
    /// Whether to use it when one must be used.
    proposed: bool,
}

/// A unit that was divided on a day.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SplitOut {
    old: String,
    on: String,
}

impl AddressOut {
    /// The answer of the resolver, with names as of the day asked for.
    pub fn of(atlas: &Atlas<'_>, found: &Resolution<'_>, on: NaiveDate, lang: Lang) -> Self {
        let path = |unit: &crate::network::AdminUnit, day| {
            let name = atlas.network.path_name(&unit.code, day, lang);
            name.unwrap_or_else(|| unit.full_name(lang))
        };
        let reading = &found.reading;
        Self {
            read: ReadOut {
                commune: reading.commune.clone(),
                district: reading.district.clone(),
                province: reading.province.clone(),
                locality: reading.locality.to_string(),
            },
            old: found.old.map(|unit| OldUnitOut {
                code: unit.code.to_string(),
                name: path(unit, unit.period.until.and_then(|day| day.pred_opt()).unwrap_or(on)),
                valid_from: unit.period.from.to_string(),
                valid_until: unit.period.until.map(|day| day.to_string()),
            }),
            present: found
                .present
                .iter()
                .map(|one| PresentOut {
                    code: one.unit.code.to_string(),
                    name: path(one.unit, on),
                    level: one.unit.level().to_string(),
                    share: (one.share * 1000.0).round() / 1000.0,
                    proposed: one.proposed,
                })
                .collect(),
            confidence: found.confidence.as_str(),
            needs_a_person: found.confidence.needs_a_person(),
            open_split: found
                .open
                .as_ref()
                .map(|open| SplitOut { old: open.old.to_string(), on: open.on.to_string() }),
        }
    }
}

/// A position out of two fields that come together or not at all.
pub(super) fn position(
    fields: (&str, &str),
    lat: Option<f64>,
    lon: Option<f64>,
) -> Result<Option<Position>, Problem> {
    let bad = |field: &str| {
        Problem::new(INVALID).field(field).detail(
            "Cần cả vĩ độ 6 đến 24 và kinh độ 102 đến 118, trong Việt Nam",
            "Expected both a latitude of 6 to 24 and a longitude of 102 to 118, in Viet Nam",
        )
    };
    match (lat, lon) {
        (None, None) => Ok(None),
        (Some(lat), Some(lon)) => {
            let field = if (6.0..=24.0).contains(&lat) { fields.1 } else { fields.0 };
            Position::new(lat, lon).map(Some).map_err(|_| bad(field))
        }
        (None, Some(_)) => Err(bad(fields.0)),
        (Some(_), None) => Err(bad(fields.1)),
    }
}

/// Find an address in today's units
///
/// The text may name units that ended. The answer is the present commune with a confidence; where the
/// old unit was divided and nobody has decided, all its parts. Nothing of it is kept.
#[utoipa::path(
    post,
    path = "/api/v1/addresses/resolve",
    tag = "addresses",
    security(("token" = [])),
    request_body = ResolveIn,
    responses(
        (status = 200, body = AddressOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn find(
    State(app): Shared,
    _caller: Caller,
    Speak(lang): Speak,
    Json(body): Json<ResolveIn>,
) -> Result<axum::Json<AddressOut>, Problem> {
    let text = clean(&body.text);
    if !(1..=Address::MAX).contains(&text.chars().count()) {
        return Err(Problem::new(INVALID).field("text").detail(
            format!("Cần địa chỉ từ 1 đến {} ký tự", Address::MAX),
            format!("Expected an address of 1 to {} characters", Address::MAX),
        ));
    }
    let position = position(("lat", "lon"), body.lat, body.lon)?;
    let on = body.on.unwrap_or_else(|| app.clock.now().date());
    let place = app.clone();
    let found = app.read(move |conn| {
        let known = place.known(conn)?;
        let atlas = known.atlas();
        let (unit, given_on) = (body.unit.as_ref(), body.given_on);
        let found = resolve(&atlas, &Asked { text: &text, unit, given_on, position, on });
        Ok::<_, Problem>(AddressOut::of(&atlas, &found, on, lang))
    });
    Ok(axum::Json(found.await?))
}
