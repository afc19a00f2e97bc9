//! What the receiver shows: the cases it was told of, and one case with its facts.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::Receiver;
use super::book::{CaseBook, Heard};
use crate::base::text::fold;
use crate::base::{Lang, Words};
use crate::cases::{Direction, Status};
use crate::custody::{self, Action};
use crate::feed::FactKind;
use crate::feed::webhook::EventName;
use crate::web::citizen::{Nonce, answer, nonce, time};
use crate::web::error::Problem;
use crate::web::lang::Speak;

/// All cases that were told of.
#[derive(Template)]
#[template(path = "receiver/list.html")]
pub struct ListPage<'a> {
    lang: Lang,
    nonce: &'a Nonce,
    here: String,
    cases: Vec<(String, Option<Status>, usize)>,
}

/// One case.
#[derive(Template)]
#[template(path = "receiver/case.html")]
pub struct CasePage<'a> {
    lang: Lang,
    nonce: &'a Nonce,
    here: String,
    code: &'a str,
    book: Option<&'a CaseBook>,
}

/// A fact as the page says it.
struct Line {
    number: i64,
    what: String,
    more: String,
    time: String,
    datetime: String,
    corrected: bool,
}

impl<'a> ListPage<'a> {
    /// Of these cases.
    pub fn new<'b>(
        cases: impl IntoIterator<Item = (&'b String, &'b CaseBook)>,
        lang: Lang,
        nonce: &'a Nonce,
    ) -> Self {
        let line =
            |(code, book): (&String, &CaseBook)| (code.clone(), book.status(), book.facts.len());
        Self { lang, nonce, here: "/".to_owned(), cases: cases.into_iter().map(line).collect() }
    }

    fn say(&self, vi: &'static str, en: &'static str) -> &'static str {
        Words::new(vi, en).to(self.lang)
    }

    fn status(&self, status: Option<&Status>) -> String {
        said(status.copied(), self.lang)
    }
}

impl<'a> CasePage<'a> {
    /// Of this case; without a book when nothing was heard of it.
    pub fn new(code: &'a str, book: Option<&'a CaseBook>, lang: Lang, nonce: &'a Nonce) -> Self {
        let here = if book.is_some() { format!("/cases/{code}") } else { "/".to_owned() };
        Self { lang, nonce, here, code, book }
    }

    fn say(&self, vi: &'static str, en: &'static str) -> &'static str {
        Words::new(vi, en).to(self.lang)
    }

    fn heading(&self) -> String {
        match self.book {
            Some(book) => said(book.status(), self.lang),
            None => self
                .say("Chưa được báo gì về hồ sơ này", "Nothing was heard of this case")
                .to_owned(),
        }
    }

    fn tone(&self) -> &'static str {
        match self.book.map(CaseBook::status) {
            Some(Some(Status::Returned)) => "done",
            Some(_) => "moving",
            None => "attention",
        }
    }

    /// Why the status is what it is.
    fn reason(&self) -> &'static str {
        match self.book.map(CaseBook::status) {
            Some(Some(Status::Returned)) => self.say(
                "Bưu điện báo đã phát kết quả cho người nhận và đề nghị trạng thái 10.",
                "The post reports the result as delivered to the person and proposes status 10.",
            ),
            Some(Some(_)) => self.say(
                "Kết quả đã có và đang do bưu điện chuyển trả: trạng thái giữ ở 9.",
                "There is a result, and the post is bringing it: the status stays at 9.",
            ),
            Some(None) => self.say(
                "Bưu điện không thay đổi trạng thái: việc tiếp nhận do cán bộ quyết định.",
                "The post changes no status here: accepting a dossier is for the officer.",
            ),
            None => "",
        }
    }

    fn lines(&self) -> Vec<Line> {
        let Some(book) = self.book else { return Vec::new() };
        let superseded = book.superseded();
        let line = |(number, fact): (&i64, &Heard)| Line {
            number: *number,
            what: self.what(fact),
            more: self.more(fact),
            time: time(fact.time, self.lang),
            datetime: fact.time.to_string(),
            corrected: superseded.contains(number) || fact.data.void,
        };
        book.facts.iter().rev().map(line).collect()
    }

    fn what(&self, fact: &Heard) -> String {
        let revised = |state: Option<&custody::State>| {
            let about = state.map_or("", |state| state.words(self.lang));
            format!("{}{about}", self.say("Đính chính: ", "Corrected: "))
        };
        let state: Option<custody::State> =
            fact.data.state.as_deref().and_then(|state| state.parse().ok());
        match fact.kind.parse::<EventName>().map(|name| name.0) {
            Ok(FactKind::LegOrdered) => {
                self.say("Đã đặt chuyển phát", "Carriage was ordered").to_owned()
            }
            Ok(FactKind::Scanned(action)) => scanned(action, state, self.lang),
            Ok(FactKind::Revised) => revised(state.as_ref()),
            Ok(FactKind::FeeCollected) => {
                self.say("Đã thu phí, lệ phí", "The procedure's fee was collected").to_owned()
            }
            Ok(FactKind::FeeRemitted) => self
                .say("Đã nộp phí, lệ phí cho cơ quan", "The fee was handed to the agency")
                .to_owned(),
            Ok(FactKind::Redirected) => self
                .say("Người nhận đổi cách nhận", "The receiver asked for another delivery")
                .to_owned(),
            Ok(FactKind::Promised) => {
                self.say("Bưu điện hẹn ngày phát", "The post promised a day").to_owned()
            }
            Ok(FactKind::Expected) => {
                self.say("Ngày dự kiến phát thay đổi", "Another day is expected").to_owned()
            }
            Ok(FactKind::FeeReversed) => {
                self.say("Đính chính khoản phí", "An entry of a fee was corrected").to_owned()
            }
            Ok(FactKind::Liability(step)) => capital(step.words(self.lang)),
            Ok(FactKind::Complaint(step)) => capital(step.words(self.lang)),
            // A later sender may tell more than this program knows.
            Err(_) => fact.kind.clone(),
        }
    }

    fn more(&self, fact: &Heard) -> String {
        let direction = match fact.data.direction.as_deref().map(str::parse) {
            Some(Ok(Direction::Submit)) => self.say("nộp hồ sơ", "to the agency"),
            Some(Ok(Direction::Return)) => self.say("trả kết quả", "to the person"),
            Some(Ok(Direction::Internal)) => self.say("luân chuyển", "between offices"),
            Some(Err(_)) | None => "",
        };
        let parts =
            [fact.data.tracking_number.as_deref(), Some(direction), fact.data.at.as_deref()];
        let parts: Vec<&str> =
            parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
        parts.join(" · ")
    }
}

/// What was done and how the parcel stands since; once, where both say the same.
fn scanned(action: Action, state: Option<custody::State>, lang: Lang) -> String {
    let done = capital(action.words(lang));
    match state.map(|state| state.words(lang)) {
        Some(stands) if fold(stands) == fold(&done) => stands.to_owned(),
        Some(stands) => format!("{done} → {stands}"),
        None => done,
    }
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A status in words, with its number in the exchange.
fn said(status: Option<Status>, lang: Lang) -> String {
    match status {
        Some(status) => format!("{} · {}", status.number(), status.text(lang)),
        None => lang.pick("Theo hệ thống một cửa", "As the one-stop system says").to_owned(),
    }
}

pub(super) async fn list(
    State(receiver): State<Arc<Receiver>>,
    Speak(lang): Speak,
) -> Result<Response, Problem> {
    let nonce = nonce(&receiver.ids);
    receiver.read(|book| answer(StatusCode::OK, &ListPage::new(book.cases(), lang, &nonce), &nonce))
}

pub(super) async fn case(
    State(receiver): State<Arc<Receiver>>,
    Speak(lang): Speak,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    let nonce = nonce(&receiver.ids);
    receiver.read(|book| {
        let book = book.cases().get(&code);
        let status = if book.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
        answer(status, &CasePage::new(&code, book, lang, &nonce), &nonce)
    })
}
