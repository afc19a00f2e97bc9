//! What carriage costs: asked before ordering, shown with an order, and priced again when the post has
//! weighed the parcel.

use axum::extract::State;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::keyed::Keyed;
use crate::base::{Lang, LegId};
use crate::cases::{Direction, Service};
use crate::flows::{FlowRefusal, PricedEnd, QuoteAsk, Weighed, once, price_leg, quote_postage};
use crate::network::Network;
use crate::people::Weigher;
use crate::postage::{Category, Grams, Payer, Priced, Quote};
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{INVALID, Problem, ProblemBody};
use crate::web::input::{Path, Query};
use crate::web::lang::Speak;

/// What a leg costs, or why that is not known.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct PostageOut {
    /// In đồng; not there when there is no price.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 30_500)]
    amount: Option<i64>,
    #[schema(example = "VND")]
    currency: String,
    /// `person`, or `authority` for circulation in its own house, by contract.
    charged_to: String,
    /// `submit`, `return` or `internal`.
    direction: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    weight_g: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "HT.TH")]
    from_zone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "HT.TP")]
    to_zone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    step: Option<StepOut>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tariff: Option<TariffOut>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reduction: Option<ReductionOut>,
    /// Why there is no price: `not_weighed`, `no_unit`, `no_zone`, `no_tariff` or `too_heavy`.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
    /// How the amount was reckoned, or why there is none, for people.
    explanation: String,
}

/// The step of the weight table that was used.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct StepOut {
    /// Up to this weight,
    up_to_g: u32,
    /// and so many parts beyond it
    further_parts: u32,
    /// of this weight each.
    #[serde(skip_serializing_if = "Option::is_none")]
    each_further_g: Option<u32>,
    /// What the table says for it, before tax and reduction.
    amount: i64,
}

/// The row of the tariff that was used.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct TariffOut {
    /// The pair of zones as the row names it.
    #[schema(example = "HT.* → =.*")]
    zones: String,
    valid_from: String,
    decision: String,
    /// The tax on top of the table; 0 where it says what is paid.
    vat_percent: u8,
    /// The amount is a multiple of so many đồng.
    round_to: u32,
}

/// What was taken off.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ReductionOut {
    #[schema(example = "poor_household")]
    category: String,
    percent: u8,
    decision: String,
}

impl PostageOut {
    /// The price of a leg that goes this way, in one language.
    pub fn of(direction: Direction, priced: &Priced, lang: Lang) -> Self {
        match priced {
            Ok(quote) => Self::priced(quote, lang),
            Err(reason) => Self {
                amount: None,
                currency: "VND".to_owned(),
                charged_to: Payer::of(direction).as_str().to_owned(),
                direction: direction.to_string(),
                weight_g: None,
                from_zone: None,
                to_zone: None,
                step: None,
                tariff: None,
                reduction: None,
                why: Some(reason.code().to_owned()),
                explanation: reason.text(lang),
            },
        }
    }

    fn priced(quote: &Quote, lang: Lang) -> Self {
        let (step, tariff) = (&quote.step, &quote.tariff);
        Self {
            amount: Some(quote.amount.dong()),
            currency: "VND".to_owned(),
            charged_to: quote.payer.as_str().to_owned(),
            direction: quote.direction.to_string(),
            weight_g: Some(quote.weight_g.grams()),
            from_zone: Some(quote.from_zone.to_string()),
            to_zone: Some(quote.to_zone.to_string()),
            step: Some(StepOut {
                up_to_g: step.up_to_g.grams(),
                further_parts: step.further_parts,
                each_further_g: step.each_further_g.map(Grams::grams),
                amount: step.amount.dong(),
            }),
            tariff: Some(TariffOut {
                zones: tariff.zones.clone(),
                valid_from: tariff.valid_from.to_string(),
                decision: tariff.decision.clone(),
                vat_percent: tariff.vat_percent,
                round_to: tariff.round_to,
            }),
            reduction: quote.reduction.as_ref().map(|reduction| ReductionOut {
                category: reduction.category.to_string(),
                percent: reduction.percent,
                decision: reduction.decision.clone(),
            }),
            why: None,
            explanation: quote.explanation(lang),
        }
    }
}

/// What is asked.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct QuoteQuery {
    /// `submit`, `return`, `round_trip` or `internal`.
    #[param(value_type = String, example = "submit", pattern = "^(submit|return|round_trip|internal)$")]
    service: Service,
    /// Where from: the code of a point, or of an administrative unit.
    #[param(example = "481940")]
    from: String,
    /// Where to.
    #[param(example = "H27.00")]
    to: String,
    /// What it weighs, in grams.
    #[param(value_type = u32, minimum = 1, maximum = 100_000, example = 80)]
    weight_g: Grams,
    /// The category by which less is paid.
    #[param(value_type = Option<String>, example = "poor_household")]
    reduction: Option<Category>,
    /// On which day; today when not given.
    #[param(value_type = Option<String>, format = Date, example = "2025-04-08")]
    on: Option<NaiveDate>,
}

/// What a service costs, leg by leg.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuoteOut {
    /// What all legs cost together; not there when a leg has no price.
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<i64>,
    #[schema(example = "VND")]
    currency: &'static str,
    /// Each leg, in the order in which they travel.
    legs: Vec<PostageOut>,
}

/// Ask what carriage costs
///
/// By the tariffs in force on the day. Where there is no price it is said why; none is guessed.
#[utoipa::path(
    get,
    path = "/api/v1/postage",
    tag = "money",
    security(("token" = [])),
    params(QuoteQuery),
    responses(
        (status = 200, body = QuoteOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn quote(
    State(app): Shared,
    _caller: Caller,
    Speak(lang): Speak,
    Query(query): Query<QuoteQuery>,
) -> Result<axum::Json<QuoteOut>, Problem> {
    let on = query.on.unwrap_or_else(|| app.clock.now().date());
    let place = app.clone();
    let quoted = app.read(move |conn| {
        let known = place.known(conn)?;
        let world = known.world(&place.settings);
        let ask = QuoteAsk {
            service: query.service,
            from: end(&known.network, "?from", &query.from, on)?,
            to: end(&known.network, "?to", &query.to, on)?,
            weighed: Weighed { weight: Some(query.weight_g), reduction: query.reduction },
            on,
        };
        let priced = quote_postage(&world, &ask).map_err(|refusal| {
            let field = refusal.field().map(|field| format!("?{field}"));
            let problem = Problem::from(FlowRefusal::from(refusal));
            match field {
                Some(field) => problem.field(field),
                None => problem,
            }
        })?;
        let directions = ask.service.directions().iter();
        Ok::<_, Problem>(QuoteOut {
            total: total(&priced),
            currency: "VND",
            legs: directions
                .zip(&priced)
                .map(|(direction, priced)| PostageOut::of(*direction, priced, lang))
                .collect(),
        })
    });
    Ok(axum::Json(quoted.await?))
}

/// What the legs cost together, when each has a price.
pub(super) fn total(priced: &[Priced]) -> Option<i64> {
    priced.iter().map(|priced| priced.as_ref().ok().map(|quote| quote.amount.dong())).sum()
}

fn end(network: &Network, field: &str, code: &str, on: NaiveDate) -> Result<PricedEnd, Problem> {
    PricedEnd::read(network, code, on).ok_or_else(|| {
        Problem::new(INVALID).field(field).detail(
            format!("Cần mã một điểm hoạt động ngày {on}, hoặc mã đơn vị hành chính"),
            format!(
                "Expected the code of a point in service on {on}, or of an administrative unit"
            ),
        )
    })
}

/// What a parcel weighs.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WeighedIn {
    /// In grams.
    #[schema(value_type = u32, minimum = 1, maximum = 100_000, example = 120)]
    weight_g: Grams,
    /// The category by which less is paid, its proof having been seen.
    #[schema(value_type = Option<String>, example = "poor_household")]
    reduction: Option<Category>,
}

/// A charge that stands.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct PricedLegOut {
    postage: PostageOut,
    /// The entry of the ledger that charges it.
    entry_id: String,
    /// The charge that was taken back for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    replaced: Option<String>,
}

/// Price a leg by its weight
///
/// When the post has weighed the parcel, until it is delivered. The charge that stood is taken back by an
/// entry of its own; the same price again changes nothing.
#[utoipa::path(
    post,
    path = "/api/v1/legs/{leg_id}/postage",
    tag = "money",
    security(("token" = [])),
    params(
        ("leg_id" = String, Path, description = "The leg"),
        ("Idempotency-Key" = Option<String>, Header, description = "1 to 200 visible ASCII characters", pattern = "^[!-~]{1,200}$"),
    ),
    request_body = WeighedIn,
    responses(
        (status = 200, body = PricedLegOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "It has arrived, or there is no price", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn price(
    State(app): Shared,
    caller: Caller,
    Speak(lang): Speak,
    Path(leg): Path<LegId>,
    Keyed { input, key }: Keyed<WeighedIn>,
) -> Result<axum::Json<PricedLegOut>, Problem> {
    let cx = caller.context(&app);
    let by = Weigher::of(&cx.who)?;
    let weighed = Weighed { weight: Some(input.weight_g), reduction: input.reduction };
    let place = app.clone();
    let priced = app.intake.run(move |conn, known| {
        let world = known.world(&place.settings);
        once(conn, &cx, key.as_ref(), |conn| {
            let priced = price_leg(conn, &cx, &by, &world, leg, &weighed)?;
            Ok(PricedLegOut {
                postage: PostageOut::priced(&priced.quote, lang),
                entry_id: priced.entry.to_string(),
                replaced: priced.replaced.map(|entry| entry.to_string()),
            })
        })
    });
    Ok(axum::Json(priced.await??))
}
