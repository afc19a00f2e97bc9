//! The evening: books at the command line, the doctor, and whether the case system knows all.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use super::{Day, LEFT};
use crate::cli::{err, hosopost, out};
use crate::kit::hands::Hands;
use crate::kit::province::{CENTRE, SORTING};

pub(super) fn books_are_printed_and_the_doctor_is_content<H>(day: &Day<'_, H>) {
    let dir = tempfile::tempdir().unwrap();
    let run = |words: &[&str]| {
        let all = [words, &["--database-url", &day.app.database.url]].concat();
        let done = hosopost(dir.path(), &all);
        assert!(done.status.success(), "{words:?}: {}{}", out(&done), err(&done));
        (out(&done), err(&done))
    };
    let is_paper = |path: &Path| std::fs::read(path).unwrap().starts_with(b"%PDF");

    // What was signed at the centre, and what lies in the sorting office over night.
    let book = ["manifest", "book", "--at", CENTRE, "--as", "desk", "--day", day.day];
    let (_, told) = run(&[&book[..], &["-o", "book.pdf"]].concat());
    assert!(told.contains("(1 lines)"), "{told}");
    assert!(is_paper(&dir.path().join("book.pdf")));
    let (_, told) = run(&["manifest", "office", "--at", SORTING, "-o", "bd6.pdf"]);
    assert!(is_paper(&dir.path().join("bd6.pdf")));
    // The same again is the same list, and who takes over in the morning finds it as it says.
    let sheet = told.split(' ').next().unwrap();
    let (_, again) = run(&["manifest", "office", "--at", SORTING, "-o", "bd6.pdf"]);
    assert_eq!(again.split(' ').next(), Some(sheet));
    let (checked, _) = run(&["manifest", "check", sheet, "--at", day.rides[0].to]);
    assert!(
        checked.contains("2 lines"),
        "{} lies there, and a bag: {checked}",
        day.sent[LEFT].number
    );

    let (told, _) = run(&["doctor", "--laws", "--json"]);
    let findings: Value = serde_json::from_str(told.trim()).unwrap();
    for finding in findings["findings"].as_array().unwrap() {
        assert_ne!(finding["verdict"], "bad", "{finding}");
    }
    let (told, _) = run(&["ledger", "balance", "--json"]);
    let balance: Value = serde_json::from_str(told.trim()).unwrap();
    assert_eq!(balance["balanced"], true, "{balance}");
}

pub(super) fn the_case_system_has_read_everything<H: Hands>(day: &Day<'_, H>) {
    let mut after = "0".to_owned();
    let mut read: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    loop {
        let path = format!("/api/v1/feed?after={after}&limit=7");
        let page = day.app.get(&path).token(&day.system).send().json();
        let events = page["events"].as_array().unwrap();
        for event in events {
            let sequence = event["sequence"].as_str().unwrap().parse().unwrap();
            read.entry(event["subject"].as_str().unwrap().to_owned()).or_default().push(sequence);
        }
        page["next"].as_str().unwrap().clone_into(&mut after);
        if events.is_empty() {
            break;
        }
    }
    assert_eq!(read.len(), day.sent.len());
    for (n, sent) in day.sent.iter().enumerate() {
        let numbers = &read[&sent.case];
        let whole: Vec<u64> = (1..=numbers.len() as u64).collect();
        assert_eq!(*numbers, whole, "{}", sent.case);
        assert_eq!(numbers.len(), day.heard(n).len(), "{}", sent.case);
    }
}
