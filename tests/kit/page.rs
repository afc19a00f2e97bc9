//! What a page offers to be filled in, as a browser would find it.

use super::app::Answer;

/// A form of a page.
#[derive(Debug, Clone)]
pub struct Form {
    /// Where it leads to.
    pub action: String,
    /// Whether it is asked for, and not posted.
    pub is_get: bool,
    /// Its fields as a browser would send them, but for its buttons.
    pub fields: Vec<(String, String)>,
    /// Its buttons, by name and value, the first of which Enter presses.
    pub buttons: Vec<(String, String)>,
    /// The field in which the cursor stands when the page opens.
    pub focus: Option<String>,
}

impl Form {
    /// The forms of a page, from top to bottom.
    pub fn all(answer: &Answer) -> Vec<Self> {
        let html = answer.text();
        let forms = html.split("<form").skip(1);
        forms.map(|rest| Self::read(rest.split("</form>").next().unwrap())).collect()
    }

    fn read(html: &str) -> Self {
        let (head, inside) = html.split_once('>').unwrap();
        let mut form = Self {
            action: attribute(head, "action").unwrap_or_default(),
            is_get: attribute(head, "method").as_deref() != Some("post"),
            fields: Vec::new(),
            buttons: Vec::new(),
            focus: None,
        };
        for tag in inside.split('<').skip(1) {
            let (tag, rest) = tag.split_once('>').unwrap();
            let (name, value) = (attribute(tag, "name"), attribute(tag, "value"));
            if let Some(name) = name.as_ref().filter(|_| has(tag, "autofocus")) {
                form.focus = Some(name.clone());
            }
            match tag.split(' ').next().unwrap() {
                "input" => {
                    let kind = attribute(tag, "type").unwrap_or_default();
                    if !["radio", "checkbox"].contains(&kind.as_str()) || has(tag, "checked") {
                        form.fields.push((name.unwrap(), value.unwrap_or_default()));
                    }
                }
                "select" => form.fields.push((name.unwrap(), "\0".to_owned())),
                "option" => {
                    let (_, chosen) = form.fields.last_mut().unwrap();
                    if chosen == "\0" || has(tag, "selected") {
                        *chosen = value.unwrap();
                    }
                }
                "textarea" => form.fields.push((name.unwrap(), rest.to_owned())),
                "button" => {
                    form.buttons.push((name.unwrap_or_default(), value.unwrap_or_default()));
                }
                _ => {}
            }
        }
        form
    }

    /// What stands in a field.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.fields.iter().find(|(field, _)| field == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Types over a field, or ticks it.
    pub fn fill(&mut self, name: &str, value: &str) {
        self.fields.retain(|(field, _)| field != name);
        self.fields.push((name.to_owned(), value.to_owned()));
    }
}

fn has(tag: &str, word: &str) -> bool {
    tag.split(' ').any(|one| one == word)
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let rest = tag.split(&format!(" {name}=\"")).nth(1)?;
    let value = rest.split('"').next()?;
    let plain = [("&#34;", "\""), ("&#38;", "&"), ("&#39;", "'"), ("&#60;", "<"), ("&#62;", ">")];
    Some(plain.iter().fold(value.to_owned(), |text, (code, sign)| text.replace(code, sign)))
}
