//! A postal list as departments publish it: a code a line, the codes of one level, with the decision and its
//! day said beside it. The list takes the place of the one before as a whole; a code that the catalogue does
//! not know is kept as published, and flagged.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::kind::Kind;
use super::layout::{Days, Source, refuse};
use super::listings::Listings;
use super::report::{Change, Fate, ImportRefusal, ImportReport, Progress, TOLD};
use super::sheet::Problems;
use super::staged::{hex, logged};
use super::standing;
use super::subject::key;
use crate::base::place::BadCode;
use crate::base::text::clean;
use crate::base::{Context, Period};
use crate::catalogue::{
    AgencyLevel, CatalogueVersion, Direction, ListedCode, Noted, PostalList, PostalListing,
    ProcedureCode, Replacement,
};
use crate::people::Administrator;
use crate::store::procedures::{self, versions};
use crate::store::{Conn, imports, revisions};

/// What is said beside a file, and above all a list of codes, as it was written.
#[derive(Debug, Clone, Copy, Default)]
pub struct AboutCodes<'a> {
    /// Whose list it is.
    pub level: Option<&'a str>,
    /// Which way: `received`, `returned`, or `both` when nothing is said.
    pub direction: Option<&'a str>,
    /// The decision that published it.
    pub decision: Option<&'a str>,
    /// From which day on, and until when if that is known.
    pub days: Days,
}

impl AboutCodes<'_> {
    /// The version that an import of another file makes, when its decision is said: a name and a day. What
    /// only a list of codes has is refused.
    pub fn version(self, kind: Kind) -> Result<Option<(String, NaiveDate)>, ImportRefusal> {
        const AWAY: [&str; 2] =
            ["để trống: chỉ dùng với --from codes", "left away: only --from codes has one"];
        for (option, said) in [("level", self.level), ("direction", self.direction)] {
            if let Some(said) = said {
                return Err(refuse(option, AWAY, said));
            }
        }
        let Some(decision) = self.decision()? else { return Ok(None) };
        match kind {
            Kind::Procedures | Kind::Papers | Kind::Fees | Kind::Listings => {
                Ok(Some((decision, self.first_day()?)))
            }
            Kind::Units
            | Kind::Successions
            | Kind::Zones
            | Kind::Points
            | Kind::Routes
            | Kind::Weeks
            | Kind::Holidays
            | Kind::Timetable
            | Kind::Exceptions
            | Kind::Handling
            | Kind::Targets
            | Kind::Limits
            | Kind::Tariffs
            | Kind::Reductions
            | Kind::Accounts
            | Kind::Compensation => {
                let expected = [
                    "để trống: chỉ danh mục thủ tục có phiên bản",
                    "left away: only the catalogue has versions",
                ];
                Err(refuse("decision", expected, &decision))
            }
        }
    }

    fn decision(self) -> Result<Option<String>, ImportRefusal> {
        let Some(said) = self.decision else { return Ok(None) };
        let decision = clean(said);
        if (1..=CatalogueVersion::LONGEST).contains(&decision.chars().count()) {
            Ok(Some(decision))
        } else {
            Err(refuse("decision", DECISION, &decision))
        }
    }

    fn first_day(self) -> Result<NaiveDate, ImportRefusal> {
        self.days.from.ok_or_else(|| refuse("valid_from", FIRST_DAY, ""))
    }
}

/// A list of codes that was read.
#[derive(Debug, Clone)]
pub struct CodeList {
    heads: Vec<PostalList>,
    codes: Vec<ListedCode>,
    lines: BTreeMap<ProcedureCode, u64>,
    sha256: String,
}

impl CodeList {
    /// Reads the file and what is said about it.
    pub fn read(bytes: &[u8], about: AboutCodes<'_>) -> Result<Self, ImportRefusal> {
        let said = about.level.unwrap_or_default();
        let level: AgencyLevel = said.parse().map_err(|_| refuse("level", LEVELS, said))?;
        let directions = match about.direction {
            None | Some("both") => Direction::ALL.to_vec(),
            Some(one) => vec![one.parse().map_err(|_| refuse("direction", DIRECTIONS, one))?],
        };
        let decision = about.decision()?.ok_or_else(|| refuse("decision", DECISION, ""))?;
        let from = about.first_day()?;
        let period = Period::new(from, about.days.until).map_err(|bad| {
            let expected = [format!("ngày sau {from}"), format!("a day after {from}")];
            refuse("valid_until", expected, &bad.until.to_string())
        })?;
        let (codes, lines) = read_codes(bytes)?;
        let head = |direction| PostalList { direction, level, period, decision: decision.clone() };
        let sha256 = hex(&Sha256::digest(bytes));
        Ok(Self { heads: directions.into_iter().map(head).collect(), codes, lines, sha256 })
    }
}

const LEVELS: [&str; 2] = [
    "danh mục của cấp nào: ministry, province, district, commune hoặc other",
    "whose list it is: ministry, province, district, commune or other",
];
const DIRECTIONS: [&str; 2] = ["received, returned hoặc both", "received, returned or both"];
const DECISION: [&str; 2] = [
    "quyết định công bố danh mục, ví dụ QĐ 1234/QĐ-UBND",
    "the decision that published it, like QĐ 1234/QĐ-UBND",
];
const FIRST_DAY: [&str; 2] =
    ["ngày bắt đầu hiệu lực, ví dụ 2025-07-01", "the day from which it holds, like 2025-07-01"];

/// The codes with their names, and the line of each.
fn read_codes(
    bytes: &[u8],
) -> Result<(Vec<ListedCode>, BTreeMap<ProcedureCode, u64>), ImportRefusal> {
    let mut found = Problems::default();
    let (mut codes, mut lines) = (Vec::new(), BTreeMap::new());
    let text = std::str::from_utf8(bytes).unwrap_or_else(|error| {
        let line = bytes[..error.valid_up_to()].split(|byte| *byte == b'\n').count() as u64;
        found.add(line, "", "text in UTF-8", "other bytes");
        ""
    });
    for (line, text) in (1..).zip(text.strip_prefix('\u{feff}').unwrap_or(text).lines()) {
        let text = clean(text);
        if text.is_empty() {
            continue;
        }
        let between = |c: char| c.is_whitespace() || c == ',' || c == ';';
        let (code, name) = text.split_once(between).unwrap_or((&text, ""));
        let name = name.trim_matches(|c| between(c) || c == '"');
        if name.chars().count() > 2000 {
            found.add(line, "name", "a name of at most 2000 characters", name);
        }
        let code: ProcedureCode = match code.trim_matches('"').parse() {
            Ok(code) => code,
            Err(bad) => {
                let bad: BadCode = bad;
                found.add(line, "code", bad.expected, code);
                continue;
            }
        };
        if let Some(first) = lines.get(&code) {
            let expected = format_args!("a code that line {first} has not given yet");
            found.add(line, "code", expected, code.as_str());
            continue;
        }
        lines.insert(code.clone(), line);
        codes.push((code, (!name.is_empty()).then(|| name.to_owned())));
    }
    if codes.is_empty() && found.is_empty() {
        found.add(1, "code", "a procedure code like 1.004194 on each line", "none");
    }
    found.refuse(Kind::Listings)?;
    Ok((codes, lines))
}

/// Takes the list in the place of the one before; a dry run takes it back.
pub fn take_codes(
    conn: &mut Conn,
    cx: &Context,
    _by: &Administrator,
    list: &CodeList,
    dry_run: bool,
    progress: &mut dyn FnMut(Progress),
) -> Result<ImportReport, ImportRefusal> {
    progress(Progress::Compared);
    super::kept_unless(dry_run, conn, |conn| put(conn, cx, list, dry_run, progress))
}

fn put(
    conn: &mut Conn,
    cx: &Context,
    list: &CodeList,
    dry_run: bool,
    progress: &mut dyn FnMut(Progress),
) -> Result<ImportReport, ImportRefusal> {
    revisions::lock(conn, revisions::Subject::Catalogue)?;
    let kept = procedures::load_listings(conn)?;
    let heads = procedures::load_lists(conn)?;
    let mut report = empty(list, dry_run);
    let mut written = 0;
    for head in &list.heads {
        let (from, same) = (head.period.from, |one: &&PostalList| {
            (one.direction, one.level) == (head.direction, head.level)
        });
        let next = heads.iter().filter(same).map(|one| one.period.from).filter(|day| *day > from);
        let next = next.min();
        let replaced = Replacement::of(head, &list.codes, &kept, next);
        procedures::remove_listings(conn, &replaced.removed)?;
        procedures::save_listings(conn, &replaced.news())?;
        let until = head.period.until.into_iter().chain(next).min();
        let head = PostalList { period: Period { until, ..head.period }, ..head.clone() };
        let before = heads.iter().filter(same).filter(|one| one.period.from < from);
        let ended = before.filter(|one| one.period.contains(from)).map(|one| PostalList {
            period: Period { until: Some(from), ..one.period },
            ..one.clone()
        });
        let lists: Vec<PostalList> = ended.chain([head]).collect();
        procedures::save_lists(conn, &lists)?;
        report.added += replaced.added.len();
        report.changed += replaced.changed.len();
        report.unchanged += replaced.unchanged;
        let gone = replaced.ended.iter().filter(|one| !list.lines.contains_key(&one.procedure));
        report.ended += gone.count() + replaced.removed.len();
        written += replaced.news().len() + replaced.removed.len();
        if dry_run {
            report.changes.extend(changes(&replaced, list));
        }
    }
    let head = &list.heads[0];
    let noted = Noted { at: cx.now, by: cx.who.name.clone() };
    let (name, day) = (head.decision.clone(), head.period.from);
    versions::note(conn, &[CatalogueVersion { name, day, noted: Some(noted) }])?;
    if written > 0 {
        revisions::bump(conn, revisions::Subject::Catalogue)?;
    }
    let turned = standing::turn(conn, cx.now, Kind::Listings)?;
    report.gaps_opened = turned.opened.len();
    report.gaps_closed = turned.closed;
    report.gaps_by_column = turned.by_column();
    report.gaps = turned.opened.into_iter().take(TOLD).collect();
    report.changes.truncate(TOLD);
    progress(Progress::Written { entries: written });
    imports::insert(conn, &logged(&report, cx, list.sha256.clone()))?;
    Ok(report)
}

fn empty(list: &CodeList, dry_run: bool) -> ImportReport {
    ImportReport {
        kind: Kind::Listings,
        source: Source::Codes,
        format: "codes",
        dry_run,
        read: list.codes.len(),
        added: 0,
        changed: 0,
        ended: 0,
        unchanged: 0,
        gaps_opened: 0,
        gaps_closed: 0,
        gaps_by_column: Vec::new(),
        gaps: Vec::new(),
        changes: Vec::new(),
    }
}

fn changes(replaced: &Replacement, list: &CodeList) -> Vec<Change> {
    let change = |fate| {
        move |one: &PostalListing| Change {
            fate,
            line: list.lines.get(&one.procedure).copied(),
            entry: key::<Listings>(one),
            differs: Vec::new(),
        }
    };
    let added = replaced.added.iter().map(change(Fate::Added));
    let changed = replaced.changed.iter().map(change(Fate::Changed));
    let gone = replaced.ended.iter().chain(&replaced.removed);
    let gone = gone.filter(|one| !list.lines.contains_key(&one.procedure));
    added.chain(changed).chain(gone.map(change(Fate::Ended))).collect()
}
