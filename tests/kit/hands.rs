//! What a person does at a screen with a keyboard and a scanner, in a real browser or without one. A story told
//! by hands is the same story for both.

use std::collections::BTreeMap;

use super::app::{Answer, TestApp};
use super::browser::{Browser, PASSWORD};
use super::page::Form;

/// Somebody at a screen. Whatever is done answers with the page that it leads to, which is a good one.
pub trait Hands {
    /// A member of staff sits down at their own machine; signs in when they have not yet, or were away too long.
    fn sits(&mut self, name: &str);

    /// A citizen, on a telephone of their own that was never here before.
    fn citizen(&mut self);

    /// Types an address.
    fn opens(&mut self, path: &str) -> String;

    /// Scans a code into the field in which the cursor stands: types it, and Enter.
    fn scans(&mut self, code: &str) -> String;

    /// Fills in a form and presses a button of it.
    fn presses(&mut self, button: Button<'_>, filled: &[(&str, &str)]) -> String;

    /// The page that is open, as it is called in the browser's bar.
    fn path(&self) -> String;

    /// What a link of the open page brings as a file.
    fn prints(&mut self, path: &str) -> Vec<u8>;
}

/// A button, by the form it belongs to.
#[derive(Debug, Clone, Copy)]
pub struct Button<'a> {
    /// Where the form leads to.
    pub form: &'a str,
    /// The button's value; empty for the only one.
    pub value: &'a str,
    /// What stands hidden in the form, where several lead there.
    pub among: &'a [(&'a str, &'a str)],
}

impl<'a> Button<'a> {
    /// The button of this value in the form that leads there.
    pub const fn of(form: &'a str, value: &'a str) -> Self {
        Self { form, value, among: &[] }
    }
}

/// Hands without a browser: what it would send is put together from the pages.
pub struct Plain<'a> {
    app: &'a TestApp,
    machines: BTreeMap<String, Browser<'a>>,
    name: String,
    path: String,
    page: Option<Answer>,
}

impl<'a> Plain<'a> {
    pub fn of(app: &'a TestApp) -> Self {
        Self {
            app,
            machines: BTreeMap::new(),
            name: String::new(),
            path: String::new(),
            page: None,
        }
    }

    fn browser(&mut self) -> &mut Browser<'a> {
        self.machines.get_mut(&self.name).unwrap()
    }

    fn form(&self, fits: impl Fn(&Form) -> bool, what: &str) -> Form {
        let page = self.page.as_ref().unwrap();
        let found = Form::all(page).into_iter().find(fits);
        found.unwrap_or_else(|| panic!("no {what} on {}: {}", self.path, page.text()))
    }

    fn sends(&mut self, form: &Form, button: Option<&(String, String)>) -> String {
        let pressed = button.filter(|(name, _)| !name.is_empty());
        let all = form.fields.iter().chain(pressed);
        let fields: Vec<(&str, &str)> =
            all.map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let action = if form.action.is_empty() { self.path.clone() } else { form.action.clone() };
        if form.is_get {
            let query: Vec<String> =
                fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
            return self.opens(&format!("{action}?{}", query.join("&")));
        }
        let origin = [("sec-fetch-site", "same-origin")];
        let answer = self.browser().post_with(&action, &fields, &[], &origin);
        self.follows(&action, answer)
    }

    fn follows(&mut self, path: &str, mut answer: Answer) -> String {
        let mut at = path.to_owned();
        while answer.status == 303 {
            answer.header("location").clone_into(&mut at);
            answer = self.browser().get(&at);
        }
        assert_eq!(answer.status, 200, "{}, {path}: {}", self.name, answer.text());
        let text = answer.text();
        (self.path, self.page) = (at, Some(answer));
        text
    }
}

impl Hands for Plain<'_> {
    fn sits(&mut self, name: &str) {
        name.clone_into(&mut self.name);
        let app = self.app;
        let machine = self
            .machines
            .entry(name.to_owned())
            .or_insert_with(|| Browser::new(app, &format!("10.0.1.{}", name.len())));
        if machine.get("/home").status == 303 {
            let answer = machine.sign_in(name, PASSWORD);
            assert_eq!(answer.status, 303, "{name}: {}", answer.text());
        }
    }

    fn citizen(&mut self) {
        "a citizen".clone_into(&mut self.name);
        self.machines.insert(self.name.clone(), Browser::new(self.app, "10.0.0.7"));
    }

    fn opens(&mut self, path: &str) -> String {
        let answer = self.browser().get(path);
        self.follows(path, answer)
    }

    fn scans(&mut self, code: &str) -> String {
        let mut form = self.form(|form| form.focus.is_some(), "field that waits for a scan");
        let field = form.focus.clone().unwrap();
        assert!(form.get(&field).is_some(), "the cursor stands in no field of {}", self.path);
        form.fill(&field, code);
        let enter = form.buttons.first().cloned();
        self.sends(&form, enter.as_ref())
    }

    fn presses(&mut self, button: Button<'_>, filled: &[(&str, &str)]) -> String {
        let is_it = |one: &&(String, String)| one.1 == button.value;
        let fits = |form: &Form| {
            let stands = |(name, value): &(&str, &str)| form.get(name) == Some(value);
            form.action.split('?').next() == Some(button.form)
                && form.buttons.iter().any(|one| is_it(&one))
                && button.among.iter().all(stands)
        };
        let mut form = self.form(fits, &format!("{button:?}"));
        for (name, value) in filled {
            form.fill(name, value);
        }
        let pressed = form.buttons.iter().find(is_it).cloned();
        self.sends(&form, pressed.as_ref())
    }

    fn path(&self) -> String {
        self.path.clone()
    }

    fn prints(&mut self, path: &str) -> Vec<u8> {
        let link = format!("href=\"{path}\"");
        let page = self.page.as_ref().unwrap().text();
        assert!(page.contains(&link), "no link to {path} on {}: {page}", self.path);
        let answer = self.browser().get(path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.body
    }
}
