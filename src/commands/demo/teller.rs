//! How a story is told on a terminal: what happened, where and when, who did it, who holds the parcel
//! now, what is odd, and what the case was told.

use serde_json::Value;

use crate::base::At;

/// Writes to standard output; a pipe gets no colours.
pub(super) struct Teller {
    colour: bool,
}

impl Teller {
    pub fn new() -> Self {
        use std::io::IsTerminal as _;
        Self { colour: std::io::stdout().is_terminal() }
    }

    fn paint(&self, code: &str, text: &str) -> String {
        if self.colour { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    pub fn title(&self, vi: &str, en: &str) {
        println!("\n{}", self.paint("1;7", &format!(" {vi} ")));
        println!("{}\n", self.paint("2", en));
    }

    /// One step: when and where, what happened in both languages.
    pub fn step(&self, at: At, place: &str, vi: &str, en: &str) {
        let at = at.to_office().format("%d/%m/%Y %H:%M").to_string();
        println!("{}  {}", self.paint("1", &at), self.paint("36", place));
        println!("    {vi}");
        println!("    {}", self.paint("2", en));
    }

    /// What became of a scan.
    pub fn result(&self, who: &str, result: &Value) {
        let text = |field: &str| result[field].as_str().unwrap_or_default().to_owned();
        match text("outcome").as_str() {
            "recorded" | "repeated" => {
                println!(
                    "    → {who}: {} · giữ/held by {} · {}",
                    text("outcome"),
                    self.paint("32", &holder(&result["custodian"])),
                    text("state"),
                );
                for anomaly in result["anomalies"].as_array().into_iter().flatten() {
                    let kind = anomaly["kind"].as_str().unwrap_or_default();
                    let said = anomaly["text"].as_str().unwrap_or_default();
                    println!("    {} {said}", self.paint("1;33", &format!("⚠ {kind}:")));
                }
            }
            outcome => {
                let code = result["error"]["code"].as_str().unwrap_or_default();
                let said = result["error"]["detail"].as_str().unwrap_or_default();
                println!(
                    "    {} {code}: {said}",
                    self.paint("1;33", &format!("→ {who}: {outcome}"))
                );
            }
        }
    }

    /// What the case was told.
    pub fn told(&self, facts: &[Value]) {
        for fact in facts {
            let kind = fact["type"].as_str().unwrap_or_default();
            let sequence = fact["sequence"].as_str().unwrap_or_default().trim_start_matches('0');
            let case = fact["subject"].as_str().unwrap_or_default();
            let data = &fact["data"];
            let state = data["state"].as_str().map(|state| format!(" · {state}"));
            let superseded = data["supersedes"].as_str().map(|sequence| {
                format!(" · thay cho/supersedes #{}", sequence.trim_start_matches('0'))
            });
            let proposed = data["proposed_status"]
                .as_i64()
                .map(|status| format!(" · đề nghị trạng thái/proposes status {status}"));
            let void = (data["void"] == true).then(|| " · không còn/void".to_owned());
            let more: String = [state, superseded, void, proposed].into_iter().flatten().collect();
            let line = format!("    ⇢ {case} #{sequence} {kind}{more}");
            println!("{}", self.paint("35", &line));
        }
    }

    pub fn note(&self, text: &str) {
        println!("    {}", self.paint("2", text));
    }
}

/// A custodian in a word.
pub(super) fn holder(custodian: &Value) -> String {
    let text = |field: &str| custodian[field].as_str().unwrap_or_default();
    match text("kind") {
        "point" => format!("{} {}", text("as"), text("code")),
        "run" => format!("run {}", text("code")),
        other => other.to_owned(),
    }
}
