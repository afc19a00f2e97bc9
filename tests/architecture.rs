//! The ladder of ARCHITECTURE.md, kept by a test: a module uses only what stands on a lower rung, and
//! some libraries have one home. Tests inside `src` are judged like the rest, since a test that needs a
//! higher rung belongs to that rung.

mod source;

use std::path::{Path, PathBuf};

use source::Used;

/// From the lowest rung up. `config` stands one step above `base`, because settings are values of
/// `base` (a unit code, a number prefix) and not bare text.
const LADDER: &[&[&str]] = &[
    &["base"],
    &["config"],
    &["calendar", "client", "print"],
    &["catalogue", "network"],
    &["cases", "parcels", "people"],
    &["custody", "ledger", "postage"],
    &["claims", "dispatch"],
    &["feed", "reports", "tracking"],
    &["store"],
    &["flows"],
    &["app"],
    &["jobs", "web"],
    &["commands"],
];

/// Libraries that only one module may name, so that replacing one touches one folder.
const HOMES: &[(&str, &str)] = &[
    ("diesel", "store"),
    ("diesel_migrations", "store"),
    ("axum", "web"),
    ("tower", "web"),
    ("tower_http", "web"),
    ("utoipa_axum", "web"),
    ("askama", "web"),
    ("plotters", "web"),
    ("typst", "print"),
    ("typst_pdf", "print"),
    ("typst_render", "print"),
    ("typst_svg", "print"),
    ("qrcode", "print"),
    ("notosans", "print"),
    ("reqwest", "client"),
    ("argon2", "people"),
    ("rpassword", "commands"),
];

fn rung(module: &str) -> Option<usize> {
    LADDER.iter().position(|rung| rung.contains(&module))
}

/// What is wrong with one file; `file` is its path below `src`.
fn judge(file: &str, text: &str) -> Vec<String> {
    let path = source::module_path(file);
    let own = path.first().map(String::as_str);
    let mut findings = Vec::new();
    if let Some(own) = own
        && rung(own).is_none()
    {
        findings.push(format!("{file}: the module `{own}` is not on the ladder"));
        return findings;
    }
    for used in source::uses(&path, text) {
        match (&used, own) {
            (Used::Module(module), Some(own)) if module != own => match (rung(own), rung(module)) {
                (Some(mine), Some(theirs)) if theirs < mine => {}
                (Some(mine), Some(theirs)) if theirs == mine => findings.push(format!(
                    "{file}: `{own}` uses `{module}`, which stands on the same rung"
                )),
                (_, Some(_)) => findings.push(format!(
                    "{file}: `{own}` uses `{module}`, which stands on a higher rung"
                )),
                (_, None) => {
                    findings.push(format!("{file}: uses `{module}`, which is not on the ladder"));
                }
            },
            (Used::Everything, Some(_)) => {
                findings.push(format!("{file}: names the whole crate; name the module it needs"));
            }
            (Used::Library(library), _) => {
                if let Some((_, home)) = HOMES.iter().find(|(name, _)| name == library)
                    && own != Some(home)
                {
                    findings
                        .push(format!("{file}: names `{library}`, whose only home is `{home}`"));
                }
            }
            (Used::Module(_) | Used::Everything, _) => {}
        }
    }
    findings.sort();
    findings.dedup();
    findings
}

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every Rust file below `src`, with its path from there and its text.
fn files() -> Vec<(String, String)> {
    fn collect(dir: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    collect(&src(), &mut found);
    found.sort();
    let name = |path: &Path| path.strip_prefix(src()).unwrap().to_string_lossy().replace('\\', "/");
    found.iter().map(|path| (name(path), std::fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn every_module_uses_only_lower_rungs_and_every_library_is_at_home() {
    let findings: Vec<String> = files().iter().flat_map(|(file, text)| judge(file, text)).collect();
    assert!(findings.is_empty(), "\n{}", findings.join("\n"));
}

#[test]
fn every_file_says_what_it_is_and_none_is_over_600_lines() {
    for (file, text) in files() {
        assert!(text.starts_with("//!"), "{file} does not open with a few sentences about itself");
        assert!(text.lines().count() <= 600, "{file} is longer than 600 lines");
    }
}

#[test]
fn the_ladder_in_the_book_is_this_ladder() {
    let book = Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md");
    let book = std::fs::read_to_string(book).unwrap();
    let (_, rest) = book.split_once("<!-- ladder:begin -->").expect("the ladder has a mark");
    let (block, _) = rest.split_once("<!-- ladder:end -->").expect("the ladder's end has a mark");
    let mut rungs: Vec<Vec<&str>> = block
        .lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
        .map(|line| line.split("  ").next().unwrap().split(", ").collect())
        .collect();
    rungs.reverse();
    let mine: Vec<Vec<&str>> = LADDER.iter().map(|rung| rung.to_vec()).collect();
    assert_eq!(rungs, mine);
}

/// With `HOSOPOST_WRITE_BOOK=1` the test writes the table into the book instead of comparing.
#[test]
fn the_transition_table_in_the_book_is_the_one_in_the_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md");
    let book = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = book.split_once("<!-- transitions:begin -->\n").expect("the mark");
    let (_, after) = rest.split_once("<!-- transitions:end -->").expect("the end's mark");
    let table = hosopost::custody::table::as_markdown();
    let true_book =
        format!("{before}<!-- transitions:begin -->\n{table}<!-- transitions:end -->{after}");
    #[expect(clippy::disallowed_methods, reason = "asked for by who changes the table")]
    if std::env::var("HOSOPOST_WRITE_BOOK").is_ok() {
        std::fs::write(&path, true_book).unwrap();
    } else {
        assert!(
            book == true_book,
            "ARCHITECTURE.md is out of date: run HOSOPOST_WRITE_BOOK=1 cargo test --test all book"
        );
    }
}

#[test]
fn the_guard_can_fail() {
    let bad = [
        ("base/x.rs", "use crate::store::Conn;", "higher rung"),
        ("cases/x.rs", "use crate::parcels::Parcel;", "same rung"),
        ("cases/x.rs", "use crate::{base::At, parcels::{Parcel, Seal}};", "same rung"),
        ("custody/x.rs", "fn f() { crate::flows::receive::run() }", "higher rung"),
        ("cases/mod.rs", "use super::flows::receive;", "higher rung"),
        ("cases/a/b.rs", "mod tests { use super::super::super::super::web; }", "higher rung"),
        ("cases/x.rs", "use crate::*;", "whole crate"),
        ("cases/x.rs", "use crate::helpers::f;", "not on the ladder"),
        ("helpers/mod.rs", "", "not on the ladder"),
        ("helpers.rs", "", "not on the ladder"),
        ("flows/x.rs", "use diesel::RunQueryDsl;", "only home is `store`"),
        ("flows/x.rs", "use {diesel as d, std::fmt};", "only home is `store`"),
        ("main.rs", "fn main() { ::axum::serve() }", "only home is `web`"),
        ("web/x.rs", "use reqwest;", "only home is `client`"),
        ("store/x.rs", "#[cfg(test)] mod tests { use crate::web::router; }", "higher rung"),
    ];
    for (file, text, expected) in bad {
        let findings = judge(file, text);
        assert!(
            findings.iter().any(|finding| finding.contains(expected)),
            "{file}: {text:?} should be refused as {expected:?}, got {findings:?}"
        );
    }
}

#[test]
fn the_guard_leaves_good_code_alone() {
    let good = [
        ("store/x.rs", "use diesel::prelude::*; use crate::{base::At, cases::Case};"),
        ("store/x.rs", "pub(crate) fn f() { crate::store::write(); super::x::f() }"),
        ("base/x.rs", "// use crate::store::Conn;\n/* crate::web::x /* nested */ */ fn f() {}"),
        ("base/x.rs", r##"const A: &str = "crate::store"; const B: &str = r#"crate::"web"#;"##),
        ("base/x.rs", "fn f<'a>(c: char) -> bool { c == '\"' || c == '\\'' || c == 'x' }"),
        ("cases/mod.rs", "mod tests { use super::Case; }"),
        ("cases/x.rs", "#[diesel(sql_type = Text)] struct Row;"),
        ("main.rs", "fn main() { hosopost::commands::main() }"),
        ("commands/mod.rs", "use crate::{app::App, web};"),
    ];
    for (file, text) in good {
        assert_eq!(judge(file, text), Vec::<String>::new(), "{file}: {text:?}");
    }
}
