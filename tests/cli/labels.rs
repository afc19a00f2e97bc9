//! Labels and rolls from the command line.

use std::path::Path;

use serde_json::Value;

use super::{err, hosopost, out};
use crate::kit::app::TestApp;
use crate::kit::databases::TestDatabase;

/// An office's database in a folder of its own, with so many parcels.
fn office(parcels: usize) -> (tempfile::TempDir, Vec<String>) {
    let dir = tempfile::tempdir().unwrap();
    assert!(hosopost(dir.path(), &["migrate"]).status.success());
    let url = format!("sqlite://{}", dir.path().join("hosopost.db").display());
    let app = TestApp::province(TestDatabase::existing(&url));
    let numbers = (0..parcels as u32).map(|n| app.announced(n + 1).tracking.to_string());
    let numbers = numbers.collect();
    (dir, numbers)
}

fn labels_in(file: &Path) -> usize {
    std::fs::read_to_string(file).unwrap().matches("^XA").count()
}

#[test]
fn labels_are_printed_from_codes_and_from_a_file() {
    let (dir, numbers) = office(6);
    let at = |name: &str| dir.path().join(name);
    let words = |more: &[&str]| {
        let mut words = vec!["label"];
        words.extend_from_slice(more);
        hosopost(dir.path(), &words)
    };
    let two = [numbers[0].as_str(), numbers[1].as_str()];
    let done = words(&[two[0], two[1], "--format", "zpl", "--size", "100x75", "-o", "two.zpl"]);
    assert!(done.status.success(), "{}", err(&done));
    assert_eq!(out(&done).trim(), "two.zpl");
    assert_eq!(labels_in(&at("two.zpl")), 2);
    let svg = words(&[two[0], two[1], "--format", "svg", "-o", "l.svg"]);
    assert_eq!(out(&svg), "l-1.svg\nl-2.svg\n");

    let mut list = numbers.join("\n");
    std::fs::write(at("codes.txt"), &list).unwrap();
    let done = words(&["--file", "codes.txt", "--size", "a4x4", "--start", "4", "-o", "all.pdf"]);
    assert!(done.status.success(), "{}", err(&done));
    assert!(std::fs::read(at("all.pdf")).unwrap().starts_with(b"%PDF"));

    // A bad line is named by its number, and nothing is printed unless the others are asked for.
    list.push_str("\n\nBH000000000VN\n");
    std::fs::write(at("codes.txt"), &list).unwrap();
    let refused = words(&["--file", "codes.txt", "--format", "zpl", "-o", "none.zpl"]);
    assert!(!refused.status.success());
    assert!(
        err(&refused).contains("codes.txt: line 8: no parcel or bag \"BH000000000VN\""),
        "{}",
        err(&refused)
    );
    assert!(err(&refused).contains("--skip-bad"), "{}", err(&refused));
    assert!(!at("none.zpl").exists());
    let done = words(&["--file", "codes.txt", "--skip-bad", "--format", "zpl", "-o", "some.zpl"]);
    assert!(done.status.success(), "{}", err(&done));
    assert_eq!(labels_in(&at("some.zpl")), 6);
}

#[test]
fn what_cannot_be_printed_says_what_was_expected() {
    let (dir, numbers) = office(1);
    std::fs::write(dir.path().join("empty.txt"), "\n").unwrap();
    let number = numbers[0].as_str();
    for (words, expected) in [
        (
            vec!["label", number, "-o", "x.pdf", "--size", "a5"],
            "expected the size a6, 100x75 or a4x4",
        ),
        (vec!["label", number, "-o", "x.pdf", "--dpi", "600"], "203 or 300"),
        (vec!["label", number, "-o", "x.pdf", "--format", "gif"], "pdf, png, svg, zpl"),
        (vec!["label", number, "-o", "x.pdf", "--start", "2"], "from 1 to 4"),
        (vec!["label", number, "-o", "x", "--format", "zpl", "--size", "a4x4"], "a6 and 100x75"),
        (vec!["label", number], "--output <FILE>"),
        (vec!["label", "-o", "x.pdf"], "required"),
        (vec!["label", number, "--file", "empty.txt", "-o", "x.pdf"], "cannot be used with"),
        (vec!["label", "--file", "empty.txt", "-o", "x.pdf"], "one code a line"),
        (vec!["label", "--file", "none.txt", "-o", "x.pdf"], "expected a text file"),
        (vec!["label", "nothing", "-o", "x.pdf"], "code 1: no parcel or bag \"nothing\""),
        (vec!["label", number, "-o", "no/such/folder.pdf"], "cannot write"),
        (vec!["roll", "make", "--count", "0", "-o", "x.pdf"], "expected 1 to 5000 labels"),
        (vec!["roll", "make", "--count", "many", "-o", "x.pdf"], "invalid value"),
        (
            vec!["roll", "make", "--count", "1", "--point", "nowhere", "-o", "x.pdf"],
            "no point nowhere",
        ),
        (
            vec!["roll", "make", "--count", "1", "--format", "zpl", "--size", "a4x4", "-o", "x"],
            "a6 and 100x75",
        ),
        (vec!["roll", "show", "7"], "expected an id like rol_"),
        (vec!["roll", "show", "rol_00000000000000000000000000000000"], "there is no roll"),
        (vec!["roll", "void", "rol_00000000000000000000000000000000", "--reason", "x"], "required"),
        (vec!["roll", "bind", "BH1", number], "no blank label"),
    ] {
        let output = hosopost(dir.path(), &words);
        assert!(!output.status.success(), "{words:?}");
        assert!(err(&output).contains(expected), "{words:?}: {}", err(&output));
        assert!(!err(&output).contains("panicked"), "{words:?}");
    }
}

#[test]
fn a_roll_is_made_printed_bound_and_voided() {
    let (dir, numbers) = office(1);
    let run = |words: &[&str]| {
        let output = hosopost(dir.path(), words);
        assert!(output.status.success(), "{words:?}: {}", err(&output));
        out(&output)
    };
    run(&["roll", "make", "--count", "3", "--format", "zpl", "-o", "roll.zpl"]);
    assert_eq!(labels_in(&dir.path().join("roll.zpl")), 3);
    let listed: Value = serde_json::from_str(&run(&["--json", "roll", "list"])).unwrap();
    assert_eq!((&listed["count"], &listed["free"]), (&3.into(), &3.into()));
    let roll = listed["roll_id"].as_str().unwrap();
    let shown = run(&["--json", "roll", "show", roll, "--blanks"]);
    let blanks: Vec<Value> =
        shown.lines().skip(1).map(|line| serde_json::from_str(line).unwrap()).collect();
    let number = |n: usize| blanks[n]["tracking_number"].as_str().unwrap();

    let bound = run(&["--json", "roll", "bind", number(0), &numbers[0]]);
    let bound: Value = serde_json::from_str(&bound).unwrap();
    assert_eq!(bound["tracking_number"], numbers[0].as_str());
    run(&["label", number(0), "--format", "zpl", "-o", "again.zpl"]);
    run(&["roll", "void", roll, number(1), "--reason", "rách"]);
    run(&["roll", "print", roll, "--format", "zpl", "-o", "rest.zpl"]);
    assert_eq!(labels_in(&dir.path().join("rest.zpl")), 1, "the one that is free");
    let told = run(&["roll", "void", roll, "--rest", "--reason", "hết dùng"]);
    assert!(told.contains("0 free, 1 bound, 2 voided"), "{told}");
    assert!(run(&["roll", "show", roll, "--blanks"]).contains("voided"));
}

#[test]
fn a_template_that_does_not_work_is_told_at_printing_and_by_the_doctor() {
    let (dir, numbers) = office(1);
    let own = dir.path().join("mine");
    std::fs::create_dir(&own).unwrap();
    std::fs::write(own.join("parcel-label-100x75.typ"), "#import \"common.typ\": nothing").unwrap();
    let words = ["label", &numbers[0], "--labels", "mine", "--size", "100x75", "-o", "l.pdf"];
    let printed = hosopost(dir.path(), &words);
    assert!(printed.status.success());
    assert!(err(&printed).contains("parcel-label-100x75.typ, line 1"), "{}", err(&printed));
    assert!(std::fs::read(dir.path().join("l.pdf")).unwrap().starts_with(b"%PDF"));
    let told = out(&hosopost(dir.path(), &["doctor", "--labels", "mine"]));
    assert!(told.contains("own templates: parcel-label-100x75.typ, line 1"), "{told}");
}
