//! A counter of the province, and filling in its forms as a person does: what a page offers is sent back,
//! but for what is typed over.

use hosopost::base::Role;

use crate::kit::app::{Answer, TestApp};
use crate::kit::browser::Browser;
use crate::kit::province::VILLAGE;
use crate::kit::{databases, page};

/// Runs a test in the province, on every database there is.
pub fn on_both(test: impl Fn(&TestApp)) {
    databases::on_both(|db| test(&TestApp::province(db.fresh())));
}

/// The clerk of the village, at their counter.
pub fn clerk(app: &TestApp) -> Browser<'_> {
    Browser::of(app, Role::Clerk, &[VILLAGE])
}

/// The fields of a page's form as a browser would send them, but for its buttons.
pub struct Form(pub Vec<(String, String)>);

impl Form {
    /// The form that posts to this address.
    pub fn of(answer: &Answer, action: &str) -> Self {
        let mut forms = page::Form::all(answer).into_iter();
        let found = forms.find(|form| form.action == action && !form.is_get);
        let mut fields =
            found.unwrap_or_else(|| panic!("no form to {action}: {}", answer.text())).fields;
        fields.retain(|(name, _)| name != "form_token");
        Self(fields)
    }

    /// What is typed over, or ticked.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.0.retain(|(field, _)| field != name);
        self.0.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn get(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(field, _)| field == name);
        found.map_or("", |(_, value)| value)
    }

    /// Presses the button of this value.
    pub fn press(&self, browser: &mut Browser<'_>, action: &str, deed: &str) -> Answer {
        let mut fields: Vec<(&str, &str)> =
            self.0.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        fields.push(("do", deed));
        browser.post(action, &fields)
    }
}
