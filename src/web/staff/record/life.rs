//! The life of a parcel, a bag or a run as their pages show it: every scan with its times, who held it when,
//! what is odd, and the way it went. Nothing about any person it belongs to.

use super::way::WayView;
use crate::app::Known;
use crate::base::{At, Lang};
use crate::custody::scan::{FailureReason, Receiver};
use crate::custody::{Entry, Party, Span};
use crate::flows::{Carrying, Life};
use crate::network::Network;
use crate::parcels::{ItemKind, ids};
use crate::people::{AnomalyResolver, CarrierReader, EvidenceReader};
use crate::store::anomalies::KeptAnomaly;
use crate::web::staff::clear_up::anomaly::AnomalyView;
use crate::web::staff::{Staff, words};

/// A scan that came in later than this after it took effect is said to be late.
const LATE_MS: i64 = 5 * 60_000;

/// A life in words.
#[derive(Debug, Clone)]
pub struct LifeView {
    /// The state.
    pub state: &'static str,
    /// Who holds it and answers for it.
    pub holder: String,
    /// The bag or run it is in.
    pub within: Option<Link>,
    /// To whom it was given who has not received it yet.
    pub handover: Option<String>,
    /// The scans, the latest first.
    pub steps: Vec<Step>,
    /// Who held it, the latest first.
    pub spans: Vec<SpanLine>,
    /// What is odd, what is open first.
    pub anomalies: Vec<AnomalyView>,
    /// Where the reader can clear up what is odd; none when that is not theirs to do.
    pub clear_up: Option<String>,
    /// The way it went.
    pub way: WayView,
}

/// Another item's code, and its page where the reader may open it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// `Túi T-01`.
    pub text: String,
    /// Its page.
    pub page: Option<String>,
}

/// One scan in words.
#[derive(Debug, Clone)]
pub struct Step {
    /// What was done.
    pub action: &'static str,
    /// The state afterwards.
    pub state: &'static str,
    /// Where.
    pub place: String,
    /// Who scanned, as they are called here.
    pub who: Option<String>,
    /// The holder afterwards.
    pub holder: String,
    /// When it took effect.
    pub effective: String,
    /// The device's time.
    pub happened: String,
    /// The server's time.
    pub recorded: String,
    /// The device's time is another than the one that counts.
    pub is_shifted: bool,
    /// It came in so long after it took effect.
    pub late: Option<String>,
    /// The bag or run that was scanned.
    pub through: Option<Link>,
    /// The number read off the seal.
    pub seal: Option<String>,
    /// Whether the seal was whole.
    pub seal_intact: Option<bool>,
    /// Papers counted.
    pub papers: Option<String>,
    /// Who took it.
    pub receiver: Option<&'static str>,
    /// Why.
    pub reason: Option<String>,
    /// Where its photos and signatures are, for who may look at them.
    pub evidence: Vec<String>,
}

/// Who held it when.
#[derive(Debug, Clone)]
pub struct SpanLine {
    /// Who, and for whom.
    pub holder: String,
    /// From when.
    pub from: String,
    /// Until when; none: still.
    pub until: Option<String>,
    /// How long.
    pub lasted: String,
}

/// What a life is told for: by whom it is read, on what, and when.
#[derive(Clone, Copy)]
pub struct Telling<'a> {
    /// Who reads.
    pub staff: &'a Staff,
    /// Places and outlines.
    pub known: &'a Known,
    /// When.
    pub now: At,
}

impl Telling<'_> {
    /// The language.
    pub const fn lang(&self) -> Lang {
        self.staff.lang()
    }

    /// The names of places.
    pub fn network(&self) -> &Network {
        &self.known.network
    }

    /// A bag or a run, with a way to its page for who may look into it.
    fn link(&self, to: &Carrying) -> Link {
        let lang = self.lang();
        let kind = match to {
            Carrying::Bag(_) => ItemKind::Bag,
            Carrying::Run(_) => ItemKind::Run,
        };
        let may = CarrierReader::of(&self.staff.actor).is_ok();
        Link {
            text: format!("{} {}", words::item(kind).to(lang), to.code()),
            page: may.then(|| words::page_of(kind, to.code())),
        }
    }
}

impl LifeView {
    /// The life of the item that people call by `code`.
    pub fn of(life: &Life, code: &str, telling: Telling<'_>) -> Self {
        let Telling { staff, known, now } = telling;
        let (lang, network, told) = (telling.lang(), telling.network(), &life.timeline);
        let open = |one: &&KeptAnomaly| one.status() == "open";
        let mut anomalies: Vec<_> = life.anomalies.iter().filter(open).collect();
        anomalies.extend(life.anomalies.iter().filter(|one| !open(one)));
        let called = life.called(code);
        let title = format!("{} {code}", lang.pick("Đường đi của", "The way of"));
        Self {
            state: told.state.words(lang),
            holder: words::holder(&told.custodian, network, (now, lang)),
            within: told
                .carrier
                .and_then(|key| life.carriers.get(&key))
                .map(|carrying| telling.link(carrying)),
            handover: told.open_handover.as_ref().map(|to| party(to, network, (now, lang))),
            steps: told.entries.iter().rev().map(|e| Step::of(e, (life, code), telling)).collect(),
            spans: told.spans.iter().rev().map(|span| SpanLine::of(span, telling)).collect(),
            anomalies: anomalies
                .into_iter()
                .map(|kept| AnomalyView::of(kept, network, now, lang).searched(kept, &called, lang))
                .collect(),
            clear_up: AnomalyResolver::of(&staff.actor)
                .ok()
                .map(|_| format!("/anomalies?code={code}")),
            way: WayView::of(told, &title, known, now, lang),
        }
    }
}

fn party(to: &Party, network: &Network, (at, lang): (At, Lang)) -> String {
    match to {
        Party::Point { code, .. } => words::point(network, code, at),
        Party::Run { code } => format!("{} {code}", lang.pick("Chuyến", "Run")),
        Party::Postman { .. } => lang.pick("Bưu tá", "A postman").to_owned(),
        Party::Person => lang.pick("Người dân", "The citizen").to_owned(),
    }
}

impl Step {
    fn of(entry: &Entry, (life, code): (&Life, &str), telling: Telling<'_>) -> Self {
        let (lang, network) = (telling.lang(), telling.network());
        let detail = &entry.detail;
        let failed = |word: &str| {
            word.parse::<FailureReason>().map(|reason| words::failure(reason).to(lang))
        };
        let may = EvidenceReader::of(&telling.staff.actor).is_ok();
        let shown = may && life.subject.kind == ItemKind::Parcel && entry.through.is_none();
        let named = detail.evidence.as_deref().filter(|_| shown).unwrap_or_default();
        let late = entry.recorded_at.millis() - entry.effective_at.millis() > LATE_MS;
        Self {
            action: entry.action.words(lang),
            state: entry.state.words(lang),
            place: words::point(network, &entry.at, entry.effective_at),
            who: life.names.get(&entry.by).filter(|name| !name.is_empty()).cloned(),
            holder: words::holder(&entry.custodian, network, (entry.effective_at, lang)),
            effective: words::time(entry.effective_at, lang),
            happened: words::time(entry.happened_at, lang),
            recorded: words::time(entry.recorded_at, lang),
            is_shifted: entry.happened_at != entry.effective_at,
            late: late.then(|| words::age(entry.effective_at, entry.recorded_at, lang)),
            through: entry
                .through
                .and_then(|key| life.carriers.get(&key))
                .map(|carrying| telling.link(carrying)),
            seal: detail.seal.clone(),
            seal_intact: detail.seal_intact,
            papers: detail.papers.as_deref().map(counts),
            receiver: detail.receiver.map(|receiver| receiver_words(receiver, lang)),
            reason: detail
                .reason
                .as_deref()
                .map(|word| failed(word).map_or_else(|_| word.to_owned(), ToOwned::to_owned)),
            evidence: ids(named).map(|id| format!("/parcels/{code}/evidence/{id}")).collect(),
        }
    }
}

/// `2 + 1`: papers by the lines of the slip.
pub(super) fn counts(papers: &[u16]) -> String {
    papers.iter().map(ToString::to_string).collect::<Vec<_>>().join(" + ")
}

fn receiver_words(receiver: Receiver, lang: Lang) -> &'static str {
    match receiver {
        Receiver::Addressee => lang.pick("chính người nhận", "the addressee"),
        Receiver::Proxy => lang.pick("người được ủy quyền", "an authorised proxy"),
        Receiver::Household => lang.pick("người trong nhà", "somebody of the household"),
        Receiver::Desk => lang.pick("cán bộ một cửa", "the desk's officer"),
    }
}

impl SpanLine {
    fn of(span: &Span, telling: Telling<'_>) -> Self {
        let lang = telling.lang();
        Self {
            holder: words::holder(&span.custodian, telling.network(), (span.from, lang)),
            from: words::time(span.from, lang),
            until: span.until.map(|until| words::time(until, lang)),
            lasted: words::age(span.from, span.until.unwrap_or(telling.now), lang),
        }
    }
}
