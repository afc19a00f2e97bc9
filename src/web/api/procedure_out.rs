//! A procedure as it goes out: what was published, per channel what it takes and costs, and which lists say
//! that it may go by post.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::base::{Channel, Lang, Period};
use crate::catalogue::{
    Catalogue, Direction, Fee, FeeAmount, Offer, PostalListing, Procedure, ProcedureCode,
    ProcessingTime, RequiredPaper,
};

/// A procedure on a day.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Procedure)]
pub struct ProcedureOut {
    #[schema(example = "1.012783")]
    code: String,
    name: String,
    /// Whether the catalogue describes it; a published list may name a code that it does not know.
    in_catalogue: bool,
    /// The day it was asked for.
    on: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    described: Option<DescribedOut>,
    /// By each way in: whether it is offered, how long the authority may take, what it costs.
    channels: Vec<ChannelOut>,
    /// The papers asked for, in the order of the list.
    papers: Vec<RequiredPaperOut>,
    /// Which lists say that it may go by post.
    by_post: ByPostOut,
    /// All periods of the procedure.
    periods: Vec<PeriodOut>,
}

/// What is published of a procedure.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProcedureDescription)]
pub struct DescribedOut {
    field: String,
    /// Of `ministry`, `province`, `district`, `commune`, `other`.
    levels: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    agency: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ministry: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subjects: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<String>,
    /// The decision that published it.
    #[serde(skip_serializing_if = "Option::is_none")]
    decision: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

/// One way in.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProcedureChannel)]
pub struct ChannelOut {
    /// `direct`, `online` or `post`.
    channel: String,
    /// Whether the portal offers it.
    offered: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<TimeOut>,
    /// What it costs, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    fee: Option<FeeOut>,
}

/// How long the authority may take.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProcessingTime)]
pub struct TimeOut {
    amount: u32,
    /// `working_hour`, `working_day`, `hour`, `day`, `month`, or `unspecified`: nothing can be computed.
    #[schema(example = "working_day")]
    unit: String,
    text: String,
}

/// What a dossier costs, in whole đồng.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProcedureFee)]
pub struct FeeOut {
    #[serde(flatten)]
    amount: AmountOut,
    /// The items it is made of, where a list of fees was imported.
    items: Vec<FeeItemOut>,
}

/// An amount.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FeeAmount)]
pub struct AmountOut {
    /// `none`, `fixed`, `range` or `by_case`.
    #[schema(example = "fixed")]
    kind: String,
    /// The least, in đồng; absent by case.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<u64>,
    /// The most, in đồng.
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<u64>,
    text: String,
}

/// One item of a list of fees.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FeeItem)]
pub struct FeeItemOut {
    name: String,
    /// `phi` (phí) or `le_phi` (lệ phí).
    class: String,
    #[serde(flatten)]
    amount: AmountOut,
    #[serde(skip_serializing_if = "Option::is_none")]
    basis: Option<String>,
}

/// A paper asked for.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RequiredPaper)]
pub struct RequiredPaperOut {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    template: Option<String>,
    originals: u32,
    copies: u32,
}

/// The lists that name it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProcedureByPost)]
pub struct ByPostOut {
    /// For the dossier to the authority.
    received: Vec<ListingOut>,
    /// For the result to the person.
    returned: Vec<ListingOut>,
}

/// An entry of a postal list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PostalListing)]
pub struct ListingOut {
    /// Whose list.
    level: String,
    decision: String,
    valid_from: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_until: Option<String>,
}

/// A period in which it was published under one description.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProcedurePeriod)]
pub struct PeriodOut {
    name: String,
    /// Absent when nobody wrote down since when.
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_until: Option<String>,
}

impl ProcedureOut {
    /// The procedure on the day; none where the catalogue describes nothing and no list names it.
    pub(super) fn of(
        catalogue: &Catalogue,
        code: &ProcedureCode,
        day: NaiveDate,
        lang: Lang,
    ) -> Option<Self> {
        let procedure = catalogue.procedure_on(code, day);
        let listings: Vec<&PostalListing> = catalogue.listed_on(code, day).collect();
        if procedure.is_none() && listings.is_empty() {
            return None;
        }
        let listed = |direction| {
            let of_it = listings.iter().filter(|one| one.direction == direction);
            of_it.map(|one| ListingOut::of(one)).collect()
        };
        let channel = |way: Channel| ChannelOut {
            channel: way.as_str().to_owned(),
            offered: procedure.is_some_and(|one| one.offers.of(way) != Offer::Closed),
            time: procedure.and_then(|one| one.time(way)).map(|time| TimeOut::of(time, lang)),
            fee: catalogue.fee_of(code, way, day).map(|fee| FeeOut::of(&fee, lang)),
        };
        Some(Self {
            code: code.to_string(),
            name: catalogue.name_of(code, day).unwrap_or_default().to_owned(),
            in_catalogue: procedure.is_some(),
            on: day.to_string(),
            described: procedure.map(DescribedOut::of),
            channels: procedure.map_or_else(Vec::new, |_| Channel::ALL.map(channel).into()),
            papers: catalogue.papers_on(code, day).iter().map(RequiredPaperOut::of).collect(),
            by_post: ByPostOut {
                received: listed(Direction::Received),
                returned: listed(Direction::Returned),
            },
            periods: catalogue.history(code).map(PeriodOut::of).collect(),
        })
    }
}

impl DescribedOut {
    fn of(procedure: &Procedure) -> Self {
        let published = procedure.published.clone();
        Self {
            field: procedure.field.clone(),
            levels: procedure.levels.iter().map(|level| level.as_str().to_owned()).collect(),
            agency: procedure.agency.clone(),
            ministry: published.ministry,
            kind: published.kind,
            subjects: published.subjects,
            result: published.result,
            decision: published.decision,
            url: published.url,
        }
    }
}

impl TimeOut {
    fn of(time: ProcessingTime, lang: Lang) -> Self {
        Self { amount: time.amount, unit: time.unit.as_str().to_owned(), text: time.text(lang) }
    }
}

impl FeeOut {
    fn of(fee: &Fee<'_>, lang: Lang) -> Self {
        let items = fee.items.iter().map(|item| FeeItemOut {
            name: item.name.clone(),
            class: item.class.as_str().to_owned(),
            amount: AmountOut::of(item.amount, lang),
            basis: item.basis.clone(),
        });
        Self { amount: AmountOut::of(fee.total, lang), items: items.collect() }
    }
}

impl AmountOut {
    fn of(amount: FeeAmount, lang: Lang) -> Self {
        let bounds = amount.bounds();
        Self {
            kind: amount.kind().to_owned(),
            from: bounds.map(|(from, _)| from),
            to: bounds.map(|(_, to)| to),
            text: amount.text(lang),
        }
    }
}

impl RequiredPaperOut {
    fn of(paper: &RequiredPaper) -> Self {
        Self {
            name: paper.name.clone(),
            template: paper.template.clone(),
            originals: paper.originals,
            copies: paper.copies,
        }
    }
}

impl ListingOut {
    fn of(listing: &PostalListing) -> Self {
        Self {
            level: listing.level.as_str().to_owned(),
            decision: listing.decision.clone(),
            valid_from: listing.period.from.to_string(),
            valid_until: listing.period.until.map(|day| day.to_string()),
        }
    }
}

impl PeriodOut {
    fn of(procedure: &Procedure) -> Self {
        let Period { from, until } = procedure.period;
        Self {
            name: procedure.name.clone(),
            valid_from: (from != Procedure::SINCE_EVER).then(|| from.to_string()),
            valid_until: until.map(|day| day.to_string()),
        }
    }
}
