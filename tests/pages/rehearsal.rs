//! The page of a rehearsal, as the command writes it: with two columns and with four, in either language.

use crate::cli::{err, hosopost};
use crate::rehearsal::furnished;

use super::keep;

/// The page shows the language that its address names; a file on a disk has no address to say it.
fn in_english(html: &str) -> String {
    html.replace("#en:not(:target)", "#vi").replace("#en:target~#vi", "#nobody")
}

#[test]
fn a_rehearsal_is_drawn_in_both_languages_with_two_columns_and_with_four() {
    let db = furnished();
    let dir = tempfile::tempdir().unwrap();
    let tet = ["--from", "2026-02-01", "--days", "28", "--per-day", "900", "--tet", "2026-02-16"];
    let apart = [
        "--from",
        "2025-10-06",
        "--days",
        "7",
        "--per-day",
        "300",
        "--apart",
        "--cut-off",
        "DT-TINH-2/C1=5",
        "--breakdown",
        "DT-TINH-1@2025-10-08..2025-10-09",
        "--demand",
        "2025-10-10=2.5",
    ];
    for (name, words) in [("rehearsal-tet", &tet[..]), ("rehearsal-apart", &apart[..])] {
        let page = dir.path().join(format!("{name}.html"));
        let own = ["rehearse", "--database-url", &db.url, "--page", page.to_str().unwrap()];
        let ran = hosopost(dir.path(), &[&own[..], words].concat());
        assert!(ran.status.success(), "{}", err(&ran));
        let html = std::fs::read_to_string(&page).unwrap();
        keep(&format!("{name}-vi"), &html);
        keep(&format!("{name}-en"), &in_english(&html));
        let mut found: Vec<String> = Vec::new();
        for loud in ["http:", "https:", "<script", "url(", "src=", "@import", "style=\""] {
            if html.contains(loud) {
                found.push(format!("{name} holds {loud}"));
            }
        }
        assert!(found.is_empty(), "{found:?}");
        assert_eq!(html.matches("role=\"img\"").count(), 8, "four plots in two languages");
        assert_eq!(html.matches("<desc").count(), 8, "each with its words");
        for said in ["Giữ đúng hẹn", "Promise kept", "Bưu gửi mất dấu", "Dark parcels", "<caption>"]
        {
            assert!(html.contains(said), "{name}: {said}");
        }
        assert!(html.len() < 250 * 1024, "{name}: {} bytes", html.len());
    }
}
