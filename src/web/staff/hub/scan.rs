//! A scan made on a page of the work on bags and runs, and what the page then says of it.

use std::sync::Arc;

use uuid::Uuid;

use crate::app::App;
use crate::base::ids::uuid_of;
use crate::base::{At, ItemKey, Lang, ScanId};
use crate::custody::advice::advice;
use crate::custody::scan::Detail;
use crate::custody::{Action, Scan};
use crate::flows::{Aside, Incoming, read_timeline};
use crate::network::Network;
use crate::parcels::ItemKind;
use crate::store::{Conn, StoreError, bags, parcels, runs, scans};
use crate::web::error::Problem;
use crate::web::staff::counter::Here;
use crate::web::staff::{Staff, words};

/// What these pages name as their device.
const DEVICE: &str = "counter";

/// Where somebody scans, on which form.
#[derive(Clone, Copy)]
pub(super) struct OnPage<'a> {
    /// What serves.
    pub app: &'a Arc<App>,
    /// Who.
    pub staff: &'a Staff,
    /// Where.
    pub here: &'a Here,
    /// The form's id, drawn with the page.
    pub form: &'a str,
}

impl OnPage<'_> {
    /// Records a scan, unless the same form recorded it before.
    pub async fn scan(
        &self,
        action: Action,
        code: &str,
        detail: Detail,
    ) -> Result<ScanId, Problem> {
        let cx = self.staff.context(self.app);
        let drawn: Option<Uuid> = self.form.parse().ok();
        let drawn_at = drawn.and_then(|form| form.get_timestamp()).map_or(cx.now, |time| {
            let (seconds, nanos) = time.to_unix();
            At::from_millis(
                seconds.cast_signed().saturating_mul(1000) + i64::from(nanos / 1_000_000),
            )
        });
        let into = detail.bag.as_deref().or(detail.run.as_deref()).unwrap_or_default();
        let said = format!("page {} {action} {code} {into}", self.form);
        let id = ScanId(uuid_of(drawn_at, &said));
        let known = self.app.read(move |conn| scans::answered(conn, &[id])).await;
        if known.map_err(Problem::from)?.contains_key(&id) {
            return Ok(id);
        }
        let scan = Scan {
            id,
            device: DEVICE.to_owned(),
            action,
            code: code.to_owned(),
            at: self.here.point.clone(),
            capacity: Some(self.here.capacity),
            happened_at: cx.now,
            clock_offset_ms: 0,
            detail,
        };
        let incoming = Incoming { scan, by: Arc::new(cx.who), lang: self.staff.lang() };
        // The same form posted twice at one moment: the second is answered as a conflict of one id, and is
        // on record by the first.
        self.app.intake.scans(vec![incoming]).await?;
        Ok(id)
    }
}

/// What is said large after a scan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    /// Everything fits.
    pub is_good: bool,
    /// The code.
    pub code: String,
    /// What was done, or what is odd.
    pub text: String,
    /// What to do next.
    pub next: String,
}

/// What became of a scan, as its page says it after it was recorded; none when there is no such scan.
pub(super) fn told(
    conn: &mut Conn,
    network: &Network,
    id: &str,
    lang: Lang,
) -> Result<Option<Told>, StoreError> {
    let Some(id) = id.parse::<Uuid>().ok().map(ScanId) else { return Ok(None) };
    let Some(known) = scans::answered(conn, &[id])?.remove(&id) else { return Ok(None) };
    let Some(item) = known.item else {
        let aside = scans::find_set_aside(conn, id)?;
        return Ok(aside.map(|aside| {
            let why = Aside::ALL.iter().find(|one| one.as_str() == aside.reason);
            let scan: Option<Scan> = serde_json::from_str(&aside.body).ok();
            Told {
                is_good: false,
                code: scan.map(|scan| scan.code).unwrap_or_default(),
                text: why.map_or(aside.reason, |why| why.words(lang).to_owned()),
                next: lang
                    .pick(
                        "Để riêng ra: lượt quét chờ người đối chiếu.",
                        "Put it aside: the scan waits to be matched.",
                    )
                    .to_owned(),
            }
        }));
    };
    let Some((subject, timeline)) = read_timeline(conn, item)? else { return Ok(None) };
    let raised: Vec<_> = timeline
        .anomalies
        .iter()
        .filter(|one| one.scan == id && one.explained_by.is_none())
        .collect();
    let done = timeline.entries.iter().find(|entry| entry.scan == id);
    let done = done.map_or("", |entry| entry.action.words(lang));
    let odd: Vec<String> = raised
        .iter()
        .map(|one| match &one.expected {
            Some(expected) if !expected.is_empty() && one.expected != one.found => {
                let expected = words::holder_code(expected, network, (one.at, lang));
                format!("{} ({} {expected})", one.kind.words(lang), lang.pick("cần", "expected"))
            }
            Some(_) | None => one.kind.words(lang).to_owned(),
        })
        .collect();
    Ok(Some(Told {
        is_good: odd.is_empty(),
        code: called(conn, item, subject.kind)?,
        text: if odd.is_empty() { done.to_owned() } else { odd.join("; ") },
        next: advice(&subject, &timeline, &[], lang),
    }))
}

/// What people call an item.
fn called(conn: &mut Conn, item: ItemKey, kind: ItemKind) -> Result<String, StoreError> {
    Ok(match kind {
        ItemKind::Parcel => {
            let found = parcels::find_many(conn, &[item])?.pop();
            found.map(|parcel| parcel.tracking.to_string())
        }
        ItemKind::Bag => bags::find(conn, item)?.map(|bag| bag.code.to_string()),
        ItemKind::Run => runs::find(conn, item)?.map(|run| run.code.to_string()),
    }
    .unwrap_or_default())
}
