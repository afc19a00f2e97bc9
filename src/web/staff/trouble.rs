//! A problem as a page, for people with a browser: programs get it as JSON.

use askama::Template;
use axum::http::{HeaderMap, Uri, header};
use axum::response::Response;

use super::page;
use crate::base::{Lang, Words};
use crate::web::error::Problem;

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/trouble.html")]
pub struct TroublePage<'a> {
    lang: Lang,
    here: &'static str,
    problem: &'a Problem,
    instance: &'a str,
}

impl<'a> TroublePage<'a> {
    /// The page of a problem; `instance` is the request's id.
    pub const fn new(problem: &'a Problem, lang: Lang, instance: &'a str) -> Self {
        Self { lang, here: "/home", problem, instance }
    }

    fn title(&self) -> &'static str {
        self.problem.kind().title.to(self.lang)
    }

    fn told(&self) -> Option<&str> {
        self.problem.told(self.lang)
    }

    fn say(&self, vi: &'static str, en: &'static str) -> &'static str {
        Words::new(vi, en).to(self.lang)
    }

    #[expect(clippy::unused_self, reason = "templates call it on what they hold")]
    fn style(&self) -> &'static str {
        super::style::path()
    }
}

/// Whether a person with a browser asked, and not a program.
pub fn is_wanted(uri: &Uri, headers: &HeaderMap) -> bool {
    let accepts = headers.get(header::ACCEPT).and_then(|kinds| kinds.to_str().ok());
    !uri.path().starts_with("/api/") && accepts.is_some_and(|kinds| kinds.contains("text/html"))
}

/// The problem as a page.
pub fn answer(problem: &Problem, lang: Lang, instance: &str) -> Option<Response> {
    let status = problem.kind().status;
    page(status, &TroublePage::new(problem, lang, instance)).ok()
}
