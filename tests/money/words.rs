//! Prices and the ledger on the command line.

use std::path::Path;

use serde_json::Value;

use super::{CENTRE_CASE, uuid7};
use crate::cli::hosopost;
use crate::kit::province::{CENTRE, VILLAGE};

/// A folder with a database of the fixtures and one case.
fn office() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", dir.path().join("hosopost.db").display());
    let database = url.parse::<hosopost::store::Database>().unwrap();
    hosopost::store::schema::migrate(&mut database.open().unwrap()).unwrap();
    let province = super::Province::on(crate::kit::databases::TestDatabase::existing(&url));
    assert_eq!(province.ordered(1).0, CENTRE_CASE);
    dir
}

fn json(dir: &Path, words: &[&str]) -> Value {
    let output = hosopost(dir, &[&["--json"], words].concat());
    let text = String::from_utf8(output.stdout).unwrap();
    serde_json::from_str(text.trim()).unwrap_or_else(|error| {
        panic!("{words:?}: {error}: {text}{}", String::from_utf8_lossy(&output.stderr))
    })
}

#[test]
fn a_quote_and_a_day_of_money_from_the_command_line() {
    let dir = office();
    let dir = dir.path();
    let ask = [
        "postage",
        "quote",
        "--service",
        "submit",
        "--from",
        VILLAGE,
        "--to",
        CENTRE,
        "--weight",
        "80",
    ];
    let quote = json(dir, &[&ask[..], &["--on", "2025-04-08"]].concat());
    assert_eq!((&quote["amount"], &quote["from_zone"]), (&30_000.into(), &"HT.TH".into()));
    let early =
        hosopost(dir, &[&ask[..], &["--on", "2025-03-01", "--reduction", "nobody"]].concat());
    assert!(String::from_utf8_lossy(&early.stderr).contains("poor_household"));

    let id = uuid7();
    let paid = [
        "ledger",
        "collect",
        "--case",
        CENTRE_CASE,
        "--kind",
        "procedure_fee",
        "--amount",
        "50000",
        "--at",
        VILLAGE,
        "--receipt",
        "BL-1",
        "--id",
        &id,
    ];
    let first = json(dir, &paid);
    assert_eq!((&first["outcome"], &first["amount"]), (&"recorded".into(), &50_000.into()));
    assert_eq!(json(dir, &paid)["outcome"], "repeated");
    let remitted =
        json(dir, &["ledger", "remit", "--agency", CENTRE, "--case", CENTRE_CASE, "--at", VILLAGE]);
    assert_eq!((&remitted["amount"], &remitted["method"]), (&50_000.into(), &"transfer".into()));
    let entry = remitted["entry_id"].as_str().unwrap();
    let back = json(dir, &["ledger", "reverse", entry, "--reason", "nhầm cơ quan"]);
    assert_eq!(back["reverses"], entry);
    let listed =
        hosopost(dir, &["--json", "ledger", "list", "--account", &format!("agency:{CENTRE}")]);
    assert_eq!(String::from_utf8(listed.stdout).unwrap().lines().count(), 3);
    let balance = json(dir, &["ledger", "balance"]);
    assert_eq!(balance["balanced"], true, "{balance}");
    let text = hosopost(dir, &["ledger", "balance"]);
    let text = String::from_utf8(text.stdout).unwrap();
    assert!(text.contains("50.000 đ") && text.ends_with("balances\n"), "{text}");
    let doctor = String::from_utf8(hosopost(dir, &["doctor"]).stdout).unwrap();
    assert!(doctor.contains("ledger: balances"), "{doctor}");
}

#[test]
fn what_cannot_be_recorded_says_what_was_expected() {
    let dir = office();
    let paid = |changes: &[(&str, &str)]| {
        let mut words = vec![
            "ledger",
            "collect",
            "--case",
            CENTRE_CASE,
            "--kind",
            "procedure_fee",
            "--amount",
            "50000",
            "--at",
            VILLAGE,
        ];
        for (flag, value) in changes {
            let at = words.iter().position(|word| word == flag).unwrap();
            words[at + 1] = value;
        }
        let output = hosopost(dir.path(), &words);
        assert!(!output.status.success(), "{words:?}");
        String::from_utf8(output.stderr).unwrap()
    };
    for (flag, value, expected) in [
        ("--amount", "0", "from 1 to"),
        ("--amount", "-5", "--amount"),
        ("--amount", "50.000", "whole number of đồng"),
        ("--amount", "1e5", "whole number of đồng"),
        ("--amount", "9999999999999", "whole number of đồng"),
        ("--kind", "tip", "procedure_fee or postage"),
        ("--case", "x", "case code"),
        ("--case", "H27.00-250408-9999", "no case"),
        ("--at", "999999", "no point 999999 of the post"),
        ("--at", "H27.09", "no point H27.09 of the post"),
    ] {
        let told = paid(&[(flag, value)]);
        assert!(told.contains(expected) && !told.contains("panicked"), "{flag} {value}: {told}");
    }
    for (words, expected) in [
        (vec!["ledger", "remit", "--agency", CENTRE, "--at", VILLAGE], "which cases"),
        (
            vec!["ledger", "remit", "--agency", "x", "--amount", "1", "--at", VILLAGE],
            "no one-stop desk",
        ),
        (vec!["ledger", "reverse", "7", "--reason", "x"], "ent_"),
        (vec!["ledger", "list", "--account", "till"], "an account: postage"),
        (vec!["ledger", "list", "--case", "H27.00-250408-9999"], "no case"),
        (vec!["ledger", "balance", "--on", "today"], "--on"),
        (vec!["postage", "quote", "--service", "send"], "submit, return"),
        (
            vec![
                "postage",
                "quote",
                "--service",
                "submit",
                "--from",
                "x",
                "--to",
                CENTRE,
                "--weight",
                "80",
            ],
            "--from: expected the code of a point",
        ),
        (
            vec![
                "postage",
                "quote",
                "--service",
                "submit",
                "--from",
                VILLAGE,
                "--to",
                CENTRE,
                "--weight",
                "0",
            ],
            "whole grams",
        ),
    ] {
        let output = hosopost(dir.path(), &words);
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && told.contains(expected), "{words:?}: {told}");
    }
}
