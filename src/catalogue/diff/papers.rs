//! What became of a list of papers. Papers have no codes: a paper of the same name is the same, else one on
//! the same form, else one in the same place of the list.

use super::value::Value;
use super::{Aspect, Change};
use crate::base::text::same_spelling;
use crate::catalogue::RequiredPaper;

pub(super) fn changes(before: &[RequiredPaper], after: &[RequiredPaper]) -> Vec<Change> {
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    let mut pair = |fits: &dyn Fn(usize, usize) -> bool| {
        for was in 0..before.len() {
            if pairs.iter().any(|(taken, _)| *taken == was) {
                continue;
            }
            let found = (0..after.len())
                .find(|is| !pairs.iter().any(|(_, taken)| taken == is) && fits(was, *is));
            pairs.extend(found.map(|is| (was, is)));
        }
    };
    pair(&|was, is| same_spelling(&before[was].name, &after[is].name));
    pair(&|was, is| before[was].template.is_some() && before[was].template == after[is].template);
    pair(&|was, is| was == is);

    let mut changes = Vec::new();
    for (was, is) in &pairs {
        let (was, is) = (&before[*was], &after[*is]);
        if !same_spelling(&was.name, &is.name) {
            changes.push(change(Aspect::PaperRenamed, was.name.clone(), is.name.clone()));
        }
        if (was.originals, was.copies) != (is.originals, is.copies) {
            changes.push(change(Aspect::PaperCount, count(was), count(is)));
        }
        if was.template != is.template {
            changes.push(change(Aspect::PaperTemplate, template(was), template(is)));
        }
    }
    for (at, paper) in before.iter().enumerate() {
        if !pairs.iter().any(|(was, _)| *was == at) {
            let gone = Some(Value::Text(paper.name.clone()));
            changes.push(Change { field: Aspect::PaperRemoved, before: gone, after: None });
        }
    }
    for (at, paper) in after.iter().enumerate() {
        if !pairs.iter().any(|(_, is)| *is == at) {
            let come = Some(Value::Text(paper.name.clone()));
            changes.push(Change { field: Aspect::PaperAdded, before: None, after: come });
        }
    }
    changes
}

fn change(field: Aspect, before: String, after: String) -> Change {
    Change { field, before: Some(Value::Text(before)), after: Some(Value::Text(after)) }
}

/// Originals and copies.
fn count(paper: &RequiredPaper) -> String {
    format!("{}: {}+{}", paper.name, paper.originals, paper.copies)
}

fn template(paper: &RequiredPaper) -> String {
    format!("{}: {}", paper.name, paper.template.as_deref().unwrap_or("–"))
}
