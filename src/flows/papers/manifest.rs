//! Lists as they are printed: what they say stands in the record; which lines there are was kept when they were
//! drawn up, so that a list printed again is the same list.

use std::collections::{BTreeMap, HashMap};

use super::handover_list::handover_list_of;
use super::{Dossier, Paper, PrintRoom, seal, words};
use crate::base::{ItemKey, Lang, PointCode};
use crate::cases::Endpoint;
use crate::custody::{AnomalyKind, Custodian, HandoverList, LineOutcome, Party, Timeline};
use crate::dispatch::manifest::{Line, Manifest, Subject};
use crate::flows::read_timeline::read_timelines;
use crate::flows::refusal::FlowRefusal;
use crate::parcels::{Bag, Parcel};
use crate::people::{Phone, RoundReader};
use crate::print::{
    Bilingual, BookPaper, BookRow, Document, ListFact, ListHead, ListRow, ManifestPaper, Place,
    RoundPaper, RoundRow,
};
use crate::store::{
    Conn, StoreError, bags, custody, handover_lists, parcels, runs, tokens, wishes,
};

/// The paper of a list. A round names receivers: only for who reads rounds at its point, and noted.
pub fn manifest_of(
    conn: &mut Conn,
    room: &PrintRoom<'_>,
    list: &Manifest,
) -> Result<Document, FlowRefusal> {
    match list.subject {
        Subject::Bag(_) | Subject::Run(_) | Subject::Office => Ok(goods(conn, room, list)?.into()),
        Subject::Round(_) => {
            RoundReader::of(&room.cx.who)?.at(&list.at)?;
            Ok(round(conn, room, list)?.into())
        }
        Subject::Book => Ok(book(conn, room, list)?.into()),
        Subject::Handover { .. } => {
            let gone = || StoreError::bad_row("handover_lists", &list.number, "it is gone");
            let number = list.number.parse().map_err(|_| gone())?;
            let signed = handover_lists::find(conn, &number)?.ok_or_else(gone)?;
            Ok(handover_list_of(conn, room, &signed)?.into())
        }
    }
}

fn head(room: &PrintRoom<'_>, list: &Manifest) -> ListHead {
    let (form, vi, en) = match list.subject {
        Subject::Bag(_) => ("E2", "Bản kê trong túi", "List of a bag"),
        Subject::Run(_) => ("BD10", "Bản kê chuyến thư", "Manifest of a run"),
        Subject::Round(_) => ("BD13", "Bản kê đi phát", "List of a round"),
        Subject::Office => ("BD6", "Bản kê tại bưu cục khai thác", "List of a sorting office"),
        Subject::Book => ("", "Sổ giao nhận trong ngày", "Hand-over book of a day"),
        Subject::Handover { .. } => ("", "Biên bản giao nhận", "Hand-over record"),
    };
    ListHead {
        form: form.to_owned(),
        title: Bilingual::new(vi, en),
        number: list.number.clone(),
        qr: list.sheet().url(room.public_url),
        commitment: list.commitment().grouped(),
        day: list.day.format("%d/%m/%Y").to_string(),
        drawn_up: words::time(list.made_at),
        at: Place { name: room.name(&list.at, list.made_at), code: list.at.to_string() },
    }
}

fn goods(
    conn: &mut Conn,
    room: &PrintRoom<'_>,
    list: &Manifest,
) -> Result<ManifestPaper, StoreError> {
    let keys: Vec<ItemKey> = list.lines.iter().filter_map(|line| line.item).collect();
    let mut rows = of_bags(conn, room, &keys)?;
    rows.extend(of_parcels(conn, room, &keys)?);
    let unknown = |code: &str| ListRow {
        code: code.to_owned(),
        is_bag: false,
        to: String::new(),
        count: 0,
        seal: None,
        remarks: "Mã chưa khớp, chờ đối chiếu".to_owned(),
    };
    let line = |line: &Line| {
        let known = line.item.and_then(|key| rows.get(&key)).cloned();
        known.unwrap_or_else(|| unknown(&line.code))
    };
    let rows: Vec<ListRow> = list.lines.iter().map(line).collect();
    let bags = rows.iter().filter(|row| row.is_bag).count();
    let (giver, taker) = match list.subject {
        Subject::Bag(_) => (("Người đóng túi", "Packed by"), ("Người mở túi", "Opened by")),
        Subject::Run(_) => {
            (("Giao dịch viên giao", "Given by the office"), ("Lái xe nhận", "Taken by the driver"))
        }
        Subject::Round(_) | Subject::Office | Subject::Book | Subject::Handover { .. } => {
            (("Người giao", "Given by"), ("Người nhận", "Taken over by"))
        }
    };
    Ok(ManifestPaper {
        head: head(room, list),
        facts: facts(conn, room, list)?,
        parcels: rows.len() - bags,
        bags,
        rows,
        giver: Bilingual::new(giver.0, giver.1),
        taker: Bilingual::new(taker.0, taker.1),
    })
}

/// What is said of the bag or the run of a list.
fn facts(
    conn: &mut Conn,
    room: &PrintRoom<'_>,
    list: &Manifest,
) -> Result<Vec<ListFact>, StoreError> {
    let said = |vi: &str, en: &str, text: String| ListFact::new(vi, en, Some(text));
    Ok(match list.subject {
        Subject::Bag(key) => {
            let Some(bag) = bags::find(conn, key)? else { return Ok(Vec::new()) };
            let lives = read_timelines(conn, [key])?;
            let seal = lives.get(&key).and_then(|(_, life)| seal(life));
            vec![
                said("Túi", "Bag", bag.code.to_string()),
                said("Đóng tại", "Packed at", named(room, list, &bag.from)),
                said("Mở tại", "Opened at", named(room, list, &bag.to)),
                ListFact::new("Niêm phong", "Seal", seal),
            ]
        }
        Subject::Run(key) => {
            let Some(run) = runs::find(conn, key)? else { return Ok(Vec::new()) };
            let route = room.network.route_name(&run.route, run.date);
            let departure = run.departure.as_ref().map(|code| format!(" · {code}"));
            vec![
                said("Chuyến", "Run", run.code.to_string()),
                said(
                    "Đường thư",
                    "Mail route",
                    format!("{route} ({}){}", run.route, departure.unwrap_or_default()),
                ),
                ListFact::new("Lái xe", "Driver", None),
            ]
        }
        Subject::Round(_) | Subject::Office | Subject::Book | Subject::Handover { .. } => {
            vec![ListFact::new("Người trực", "On duty", None)]
        }
    })
}

/// `Bưu cục Thạch Hà (481900)`, as it was called when the list was drawn up.
fn named(room: &PrintRoom<'_>, list: &Manifest, code: &PointCode) -> String {
    format!("{} ({code})", room.name(code, list.made_at))
}

fn of_bags(
    conn: &mut Conn,
    room: &PrintRoom<'_>,
    keys: &[ItemKey],
) -> Result<BTreeMap<ItemKey, ListRow>, StoreError> {
    let bags: Vec<Bag> = bags::find_many(conn, keys)?;
    let keys: Vec<ItemKey> = bags.iter().map(|bag| bag.key).collect();
    let lives = read_timelines(conn, keys.iter().copied())?;
    let counts = custody::counts_now(conn, &keys)?;
    let row = |bag: &Bag| {
        let life = lives.get(&bag.key).map(|(_, life)| life);
        let row = ListRow {
            code: bag.code.to_string(),
            is_bag: true,
            to: format!("{} ({})", room.name(&bag.to, room.now()), bag.to),
            count: counts.get(&bag.key).copied().unwrap_or_default(),
            seal: life.and_then(seal),
            remarks: life.map(remarks).unwrap_or_default(),
        };
        (bag.key, row)
    };
    Ok(bags.iter().map(row).collect())
}

fn of_parcels(
    conn: &mut Conn,
    room: &PrintRoom<'_>,
    keys: &[ItemKey],
) -> Result<BTreeMap<ItemKey, ListRow>, StoreError> {
    let found = parcels::find_many(conn, keys)?;
    let dossiers = Dossier::load_many(conn, room, Paper::Manifest, &found, |_| true)?;
    let row = |(parcel, dossier): (&Parcel, &Dossier)| {
        let row = ListRow {
            code: parcel.tracking.to_string(),
            is_bag: false,
            to: bound_for(room, dossier),
            count: parcel.papers.pieces(),
            seal: dossier.seal(),
            remarks: remarks(&dossier.timeline),
        };
        (parcel.key, row)
    };
    Ok(found.iter().zip(&dossiers).map(row).collect())
}

/// Where a parcel goes, never to whom.
fn bound_for(room: &PrintRoom<'_>, dossier: &Dossier) -> String {
    let point = |code| format!("{} ({code})", room.name(code, room.now()));
    if dossier.timeline.returning {
        return match &dossier.timeline.origin {
            Custodian::Point { code, .. } => point(code),
            Custodian::Run { .. } | Custodian::Postman { .. } | Custodian::Citizen => {
                "Chuyển hoàn người gửi".to_owned()
            }
        };
    }
    match (&dossier.timeline.bound_for, &dossier.leg.to) {
        (Some(Party::Point { code, .. }), _) | (_, Endpoint::Point(code)) => point(code),
        (_, Endpoint::Person(_)) => "Người nhận tại địa chỉ".to_owned(),
    }
}

/// What is odd about it and nobody explained: what the taker should look at.
fn remarks(life: &Timeline) -> String {
    let seen = |kind: AnomalyKind| {
        matches!(
            kind,
            AnomalyKind::SealBroken
                | AnomalyKind::SealDiffers
                | AnomalyKind::PapersDiffer
                | AnomalyKind::Damaged
        )
    };
    let open = life.anomalies.iter().filter(|one| one.explained_by.is_none() && seen(one.kind));
    let mut told: Vec<&str> = open.map(|one| one.kind.words(Lang::Vi)).collect();
    told.dedup();
    told.join("; ")
}

fn round(conn: &mut Conn, room: &PrintRoom<'_>, list: &Manifest) -> Result<RoundPaper, StoreError> {
    let keys: Vec<ItemKey> = list.lines.iter().filter_map(|line| line.item).collect();
    let found = parcels::find_many(conn, &keys)?;
    let dossiers = Dossier::load_many(conn, room, Paper::Round, &found, |_| true)?;
    let wished = wishes::of_items(conn, &keys)?;
    let row = |(parcel, dossier): (&Parcel, &Dossier)| {
        let (name, phone, address) = match (&dossier.leg.to, &dossier.to) {
            (Endpoint::Person(_), Some(person)) => (
                person.name.in_full().to_owned(),
                person.phone.as_ref().map(|phone| Phone::in_full(phone).to_owned()),
                person.address.in_full().to_owned(),
            ),
            // Erased since, or to a desk.
            (Endpoint::Person(_) | Endpoint::Point(_), _) => {
                (bound_for(room, dossier), None, String::new())
            }
        };
        let wish = wished
            .get(&parcel.key)
            .and_then(|kept| kept.wish.advice(Lang::Vi, |code| room.name(code, room.now())));
        let again = dossier.timeline.failed_attempts;
        let again = (again > 0).then(|| format!("Đã phát {again} lần không thành."));
        let remarks: Vec<String> = wish.into_iter().chain(again).collect();
        let row = RoundRow {
            code: parcel.tracking.to_string(),
            name,
            phone,
            address,
            papers: parcel.papers.pieces(),
            remarks: remarks.join(" "),
        };
        (parcel.key, row)
    };
    let rows: HashMap<ItemKey, RoundRow> = found.iter().zip(&dossiers).map(row).collect();
    let postman: Vec<_> = list.subject.postman().into_iter().collect();
    let names = tokens::names(conn, &postman)?;
    Ok(RoundPaper {
        head: head(room, list),
        postman: postman.first().and_then(|token| names.get(token)).cloned(),
        rows: list.lines.iter().filter_map(|line| rows.get(&line.item?).cloned()).collect(),
    })
}

fn book(conn: &mut Conn, room: &PrintRoom<'_>, list: &Manifest) -> Result<BookPaper, StoreError> {
    let mut rows = Vec::with_capacity(list.lines.len());
    for line in &list.lines {
        let Ok(number) = line.code.parse() else { continue };
        let Some(signed) = handover_lists::find(conn, &number)? else { continue };
        rows.push(book_row(room, &signed));
    }
    Ok(BookPaper { head: head(room, list), rows })
}

fn book_row(room: &PrintRoom<'_>, signed: &HandoverList) -> BookRow {
    let odd = |outcome: &LineOutcome| *outcome != LineOutcome::Recorded(Vec::new());
    let way = if signed.gives { ("giao", "given") } else { ("nhận", "taken over") };
    let other =
        signed.other.as_ref().map(|code| format!("{} ({code})", room.name(code, signed.signed_at)));
    BookRow {
        number: signed.number.to_string(),
        time: signed.signed_at.to_office().format("%H:%M").to_string(),
        way: Bilingual::new(way.0, way.1),
        other: other.unwrap_or_else(|| "Bưu tá, hoặc người đang giữ".to_owned()),
        codes: signed.lines.iter().map(|line| line.code.clone()).collect(),
        odd: signed.lines.iter().filter(|line| odd(&line.outcome)).count() as u32,
    }
}
