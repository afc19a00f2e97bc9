//! `doctor --laws`: the laws of custody over everything kept, and what to do about each that is broken.

use super::{Finding, Verdict, judge, listed};
use crate::app;
use crate::base::{Clock, Lang};
use crate::commands::laws_line::LawsLine;
use crate::config::Settings;
use crate::flows::{Checked, Law, check_laws};
use crate::store::{StoreError, backup, orphans};

/// Checks every law; a broken one names where.
pub(super) fn laws(settings: &Settings) -> Vec<Finding> {
    let mut line = LawsLine::default();
    let checked = app::database(settings).map_err(anyhow::Error::from).and_then(|database| {
        let mut conn = database.open()?;
        let checked =
            check_laws(&mut conn, Clock::System.now(), &mut |checked| line.show(checked))?;
        let unsound = backup::unsound(&mut conn)?;
        Ok((checked, unsound, orphans::persons_nobody_names(&mut conn)?))
    });
    line.end();
    let what = "laws of custody";
    match checked {
        Ok((checked, unsound, persons)) => {
            let mut findings = law_findings(&checked);
            findings.push(judge(
                "pages and keys",
                unsound.is_empty(),
                Verdict::Bad,
                if unsound.is_empty() { "sound".to_owned() } else { listed(&unsound) },
                "the file is damaged: stop the servers, look at the disk, and restore the last good backup",
            ));
            findings.push(judge(
                "persons whom nothing names",
                persons == 0,
                Verdict::Mind,
                persons,
                "no case, leg or wish needs these details any more: erase them",
            ));
            findings
        }
        Err(error) => {
            let unreadable = matches!(error.downcast_ref(), Some(StoreError::BadRow { .. }));
            let advice = if unreadable {
                "the row was changed by other hands or by a damaged disk: restore the last good backup"
            } else {
                "see that the server runs and that --database-url is right"
            };
            vec![judge(what, false, Verdict::Bad, error, advice)]
        }
    }
}

fn law_findings(checked: &Checked) -> Vec<Finding> {
    let each = Law::ALL.into_iter().map(|law| {
        let broken = checked.broken.get(&law).copied().unwrap_or_default();
        let first = checked.breaches.iter().filter(|breach| breach.law == law).take(10);
        let named: Vec<String> =
            first.map(|breach| format!("\n      {}: {}", breach.what, breach.found)).collect();
        let found = if broken == 0 {
            "yes".to_owned()
        } else {
            format!("broken {broken} times{}", named.concat())
        };
        let advice = advice(law);
        judge(law.words(Lang::En), broken == 0, Verdict::Bad, found, advice)
    });
    let Checked { items, events, scans, cases, facts, .. } = checked;
    let read =
        format!("{items} items, {events} events, {scans} scans, {cases} cases, {facts} facts");
    std::iter::once(judge("laws checked over", true, Verdict::Good, read, "")).chain(each).collect()
}

/// What to do: what is derived follows from a log that is whole, what was recorded is in a backup alone.
fn advice(law: Law) -> &'static str {
    match law {
        Law::HeadIsFold | Law::Containment | Law::Anomalies => {
            "the log has the truth and what is read out of it differs: stop the servers, restore the last good \
             backup, and have the devices send again what they scanned since"
        }
        Law::LogIsWhole | Law::ScansFound | Law::OneCustodian => {
            "events were lost or changed by other hands: stop the servers, keep this database aside, restore the \
             last good backup, and have the devices send again what they scanned since"
        }
        Law::FeedInOrder | Law::NumbersWhole => {
            "facts or counters were changed by other hands: restore the last good backup, then tell case systems \
             to read the feed again from its position"
        }
        Law::LedgerBalances => {
            "the ledger was changed by other hands: restore the last good backup and record again what was paid since"
        }
        Law::NoOrphans => {
            "rows went missing that others need: restore the last good backup; the names say which were lost"
        }
    }
}
