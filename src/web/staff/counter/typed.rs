//! What stands in a long form as it was typed, so that it can be drawn again as it was, and what is wrong
//! with it, field by field.

use crate::base::Lang;
use crate::web::error::{BUSY, CONFLICT, INVALID, NOT_FOUND, Problem};
use crate::web::staff::FormTrouble;

/// The fields of a form by their names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed(Vec<(String, String)>);

impl Typed {
    /// Of the pairs that a browser posted. The session's word is no part of what was typed.
    pub fn new(pairs: Vec<(String, String)>) -> Self {
        Self(pairs.into_iter().filter(|(name, _)| name != "form_token").collect())
    }

    /// What stands in a field; nothing where it is not there.
    pub fn get(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(field, _)| field == name);
        found.map_or("", |(_, value)| value.trim())
    }

    /// Whether the field holds this.
    pub fn is(&self, name: &str, value: &str) -> bool {
        self.get(name) == value
    }

    /// Whether a box is ticked.
    pub fn ticked(&self, name: &str) -> bool {
        !self.get(name).is_empty()
    }

    /// Puts something into a field.
    pub fn put(&mut self, name: &str, value: impl Into<String>) {
        self.0.retain(|(field, _)| field != name);
        self.0.push((name.to_owned(), value.into()));
    }

    /// How many of the fields `name_0`, `name_1`, … there are.
    pub fn rows(&self, name: &str) -> usize {
        let number = |field: &str| {
            field.strip_prefix(name)?.strip_prefix('_')?.parse::<usize>().ok().filter(|n| *n < 1000)
        };
        self.0.iter().filter_map(|(field, _)| number(field)).max().map_or(0, |last| last + 1)
    }

    /// Takes the row `n` of these fields out; those after it move up. The first field counts the rows.
    pub fn take_row_out(&mut self, names: &[&str], n: usize) {
        let rows = names.first().map_or(0, |first| self.rows(first));
        let mut kept = Vec::new();
        for (to, from) in (0..rows).filter(|row| *row != n).enumerate() {
            for name in names {
                kept.push((format!("{name}_{to}"), self.get(&format!("{name}_{from}")).to_owned()));
            }
        }
        let is_row = |field: &str| {
            let rest = |name: &&str| field.strip_prefix(*name)?.strip_prefix('_');
            let number = |rest: &str| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit());
            names.iter().filter_map(rest).any(number)
        };
        self.0.retain(|(field, _)| !is_row(field));
        self.0.extend(kept);
    }

    /// All of it as one text: two forms with the same text say the same.
    pub fn text(&self) -> String {
        let mut pairs: Vec<_> =
            self.0.iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.sort();
        pairs.join("\n")
    }
}

/// What is wrong with a form, in as many fields as there are.
#[derive(Debug, Clone, Default)]
pub struct Troubles(Vec<FormTrouble>);

impl Troubles {
    /// One more.
    pub fn add(&mut self, field: &str, text: impl Into<String>) {
        self.0.push(FormTrouble::at_field(field, text));
    }

    /// Keeps what was read, and what is wrong when it was not.
    pub fn take<T>(&mut self, field: &str, read: Result<T, String>) -> Option<T> {
        read.map_err(|text| self.add(field, text)).ok()
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is said at a field.
    pub fn at(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|one| one.field() == field).map(FormTrouble::text)
    }

    /// What no field can mend.
    pub fn over(&self) -> Option<&str> {
        self.at("")
    }

    /// What a flow refused, said at the field of the form that `field` finds for the flow's own; or the
    /// problem itself when a person cannot mend it.
    pub fn of(
        problem: Problem,
        lang: Lang,
        field: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, Problem> {
        if ![INVALID, CONFLICT, NOT_FOUND, BUSY].contains(&problem.kind()) {
            return Err(problem);
        }
        let at = problem.at_field().and_then(field).unwrap_or_default();
        let title = problem.kind().title.to(lang);
        let text = problem.told(lang).unwrap_or(title).to_owned();
        Ok(Self(vec![FormTrouble::at_field(&at, text)]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(pairs: &[(&str, &str)]) -> Typed {
        Typed::new(pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect())
    }

    #[test]
    fn rows_are_counted_by_their_last_number_and_no_number_is_too_large() {
        let form =
            typed(&[("a_0", ""), ("a_2", ""), ("a_x", ""), ("ab_7", ""), ("a_999999999", "")]);
        assert_eq!(form.rows("a"), 3);
        assert_eq!(form.rows("c"), 0);
    }

    #[test]
    fn a_row_that_is_taken_out_leaves_no_gap() {
        let pairs =
            [("a_0", "0"), ("b_0", "x"), ("a_1", "1"), ("b_1", "y"), ("a_2", "2"), ("a_x", "z")];
        let mut form = typed(&pairs);
        form.take_row_out(&["a", "b"], 1);
        assert_eq!((form.get("a_0"), form.get("a_1"), form.get("b_1")), ("0", "2", ""));
        assert_eq!((form.rows("a"), form.get("a_x")), (2, "z"));
        form.take_row_out(&["a", "b"], 9);
        assert_eq!(form.rows("a"), 2);
    }

    #[test]
    fn the_order_of_fields_and_the_hidden_word_make_no_other_text() {
        let one = typed(&[("a", "1"), ("b", "2"), ("form_token", "x")]);
        assert_eq!(one.text(), typed(&[("b", "2"), ("a", "1")]).text());
        assert_ne!(one.text(), typed(&[("b", "2"), ("a", "3")]).text());
    }
}
