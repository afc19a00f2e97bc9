//! The form over a list, or over a page as of a day: each field is read and drawn by the same call, so that
//! a bad value is said at its field with what was typed kept, and the links of the page ask the same again.

use std::ops::RangeInclusive;
use std::str::FromStr;

use askama::Template;
use axum::http::StatusCode;
use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};

use super::shell::escaped;
use crate::base::paging::Page;
use crate::base::{At, Lang, Words};
use crate::web::error::{INVALID, Problem};

/// The longest text that is looked for.
const LONGEST: usize = 100;

/// The years that days may lie in.
pub(super) const YEARS: RangeInclusive<i32> = 1900..=2200;

/// A day as pickers write it, or as people do where a browser has no picker.
pub(super) fn read_day(typed: &str) -> Option<NaiveDate> {
    let typed = typed.trim();
    let shapes = ["%Y-%m-%d", "%d/%m/%Y"];
    let read = shapes.into_iter().find_map(|shape| NaiveDate::parse_from_str(typed, shape).ok());
    read.filter(|day| YEARS.contains(&day.year()))
}

/// How many entries stand on one page of a list.
pub(super) const A_PAGE: usize = 50;

/// How a field is filled in.
#[derive(Debug, Clone)]
pub(super) enum Control {
    /// Typed, like this example.
    Text(&'static str),
    /// A day.
    Day,
    /// A moment.
    Moment,
    /// One of these, each by its word and what it is called.
    Choice(Vec<(String, String)>),
    /// Not by a person: the place in a list that an earlier page gave.
    Cursor,
}

/// One field.
#[derive(Debug, Clone)]
pub(super) struct Field {
    name: &'static str,
    label: &'static str,
    typed: String,
    control: Control,
    wrong: Option<String>,
}

/// The form: where it asks, and its fields.
#[derive(Debug, Clone, Template)]
#[template(path = "staff/filter.html")]
pub(super) struct Filter {
    action: String,
    lang: Lang,
    fields: Vec<Field>,
    file: bool,
    focused: bool,
    button: Words,
}

impl Filter {
    /// A form that asks this page.
    pub(super) fn new(action: impl Into<String>, lang: Lang) -> Self {
        Self {
            action: action.into(),
            lang,
            fields: Vec::new(),
            file: false,
            focused: false,
            button: Words::new("Lọc", "Filter"),
        }
    }

    /// The same list can be had as a file.
    #[must_use]
    pub(super) const fn with_file(mut self) -> Self {
        self.file = true;
        self
    }

    /// The first field has the focus: people come here to look something up.
    #[must_use]
    pub(super) const fn focused(mut self) -> Self {
        self.focused = true;
        self
    }

    /// What stands on the button.
    #[must_use]
    pub(super) const fn button(mut self, words: Words) -> Self {
        self.button = words;
        self
    }

    /// A text to look for.
    pub(super) fn text(
        &mut self,
        name: &'static str,
        label: Words,
        typed: &str,
        example: &'static str,
    ) -> String {
        let typed = typed.trim();
        self.add(name, label, typed, Control::Text(example));
        if typed.chars().count() > LONGEST {
            let (vi, en) = (
                format!("Cần tối đa {LONGEST} ký tự."),
                format!("Expected at most {LONGEST} characters."),
            );
            self.wrong(name, vi, en);
            return String::new();
        }
        typed.to_owned()
    }

    /// A code, or nothing; `expected` says what one looks like.
    pub(super) fn code<T: FromStr>(
        &mut self,
        name: &'static str,
        label: Words,
        typed: &str,
        example: &'static str,
        expected: Words,
    ) -> Option<T> {
        let typed = typed.trim();
        self.add(name, label, typed, Control::Text(example));
        self.parsed(name, typed, expected)
    }

    /// One of several words, or nothing.
    pub(super) fn choice<T: FromStr>(
        &mut self,
        name: &'static str,
        label: Words,
        typed: &str,
        all: impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>,
    ) -> Option<T> {
        let none = (String::new(), self.lang.pick("tất cả", "all").to_owned());
        let all = all.into_iter().map(|(word, name)| (word.into(), name.into()));
        self.add(name, label, typed, Control::Choice(std::iter::once(none).chain(all).collect()));
        self.parsed(
            name,
            typed,
            Words::new("Hãy chọn một mục trong danh sách.", "Choose one of the list."),
        )
    }

    /// One of several words; the first when nothing is said.
    pub(super) fn one_of<T: FromStr + Copy>(
        &mut self,
        name: &'static str,
        label: Words,
        typed: &str,
        all: &[(T, &'static str, &'static str)],
    ) -> T {
        let listed = all.iter().map(|(_, word, name)| ((*word).to_owned(), (*name).to_owned()));
        self.add(name, label, typed, Control::Choice(listed.collect()));
        let expected = Words::new("Hãy chọn một mục trong danh sách.", "Choose one of the list.");
        self.parsed(name, typed, expected).unwrap_or(all[0].0)
    }

    /// A day; the one given when nothing is said.
    pub(super) fn day(
        &mut self,
        name: &'static str,
        label: Words,
        typed: &str,
        otherwise: NaiveDate,
    ) -> NaiveDate {
        let typed = typed.trim();
        if typed.is_empty() {
            self.add(name, label, &otherwise.to_string(), Control::Day);
            return otherwise;
        }
        if let Some(day) = read_day(typed) {
            self.add(name, label, &day.to_string(), Control::Day);
            return day;
        }
        // As text: a picker would swallow what was typed.
        self.add(name, label, typed, Control::Text("01/07/2025"));
        self.wrong(
            name,
            "Cần một ngày như 01/07/2025, từ năm 1900 đến 2200.",
            "Expected a day like 2025-07-01, from the year 1900 to 2200.",
        );
        otherwise
    }

    /// A moment of an office day; none when nothing is said.
    pub(super) fn moment(&mut self, name: &'static str, label: Words, typed: &str) -> Option<At> {
        let typed = typed.trim();
        let shapes = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M"];
        let read = shapes
            .into_iter()
            .find_map(|shape| NaiveDateTime::parse_from_str(typed, shape).ok())
            .filter(|at| YEARS.contains(&at.year()));
        let control = if typed.is_empty() || read.is_some() {
            Control::Moment
        } else {
            Control::Text("08/04/2025 09:30")
        };
        let shown = read.map(|at| at.format("%Y-%m-%dT%H:%M").to_string());
        self.add(name, label, shown.as_deref().unwrap_or(typed), control);
        if !typed.is_empty() && read.is_none() {
            self.wrong(
                name,
                "Cần ngày và giờ như 08/04/2025 09:30.",
                "Expected a day and a time like 2025-04-08T09:30.",
            );
        }
        read.map(|at| At::office(at.date(), at.hour(), at.minute()))
    }

    /// As of which day the page is.
    pub(super) fn as_of(&mut self, typed: &str, today: NaiveDate) -> NaiveDate {
        self.day("on", Words::new("Vào ngày", "On"), typed, today)
    }

    /// Anything that is drawn as a field and read elsewhere.
    pub(super) fn add(
        &mut self,
        name: &'static str,
        label: Words,
        typed: &str,
        control: Control,
    ) -> &mut Self {
        let (label, typed) = (label.to(self.lang), typed.to_owned());
        self.fields.push(Field { name, label, typed, control, wrong: None });
        self
    }

    fn parsed<T: FromStr>(&mut self, name: &str, typed: &str, expected: Words) -> Option<T> {
        if typed.is_empty() {
            return None;
        }
        let read = typed.parse().ok();
        if read.is_none() {
            self.wrong(name, expected.vi, expected.en);
        }
        read
    }

    /// Says what is wrong with a field.
    pub(super) fn wrong(&mut self, name: &str, vi: impl Into<String>, en: impl Into<String>) {
        let said = self.lang.pick(vi.into(), en.into());
        let field = self.fields.iter_mut().find(|field| field.name == name);
        if let Some(field) = field {
            field.wrong.get_or_insert(said);
        }
    }

    /// The entries after the one that the cursor names, at most a page of them. A cursor that names none of
    /// them was not given by this list.
    pub(super) fn cut<T>(
        &mut self,
        items: Vec<T>,
        cursor: &str,
        key: impl Fn(&T) -> String,
    ) -> Page<T> {
        let skipped = if cursor.is_empty() {
            Some(0)
        } else {
            items.iter().position(|item| key(item) == cursor).map(|at| at + 1)
        };
        let Some(skipped) = skipped else {
            self.bad_cursor();
            return Page { items: Vec::new(), next: None };
        };
        let rest = items.into_iter().skip(skipped).take(A_PAGE + 1).collect();
        Page::from_overfull(rest, A_PAGE as i64, key)
    }

    /// Says that the place in the list is none.
    pub(super) fn bad_cursor(&mut self) {
        self.add("cursor", Words::new("", ""), "", Control::Cursor);
        self.wrong(
            "cursor",
            "Vị trí trong danh sách không đúng: hãy xem lại từ đầu.",
            "This is no place in the list: begin again from its start.",
        );
    }

    /// Whether every field could be read.
    pub(super) fn is_good(&self) -> bool {
        self.fields.iter().all(|field| field.wrong.is_none())
    }

    /// The status of the page.
    pub(super) fn status(&self) -> StatusCode {
        if self.is_good() { StatusCode::OK } else { INVALID.status }
    }

    /// The first thing that is wrong, for answers that are no page.
    pub(super) fn must_be_good(&self) -> Result<(), Problem> {
        let wrong = self.fields.iter().find_map(|field| Some((field.name, field.wrong.as_ref()?)));
        match wrong {
            None => Ok(()),
            Some((name, text)) => {
                Err(Problem::new(INVALID).field(format!("?{name}")).detail(text, text))
            }
        }
    }

    /// Whether the list is narrowed by more than the day.
    pub(super) fn is_narrowed(&self) -> bool {
        let narrows = |field: &Field| match field.control {
            Control::Text(_) | Control::Choice(_) => !field.typed.is_empty(),
            Control::Day | Control::Moment | Control::Cursor => false,
        };
        self.fields.iter().any(narrows)
    }

    /// What was asked, as part of an address.
    pub(super) fn query(&self) -> String {
        self.query_with("", "")
    }

    /// The same with another value in one field.
    pub(super) fn query_with(&self, name: &str, value: &str) -> String {
        let given = self.fields.iter().map(|field| {
            (field.name, if field.name == name { value } else { field.typed.as_str() })
        });
        let pairs: Vec<String> = given
            .filter(|(_, typed)| !typed.is_empty())
            .map(|(name, typed)| {
                let typed: String = typed.bytes().map(escaped).collect();
                format!("{name}={typed}")
            })
            .collect();
        pairs.join("&")
    }

    /// The address of the next page.
    pub(super) fn further(&self, cursor: &str) -> String {
        let cursor: String = cursor.bytes().map(escaped).collect();
        let query = self.query();
        let joint = if query.is_empty() { "" } else { "&" };
        format!("{}?{query}{joint}cursor={cursor}", self.action)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    const LABEL: Words = Words::new("Tên", "Name");

    #[test]
    fn a_day_is_read_as_people_write_it_and_a_bad_one_is_said_with_what_was_typed() {
        let today = day("2026-01-05");
        let read = |typed: &str| {
            let mut filter = Filter::new("/x", Lang::Vi);
            let read = filter.as_of(typed, today);
            (read, filter)
        };
        for typed in ["2025-07-01", " 01/07/2025 ", "1/7/2025"] {
            let (read, filter) = read(typed);
            assert_eq!((read, filter.is_good()), (day("2025-07-01"), true), "{typed}");
        }
        assert_eq!(read("").0, today);
        for bad in ["2025-02-30", "hôm qua", "1-7-2025", "0001-01-01", "9999-12-31", "-1"] {
            let (_, filter) = read(bad);
            let drawn = filter.render().unwrap();
            assert!(!filter.is_good() && drawn.contains(bad), "{bad}: {drawn}");
            assert!(drawn.contains("aria-invalid") && drawn.contains("Cần một ngày"), "{drawn}");
        }
    }

    #[test]
    fn the_next_page_asks_the_same_again() {
        let mut filter = Filter::new("/x", Lang::En);
        assert_eq!(filter.text("q", LABEL, " thạch & hà ", ""), "thạch & hà");
        let page = filter.cut((0..60).collect(), "", ToString::to_string);
        assert_eq!((page.items.len(), page.next.as_deref()), (50, Some("49")));
        assert_eq!(filter.further("49"), "/x?q=th%E1%BA%A1ch%20%26%20h%C3%A0&cursor=49");
        assert_eq!(filter.cut((0..60).collect(), "49", ToString::to_string).items.len(), 10);
        assert!(filter.is_good() && filter.is_narrowed());
        assert!(filter.cut((0..60).collect(), "61", ToString::to_string).items.is_empty());
        assert!(!filter.is_good());
    }
}
