//! That somebody looked at a person's details: who, when, of which case, on which page; never what.

use crate::base::{At, CaseId, Context, ParcelId, PersonId, TokenId, ViewId};

/// A look at a person's details.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// The line's id.
    pub id: ViewId,
    /// When.
    pub at: At,
    /// Who looked: a user's or a token's.
    pub by: TokenId,
    /// On which page or paper, as a stable word: `case`, `parcel`, `label`, `slip`.
    pub page: String,
    /// Of which case.
    pub case: CaseId,
    /// Of which parcel, when it was one's.
    pub parcel: Option<ParcelId>,
    /// Whose details; the row behind the id may have been erased since.
    pub person: PersonId,
}

impl View {
    /// Somebody looks at this person now.
    pub fn of(
        cx: &Context,
        page: &str,
        case: CaseId,
        parcel: Option<ParcelId>,
        person: PersonId,
    ) -> Self {
        Self {
            id: ViewId::new(cx.ids.uuid(cx.now)),
            at: cx.now,
            by: cx.who.token,
            page: page.to_owned(),
            case,
            parcel,
            person,
        }
    }
}
