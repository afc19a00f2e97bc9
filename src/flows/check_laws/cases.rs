//! What each case was told: numbered from 1 without a gap, at positions that grow.

use super::{Checked, Law};
use crate::base::CaseId;
use crate::store::laws::ToldCase;
use crate::store::{Conn, StoreError, facts, laws, view};

const PAGE: i64 = 500;

pub(super) fn check(
    conn: &mut Conn,
    checked: &mut Checked,
    progress: &mut dyn FnMut(&Checked),
) -> Result<(), StoreError> {
    let mut after = None;
    loop {
        let (cases, mut told) = view(conn, |conn| -> Result<_, StoreError> {
            let cases = laws::cases_after(conn, after, PAGE)?;
            let ids: Vec<CaseId> = cases.iter().map(|one| one.case).collect();
            let told = laws::told(conn, &ids)?;
            Ok((cases, told))
        })?;
        let Some(last) = cases.last() else { break };
        after = Some(last.case);
        for case in &cases {
            let told = told.remove(&case.case).unwrap_or_default();
            checked.cases += 1;
            checked.facts += told.len() as u64;
            judge(checked, case, &told);
        }
        progress(checked);
    }
    let (visible, given) = view(conn, |conn| -> Result<_, StoreError> {
        Ok((facts::last_visible(conn)?, facts::last_position(conn)?))
    })?;
    if visible > given {
        let found = format!("the counter stands at {given}, the last fact at {visible}");
        checked.broken(Law::FeedInOrder, "feed", found);
    }
    Ok(())
}

fn judge(checked: &mut Checked, case: &ToldCase, told: &[(i64, i64)]) {
    let name = || format!("case {}", case.code);
    for (n, (sequence, _)) in (1..).zip(told) {
        if *sequence != n {
            let found = format!("expected fact {n}, got {sequence}");
            checked.broken(Law::FeedInOrder, name(), found);
            return;
        }
    }
    if case.last != told.len() as i64 {
        let found = format!("{} facts are kept, the case counts {}", told.len(), case.last);
        checked.broken(Law::FeedInOrder, name(), found);
    }
    if let Some(two) = told.windows(2).find(|two| two[1].1 <= two[0].1) {
        let ((before, at), (after, later)) = (two[0], two[1]);
        let found = format!("fact {before} stands at {at}, fact {after} at {later}");
        checked.broken(Law::FeedInOrder, name(), found);
    }
}
