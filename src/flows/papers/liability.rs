//! The record of liability on paper.

use std::collections::HashMap;

use super::letter::head;
use super::{PrintRoom, words};
use crate::base::{Capacity, Dong, Lang, LiabilityId, TokenId};
use crate::claims::{ClaimRules, Done, Harm, Liability, Reading, Stage};
use crate::custody::{Custodian, Span, Timeline};
use crate::flows::claims::look_at_liability;
use crate::flows::read_timeline::read_timelines;
use crate::flows::{FlowRefusal, claims::SeenLiability};
use crate::people::ClaimReader;
use crate::print::{Bilingual, HeldLine, LeastPaid, LetterHead, LiabilityPaper, StageLine};
use crate::store::{Conn, StoreError, cases, legs, tokens};

/// The record as of now, for who may look into it. It says nothing about a citizen, so that to print it is no
/// look at one.
pub fn liability_paper_of(
    conn: &mut Conn,
    room: &PrintRoom<'_>,
    (by, rules): (&ClaimReader, &ClaimRules<'_>),
    id: &LiabilityId,
) -> Result<LiabilityPaper, FlowRefusal> {
    let seen = look_at_liability(conn, by, rules, id)?;
    let parcel = &seen.parcel;
    let gone = |what: &str| StoreError::bad_row("parcels", parcel.id, what);
    let leg = legs::find(conn, parcel.leg)?.ok_or_else(|| gone("its leg is gone"))?;
    let case = cases::load(conn, leg.case)?;
    let mut timelines = read_timelines(conn, [parcel.key])?;
    let (_, life) = timelines.remove(&parcel.key).ok_or_else(|| gone("it is not in custody"))?;
    let postmen: Vec<TokenId> = life.spans.iter().filter_map(postman).collect();
    let names = tokens::names(conn, &postmen)?;
    let reading = seen.readings.last().and_then(|kept| kept.reading.as_ref());
    let fixed = seen.stages.iter().rev().find(|done| done.stage == Stage::Fixed);
    let now = room.now();
    let taken_in = life.taken_in().map(|entry| {
        let at = entry.effective_at;
        format!("{} · {}", words::time(at), room.name(&entry.at, at))
    });
    let least = seen.least.as_ref().map(|least| LeastPaid {
        amount: least.amount.to_string(),
        times: least.times,
        decision: least.decision.clone(),
    });
    let SeenLiability { record, charge, stages, .. } = &seen;
    Ok(LiabilityPaper {
        head: LetterHead {
            number: number(record, parcel.tracking.as_str()),
            place: record.answers.as_ref().map(|point| room.name(point, now)).unwrap_or_default(),
            date: words::date(fixed.map_or(now, |done| done.at)),
            ..head(room, parcel, (&case.code, leg.direction))
        },
        harm: both(|lang| record.harm.words(lang)),
        harmed: reading.map(|reading| words::time(reading.at)),
        taken_in,
        held: held(room, &life, reading, &names),
        stage: both(|lang| record.stage.words(lang)),
        charge: charge.as_ref().map(Dong::to_string),
        least,
        amount: fixed.and_then(|done| done.amount).map(|amount| amount.to_string()),
        due: record.due_at.map(words::date),
        stages: stages.iter().map(stage).collect(),
    })
}

/// What is said of the record alike, however often it is printed.
fn number(record: &Liability, tracking: &str) -> String {
    let harm = match record.harm {
        Harm::Lost => "MAT",
        Harm::Damaged => "HONG",
    };
    format!("BB-{harm}-{tracking}")
}

fn held(
    room: &PrintRoom<'_>,
    life: &Timeline,
    reading: Option<&Reading>,
    names: &HashMap<TokenId, String>,
) -> Vec<HeldLine> {
    let is_it = |span: &Span| {
        reading.is_some_and(|reading| {
            let segment = &reading.segment;
            span.custodian == segment.held_by && span.from == segment.from
        })
    };
    let stretch = |span: &Span| HeldLine {
        holder: holder(room, span, names),
        from: words::time(span.from),
        until: span.until.map(words::time),
        answers: is_it(span),
    };
    life.spans.iter().map(stretch).collect()
}

fn holder(room: &PrintRoom<'_>, span: &Span, names: &HashMap<TokenId, String>) -> Bilingual {
    match &span.custodian {
        Custodian::Point { code, capacity } => {
            let name = format!("{} ({code})", room.name(code, span.from));
            let (vi, en) = match capacity {
                Capacity::Post => ("Bưu điện", "Post"),
                Capacity::Desk => ("Bộ phận một cửa", "One-stop desk"),
            };
            Bilingual::new(format!("{vi} – {name}"), en)
        }
        Custodian::Run { code } => {
            Bilingual::new(format!("Chuyến thư {code}"), format!("Run {code}"))
        }
        Custodian::Postman { token } => {
            let name = names.get(token).map(|name| format!(" {name}")).unwrap_or_default();
            Bilingual::new(format!("Bưu tá{name}"), format!("Postman{name}"))
        }
        Custodian::Citizen => Bilingual::new("Người dân", "The citizen"),
    }
}

fn postman(span: &Span) -> Option<TokenId> {
    match &span.custodian {
        Custodian::Postman { token } => Some(*token),
        Custodian::Point { .. } | Custodian::Run { .. } | Custodian::Citizen => None,
    }
}

fn stage(done: &Done) -> StageLine {
    StageLine {
        what: both(|lang| done.stage.words(lang)),
        at: words::time(done.at),
        reason: done.reason.clone(),
        amount: done.amount.map(|amount| amount.to_string()),
    }
}

/// What is said in each language.
pub(super) fn both(words: impl Fn(Lang) -> &'static str) -> Bilingual {
    Bilingual::new(words(Lang::Vi), words(Lang::En))
}
