//! The form under a list of accounts, of users as of tokens: what was typed, what is wrong with it, and the
//! secret that was drawn and is shown once.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::base::{Lang, PointCode, Role};
use crate::flows::FlowRefusal;
use crate::web::api::users::refused;
use crate::web::staff::FormTrouble;
use crate::web::staff::form::{said_at, said_over};

/// What was typed for a new user or token.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[schema(as = AccountTyped)]
pub struct Typed {
    /// To sign in with; what to call a counter, a device, a system.
    #[serde(default)]
    #[schema(example = "lan.nguyen")]
    pub name: String,
    /// `clerk`, `courier`, `officer`, `manager` or `administrator`; for a token also `partner`.
    #[serde(default)]
    #[schema(example = "clerk")]
    pub role: String,
    /// Points, with spaces or commas between them.
    #[serde(default)]
    pub points: String,
    /// The hidden word of the form.
    #[serde(default, rename = "form_token")]
    #[expect(dead_code, reason = "read by the extractor; here for the description")]
    form_token: String,
}

impl Typed {
    /// What `make` makes of it, or what is wrong with which field.
    pub fn read<T, R: Into<FlowRefusal>>(
        &self,
        lang: Lang,
        make: impl FnOnce(&str, Role, Vec<PointCode>) -> Result<T, R>,
    ) -> Result<T, FormTrouble> {
        let role = self.role.parse().map_err(|_| {
            FormTrouble::at_field("role", lang.pick("Hãy chọn vai trò.", "Choose a role."))
        })?;
        make(&self.name, role, points(&self.points, lang)?)
            .map_err(|refusal| FormTrouble::of(&refused(refusal.into()), lang))
    }
}

/// The form as it is drawn.
#[derive(Debug, Clone, Default)]
pub struct Entry {
    /// What was typed.
    pub typed: Typed,
    /// A secret that was just drawn, and whose it is.
    pub drawn: Option<(String, String)>,
    trouble: Option<FormTrouble>,
}

impl Entry {
    /// After something was entered: the secret of `name`.
    pub fn drawn(name: String, secret: &str) -> Self {
        Self { drawn: Some((name, secret.to_owned())), ..Self::default() }
    }

    /// What was typed, with what is wrong with it.
    pub fn wrong(typed: Typed, trouble: FormTrouble) -> Self {
        Self { typed, trouble: Some(trouble), ..Self::default() }
    }

    /// Whether there is something to mend.
    pub const fn is_wrong(&self) -> bool {
        self.trouble.is_some()
    }

    /// What to say at a field.
    pub fn at(&self, field: &str) -> Option<&str> {
        said_at(self.trouble.as_ref(), field)
    }

    /// What to say over the whole.
    pub fn over(&self) -> Option<&str> {
        said_over(self.trouble.as_ref(), &["name", "role", "points"])
    }
}

/// Point codes with spaces or commas between them.
pub fn points(text: &str, lang: Lang) -> Result<Vec<PointCode>, FormTrouble> {
    let words = text.split([',', ';']).flat_map(str::split_whitespace);
    words
        .map(|word| {
            word.parse().map_err(|_| {
                let word: String = word.chars().take(40).collect();
                let (vi, en) =
                    (format!("Không phải mã điểm: {word}"), format!("No point code: {word}"));
                FormTrouble::at_field("points", lang.pick(vi, en))
            })
        })
        .collect()
}

/// Point codes as they are typed.
pub fn listed(points: &[PointCode]) -> String {
    points.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

/// The roles that a form offers, in words.
pub fn roles(with_systems: bool, lang: Lang) -> Vec<(&'static str, &'static str)> {
    Role::ALL
        .into_iter()
        .filter(|role| with_systems || *role != Role::Partner)
        .map(|role| (role.as_str(), role.words().to(lang)))
        .collect()
}
