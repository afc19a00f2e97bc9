//! A counter of the province, and filling in its forms as a person does: what a page offers is sent back,
//! but for what is typed over.

use hosopost::base::Role;

use crate::kit::app::{Answer, TestApp};
use crate::kit::browser::Browser;
use crate::kit::databases;
use crate::kit::province::VILLAGE;

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
        let html = answer.text();
        let opened = format!("<form method=\"post\" action=\"{action}\"");
        let start = html.find(&opened).unwrap_or_else(|| panic!("no form to {action}: {html}"));
        let html = &html[start..start + html[start..].find("</form>").unwrap()];
        let mut fields = Vec::new();
        for tag in html.split('<').skip(1) {
            let (tag, rest) = tag.split_once('>').unwrap();
            match tag.split(' ').next().unwrap() {
                "input" => {
                    let kind = attribute(tag, "type").unwrap_or_default();
                    let chosen = tag.split(' ').any(|word| word == "checked");
                    if !["radio", "checkbox"].contains(&kind.as_str()) || chosen {
                        let name = attribute(tag, "name").unwrap();
                        fields.push((name, attribute(tag, "value").unwrap_or_default()));
                    }
                }
                "select" => {
                    fields.push((attribute(tag, "name").unwrap(), "\0".to_owned()));
                }
                "option" => {
                    let (_, value) = fields.last_mut().unwrap();
                    if value == "\0" || tag.split(' ').any(|word| word == "selected") {
                        *value = attribute(tag, "value").unwrap();
                    }
                }
                "textarea" => fields.push((attribute(tag, "name").unwrap(), rest.to_owned())),
                _ => {}
            }
        }
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

fn attribute(tag: &str, name: &str) -> Option<String> {
    let rest = tag.split(&format!(" {name}=\"")).nth(1)?;
    let value = rest.split('"').next()?;
    let plain = [("&#34;", "\""), ("&#38;", "&"), ("&#39;", "'"), ("&#60;", "<"), ("&#62;", ">")];
    Some(plain.iter().fold(value.to_owned(), |text, (code, sign)| text.replace(code, sign)))
}
