//! `webhook` and `receiver` as a person types them.

use serde_json::Value;

use super::{err, hosopost, out};

const NOBODY: &str = "whk_00000000000000000000000000000000";

#[test]
fn a_webhook_is_made_looked_after_and_removed() {
    let dir = tempfile::tempdir().unwrap();
    assert!(hosopost(dir.path(), &["migrate"]).status.success());
    let url = "https://motcua.example.vn/hook";
    let made =
        hosopost(dir.path(), &["webhook", "create", "--url", url, "--event", "parcel.deliver"]);
    assert!(out(&made).starts_with("whsec_"), "{}", err(&made));
    assert!(err(&made).contains("whpk_"));
    let listed: Value =
        serde_json::from_str(out(&hosopost(dir.path(), &["webhook", "list", "--json"])).trim())
            .unwrap();
    assert_eq!(listed["url"], url);
    assert_eq!(listed["events"][0], "vn.hosopost.parcel.deliver");
    let id = listed["webhook_id"].as_str().unwrap();
    let run = |words: &[&str]| {
        let ran = hosopost(dir.path(), &[&["webhook"], words].concat());
        assert!(ran.status.success(), "{words:?}: {}", err(&ran));
        out(&ran)
    };
    assert!(run(&["disable", id, "--note", "bảo trì"]).contains("disabled (person)"));
    assert!(run(&["show", id]).contains("bảo trì"));
    assert!(run(&["enable", id]).contains("enabled"));
    assert!(run(&["rotate", id, "--overlap-hours", "0"]).starts_with("whsec_"));
    assert!(run(&["replay", id, "--after", "0"]).contains("cursor 0"));
    assert_eq!(run(&["attempts", id]), "");
    assert_eq!(run(&["waiting", id, "--dead"]), "");
    assert!(!run(&["show", id]).contains("whsec_"));
    run(&["remove", id]);
    assert_eq!(run(&["list"]), "");
}

#[test]
fn what_cannot_be_done_with_a_webhook_says_what_was_expected() {
    let dir = tempfile::tempdir().unwrap();
    hosopost(dir.path(), &["migrate"]);
    let made = ["webhook", "create", "--json", "--url", "https://h.example.vn/"];
    let made: Value = serde_json::from_str(&out(&hosopost(dir.path(), &made))).unwrap();
    let id = made["webhook_id"].as_str().unwrap();
    for (words, expected) in [
        (vec!["create", "--url", "http://h.example.vn/"], "expected an address like https://"),
        (vec!["create", "--url", "https://10.0.0.1/"], "not on the public Internet"),
        (vec!["create", "--url", "https://h/", "--agency", "H1"], "no point H1"),
        (vec!["create", "--url", "https://h/", "--event", "x"], "expected the type of an event"),
        (vec!["create", "--url", "https://h/", "--after", "5"], "expected a cursor from 0 to 0"),
        (vec!["create", "--url", "https://h/", "--after", "x"], "invalid digit"),
        (vec!["show", "x"], "expected an id like whk_"),
        (vec!["show", NOBODY], "no webhook"),
        (vec!["rotate", id, "--overlap-hours", "400"], "expected 0 to 336 hours"),
        (vec!["replay", id], "--after"),
        (vec!["replay", id, "--after", "0", "--case", "H27-250408-0001"], "cannot be used with"),
        (vec!["replay", id, "--case", "H27-250408-0001"], "told nothing of the case"),
        (vec!["skip", id, "--event", "x"], "no case of this webhook waits for x"),
        (vec!["attempts", id, "--limit", "0"], "--limit"),
        (vec!["disable", id, "--note", &"x".repeat(201)], "expected a note of at most 200"),
    ] {
        let ran = hosopost(dir.path(), &[&["webhook"], words.as_slice()].concat());
        assert!(!ran.status.success(), "{words:?}");
        assert!(err(&ran).contains(expected), "{words:?}: {}", err(&ran));
        assert!(!err(&ran).contains("panicked"), "{words:?}");
    }
    for (words, expected) in [
        (vec!["receiver"], "--secret: expected a key"),
        (vec!["receiver", "--secret", "mysecret"], "--secret: expected a key"),
        (vec!["receiver", "--secret", "whsec_mysecret"], "--secret: expected a key"),
        (
            vec!["receiver", "--secret", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD", "--state", "."],
            "--state .",
        ),
        (vec!["serve", "--webhook-roots", "none.pem"], "--webhook-roots"),
        (vec!["serve", "--webhook-private", "perhaps"], "--webhook-private"),
    ] {
        let ran = hosopost(dir.path(), &words);
        assert!(!ran.status.success(), "{words:?}");
        assert!(err(&ran).contains(expected), "{words:?}: {}", err(&ran));
        assert!(!err(&ran).contains("mysecret"), "{words:?}: {}", err(&ran));
    }
}
