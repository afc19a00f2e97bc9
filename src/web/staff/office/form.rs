//! What is done on a desk's board, as it was typed.

use chrono::NaiveTime;

use crate::base::At;
use crate::base::codes::scanned;
use crate::web::staff::filter::read_day;

/// The board's forms: one posts what is ticked, the other a call.
#[derive(Debug, Default, Clone)]
pub(super) struct BoardForm(Vec<(String, String)>);

impl BoardForm {
    pub fn new(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// What stands in a field.
    pub fn get(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(field, _)| field == name);
        found.map_or("", |(_, value)| value.trim())
    }

    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = String> + 'a {
        let named = self.0.iter().filter(move |(field, _)| field == name);
        named.map(|(_, value)| scanned(value)).filter(|code| !code.is_empty())
    }

    /// What was scanned or ticked, or all that the page showed, each once.
    pub fn codes(&self) -> Vec<String> {
        let shown = if self.get("all").is_empty() { "" } else { "shown" };
        let mut codes: Vec<String> = Vec::new();
        for code in self.all("scan").chain(self.all("code")).chain(self.all(shown)) {
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
        codes
    }

    /// Whether something is ticked.
    pub fn is_ticked(&self, code: &str) -> bool {
        self.all("code").any(|ticked| ticked == code)
    }

    /// What is meant: Enter in a field says nothing itself.
    pub fn deed(&self) -> &str {
        match self.get("do") {
            "" | "enter" if !self.get("reason").is_empty() => "hold",
            "" | "enter" => "give",
            deed => deed,
        }
    }

    /// The time between which the post is to call, as far as it can be read.
    pub fn window(&self) -> Option<(At, At)> {
        let day = read_day(self.get("day"))?;
        let time = |field: &str| NaiveTime::parse_from_str(self.get(field), "%H:%M").ok();
        let at = |time: NaiveTime| {
            use chrono::Timelike as _;
            At::office(day, time.hour(), time.minute())
        };
        Some((at(time("from")?), at(time("until")?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(pairs: &[(&str, &str)]) -> BoardForm {
        BoardForm::new(pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect())
    }

    #[test]
    fn enter_means_the_list_or_with_a_reason_the_hold() {
        assert_eq!(form(&[("scan", "x")]).deed(), "give");
        assert_eq!(form(&[("do", "enter"), ("reason", " chờ ký ")]).deed(), "hold");
        assert_eq!(form(&[("do", "plan"), ("reason", "x")]).deed(), "plan");
    }

    #[test]
    fn each_code_is_meant_once_and_all_means_what_was_shown() {
        let ticked = form(&[("code", "bh1"), ("code", "BH1"), ("code", "BH2"), ("shown", "BH3")]);
        assert_eq!(ticked.codes(), ["BH1", "BH2"]);
        assert!(ticked.is_ticked("BH2") && !ticked.is_ticked("BH3"));
        let all = form(&[("all", "1"), ("shown", "BH3"), ("shown", "BH4")]);
        assert_eq!(all.codes(), ["BH3", "BH4"]);
    }

    #[test]
    fn a_window_is_read_or_it_is_none() {
        let read =
            |day, from, until| form(&[("day", day), ("from", from), ("until", until)]).window();
        let (from, until) = read("2025-04-08", "14:00", "16:30").unwrap();
        assert_eq!(from.to_string(), "2025-04-08T14:00:00+07:00");
        assert_eq!(until.to_string(), "2025-04-08T16:30:00+07:00");
        assert_eq!(read("08/04/2025", "x", "16:30"), None);
        assert_eq!(read("", "14:00", "16:30"), None);
    }
}
