//! The form of a complaint, as the citizen's own page and the counter's share it.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::base::Lang;
use crate::claims::ComplaintKind;
use crate::flows::claims::ComplaintIn;
use crate::web::error::{INVALID, Problem};

/// What was typed.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[schema(as = ComplaintForm)]
pub struct Complained {
    /// `lost`, `damaged`, `late` or `other`.
    #[serde(default)]
    pub kind: String,
    /// What happened, in the complainant's words; at most 1,000 characters.
    #[serde(default)]
    pub words: String,
    /// The hidden word of the form.
    #[serde(default)]
    pub form_token: String,
}

impl Complained {
    /// What is complained of; without a kind it is said at that field.
    pub fn read(&self) -> Result<ComplaintIn, Problem> {
        let kind: ComplaintKind = self.kind.trim().parse().map_err(|_| {
            Problem::new(INVALID)
                .field("kind")
                .detail("Hãy chọn một việc trong danh sách.", "Choose one of the list.")
        })?;
        Ok(ComplaintIn { kind, words: self.words.clone() })
    }

    /// Whether this kind was chosen.
    pub fn is(&self, word: &str) -> bool {
        self.kind == word
    }
}

/// The kinds to choose from.
pub fn kinds(lang: Lang) -> Vec<(&'static str, &'static str)> {
    ComplaintKind::ALL.iter().map(|kind| (kind.as_str(), kind.words(lang))).collect()
}
