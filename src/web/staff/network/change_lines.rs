//! What changed, a line each: units, points, decisions, imports, and what imports have left open.

use super::super::words;
use super::changes::{Asked, ChangeLine};
use super::{Link, locality};
use crate::base::{At, TokenId, UnitCode};
use crate::flows::import::Kind;
use crate::network::{Network, PointChange, Relation, Succession};
use crate::store::decisions::KeptDecision;
use crate::store::gaps::Gap;
use crate::store::imports::Import;
use crate::store::{Conn, decisions, tokens};
use crate::web::error::Problem;

impl Asked {
    pub(super) fn unit(self, network: &Network, edge: &Succession) -> ChangeLine {
        let eve = edge.on.pred_opt().unwrap_or(edge.on);
        let (old, new) = (&edge.old, &edge.new);
        let name = |code: &UnitCode, on| {
            network.path_name(code, on, self.lang).unwrap_or_else(|| code.to_string())
        };
        let proposed = match (edge.relation, edge.is_default) {
            (Relation::Split, true) => {
                self.lang.pick(" (phần được đề xuất)", " (the proposed part)")
            }
            _ => "",
        };
        ChangeLine {
            key: format!("{} {old} {new}", edge.on),
            on: words::day(edge.on, self.lang),
            what: edge.relation.word(self.lang).to_owned(),
            link: Some(Link {
                path: format!("/network/units/{old}?on={eve}"),
                name: name(old, eve),
                note: old.to_string(),
            }),
            note: format!("→ {}{proposed}", name(new, edge.on)),
            who: String::new(),
        }
    }

    pub(super) fn point(self, network: &Network, change: &PointChange<'_>) -> ChangeLine {
        let lang = self.lang;
        let PointChange { on, point, before, closed } = *change;
        let what = match (before, closed) {
            (_, true) => lang.pick("đóng", "closed"),
            (None, false) => lang.pick("mở", "opened"),
            (Some(_), false) => lang.pick("thay đổi", "changed"),
        };
        let place = |code, day| network.path_name(code, day, lang).unwrap_or_default();
        let eve = on.pred_opt().unwrap_or(on);
        let note = match (before, closed) {
            (_, true) => point.successor.as_ref().map_or_else(
                || lang.pick("chưa có điểm kế thừa", "no successor").to_owned(),
                |to| format!("→ {}", words::point(network, to, At::office(on, 12, 0))),
            ),
            (None, false) => format!("{} · {}", point.kind.word(lang), place(&point.unit, on)),
            (Some(before), false) => {
                let pairs = [
                    (before.name.clone(), point.name.clone()),
                    (before.kind.word(lang).to_owned(), point.kind.word(lang).to_owned()),
                    (place(&before.unit, eve), place(&point.unit, on)),
                    (words::hours(&before.hours, lang), words::hours(&point.hours, lang)),
                    (before.roles.as_str().to_owned(), point.roles.as_str().to_owned()),
                ];
                let differing = pairs.into_iter().filter(|(was, is)| was != is);
                differing.map(|(was, is)| format!("{was} → {is}")).collect::<Vec<_>>().join("; ")
            }
        };
        ChangeLine {
            key: format!("{on} {} {closed}", point.code),
            on: words::day(on, lang),
            what: what.to_owned(),
            link: Some(Link {
                path: format!(
                    "/network/points/{}?on={}",
                    point.code,
                    if closed { eve } else { on }
                ),
                name: point.name.clone(),
                note: point.code.to_string(),
            }),
            note,
            who: String::new(),
        }
    }

    pub(super) fn decisions(
        self,
        conn: &mut Conn,
        network: &Network,
    ) -> Result<Vec<ChangeLine>, Problem> {
        let all = decisions::list(conn, false)?;
        let takers: Vec<TokenId> = all.iter().map(|one| one.decided_by).collect();
        let names = tokens::names(conn, &takers)?;
        let within = |one: &&KeptDecision| {
            let day = one.decided_at.date();
            self.from <= day && day <= self.to
        };
        let line = |one: &KeptDecision| {
            let decided = &one.decision;
            let eve = decided.on.pred_opt().unwrap_or(decided.on);
            let name = |code: &UnitCode, on| {
                network.path_name(code, on, self.lang).unwrap_or_else(|| code.to_string())
            };
            let ended = one.ended.map_or_else(String::new, |(at, _)| {
                let until = words::time(at, self.lang);
                format!(" ({} {until})", self.lang.pick("hết hiệu lực", "ended"))
            });
            ChangeLine {
                key: one.id.to_string(),
                on: words::time(one.decided_at, self.lang),
                what: format!("{}{ended}", locality(&decided.locality, self.lang)),
                link: Some(Link {
                    path: format!("/network/units/{}?on={eve}", decided.old),
                    name: name(&decided.old, eve),
                    note: decided.old.to_string(),
                }),
                note: format!(
                    "→ {}{}",
                    name(&decided.new, decided.on),
                    one.reason.as_ref().map_or_else(String::new, |why| format!(": {why}"))
                ),
                who: names.get(&one.decided_by).cloned().unwrap_or_default(),
            }
        };
        Ok(all.iter().filter(within).map(line).collect())
    }

    pub(super) fn import(self, number: i64, import: &Import) -> ChangeLine {
        let lang = self.lang;
        let kind: Option<Kind> = import.kind.parse().ok();
        let kind = kind.map_or(import.kind.as_str(), |kind| kind.words().to(lang));
        let Import { read, added, changed, ended, gaps_opened, .. } = import;
        ChangeLine {
            key: number.to_string(),
            on: words::time(import.at, lang),
            what: kind.to_owned(),
            link: None,
            note: lang.pick(
                format!("{read} dòng: {added} mới, {changed} đổi, {ended} kết thúc, {gaps_opened} chỗ thiếu ({})", import.format),
                format!("{read} rows: {added} new, {changed} changed, {ended} ended, {gaps_opened} gaps ({})", import.format),
            ),
            who: if self.names { import.actor.clone() } else { String::new() },
        }
    }

    pub(super) fn gap(self, gap: &Gap) -> ChangeLine {
        let lang = self.lang;
        let kind: Option<Kind> = gap.kind.parse().ok();
        let kind = kind.map_or(gap.kind.as_str(), |kind| kind.words().to(lang));
        let found = if gap.found.is_empty() {
            lang.pick("không có gì", "nothing").to_owned()
        } else {
            gap.found.clone()
        };
        ChangeLine {
            key: String::new(),
            on: words::time(gap.since, lang),
            what: kind.to_owned(),
            link: None,
            note: format!(
                "{} · {} {} · {} {found}",
                gap.entry,
                lang.pick("cột", "column"),
                gap.column,
                lang.pick("đã thấy", "found")
            ),
            who: String::new(),
        }
    }
}
