//! Every way a flow can end without having done anything, in one type. The subjects say what is wrong
//! and what to do; here it is only sorted by whose fault it is.

use crate::base::Lang;
use crate::calendar::{NotLoaded, TimeRefusal};
use crate::cases::{AcceptanceRefusal, CaseRefusal, LegRefusal, WishRefusal};
use crate::catalogue::VersionRefusal;
use crate::claims::ClaimRefusal;
use crate::custody::refusal::CustodyRefusal;
use crate::dispatch::desk::DeskRefusal;
use crate::dispatch::manifest::SheetRefusal;
use crate::feed::webhook::WebhookRefusal;
use crate::ledger::LedgerRefusal;
use crate::network::refusal::PlaceRefusal;
use crate::parcels::{EvidenceRefusal, ItemRefusal, NumberRefusal, PaperRefusal, RollRefusal};
use crate::people::{Forbidden, PersonRefusal, PhoneRefusal, TokenRefusal, UserRefusal};
use crate::postage::PostageRefusal;
use crate::store::StoreError;

/// Why a flow did nothing.
#[derive(Debug, thiserror::Error)]
pub enum FlowRefusal {
    /// About a case record.
    #[error(transparent)]
    Case(#[from] CaseRefusal),
    /// About what was taken in on the road.
    #[error(transparent)]
    Acceptance(#[from] AcceptanceRefusal),
    /// About a leg.
    #[error(transparent)]
    Leg(#[from] LegRefusal),
    /// About a list of papers.
    #[error(transparent)]
    Papers(#[from] PaperRefusal),
    /// About a tracking number.
    #[error(transparent)]
    Number(#[from] NumberRefusal),
    /// About a bag, a run, or a code.
    #[error(transparent)]
    Item(#[from] ItemRefusal),
    /// About a roll of labels or a blank of one.
    #[error(transparent)]
    Roll(#[from] RollRefusal),
    /// About a person's details.
    #[error(transparent)]
    Person(#[from] PersonRefusal),
    /// About a token.
    #[error(transparent)]
    Token(#[from] TokenRefusal),
    /// About a user.
    #[error(transparent)]
    User(#[from] UserRefusal),
    /// About a photo or a signature.
    #[error(transparent)]
    Evidence(#[from] EvidenceRefusal),
    /// About a phone.
    #[error(transparent)]
    Phone(#[from] PhoneRefusal),
    /// About a decision on an anomaly or a scan set aside.
    #[error(transparent)]
    Custody(#[from] CustodyRefusal),
    /// About money received or handed over.
    #[error(transparent)]
    Ledger(#[from] LedgerRefusal),
    /// About what carriage costs.
    #[error(transparent)]
    Postage(#[from] PostageRefusal),
    /// About a version of the catalogue.
    #[error(transparent)]
    Version(#[from] VersionRefusal),
    /// About units that were divided, or places that changed.
    #[error(transparent)]
    Place(#[from] PlaceRefusal),
    /// About a webhook.
    #[error(transparent)]
    Webhook(#[from] WebhookRefusal),
    /// About another delivery that the receiver asks for.
    #[error(transparent)]
    Wish(#[from] WishRefusal),
    /// About a list, or a sheet of one.
    #[error(transparent)]
    Sheet(#[from] SheetRefusal),
    /// About what a desk decides, or the calls it asks for.
    #[error(transparent)]
    Desk(#[from] DeskRefusal),
    /// The days or weeks that would answer it were not imported.
    #[error(transparent)]
    NotLoaded(#[from] NotLoaded),
    /// About a complaint or a record of liability.
    #[error(transparent)]
    Claim(#[from] ClaimRefusal),
    /// The actor may not.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The key of the request was used for another one.
    #[error("this Idempotency-Key was used for another request: use a new one")]
    KeyReused,
    /// The database failed; nobody outside can mend it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Whose fault a refusal is, and so what helps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// What was sent: mend the field that is named.
    Input,
    /// What was named is not there.
    Missing,
    /// What was sent is right, and does not fit what is already here.
    Conflict,
    /// The actor's: another token is needed.
    Actor,
    /// Ours: trying again later may help.
    Ours,
}

impl FlowRefusal {
    /// Whose fault it is.
    pub const fn fault(&self) -> Fault {
        match self {
            Self::Case(CaseRefusal::Unknown(_))
            | Self::Leg(LegRefusal::Unknown(_))
            | Self::Item(ItemRefusal::Unknown(_))
            | Self::Roll(RollRefusal::UnknownRoll(_) | RollRefusal::Unknown { .. })
            | Self::Token(TokenRefusal::Unknown(_))
            | Self::User(UserRefusal::Unknown(_))
            | Self::Phone(PhoneRefusal::Unknown(_))
            | Self::Evidence(EvidenceRefusal::Unknown(_))
            | Self::Ledger(LedgerRefusal::Unknown(_))
            | Self::Webhook(WebhookRefusal::Unknown(_))
            | Self::Custody(
                CustodyRefusal::UnknownAnomaly(_) | CustodyRefusal::UnknownSetAside(_),
            )
            | Self::Sheet(SheetRefusal::Unknown(_))
            | Self::Desk(DeskRefusal::UnknownPickup(_))
            | Self::Claim(ClaimRefusal::UnknownLiability(_) | ClaimRefusal::UnknownComplaint(_))
            | Self::Place(PlaceRefusal::UnknownDecision(_)) => Fault::Missing,
            Self::Leg(LegRefusal::AlreadyCollected(_))
            | Self::Item(
                ItemRefusal::CodeTaken { .. }
                | ItemRefusal::DepartureTaken { .. }
                | ItemRefusal::CancelledDeparture { .. },
            )
            | Self::Sheet(
                SheetRefusal::OtherList { .. }
                | SheetRefusal::OwnList { .. }
                | SheetRefusal::NotHere { .. }
                | SheetRefusal::NoHandover { .. }
                | SheetRefusal::Empty,
            )
            | Self::NotLoaded(_)
            | Self::KeyReused
            | Self::User(UserRefusal::Taken(_) | UserRefusal::Oneself(_))
            | Self::Evidence(EvidenceRefusal::Other(_))
            | Self::Acceptance(
                AcceptanceRefusal::Other(_) | AcceptanceRefusal::OtherAgency { .. },
            )
            | Self::Phone(
                PhoneRefusal::TooMany | PhoneRefusal::OfAnother(_) | PhoneRefusal::Ended(_),
            )
            | Self::Roll(
                RollRefusal::Bound { .. } | RollRefusal::Voided { .. } | RollRefusal::NothingFree,
            )
            | Self::Ledger(
                LedgerRefusal::OtherContent(_)
                | LedgerRefusal::Reversed { .. }
                | LedgerRefusal::IsReversal(_)
                | LedgerRefusal::PriceAgain(_)
                | LedgerRefusal::NothingHeld(_),
            )
            | Self::Postage(PostageRefusal::Settled { .. } | PostageRefusal::NoPrice(_))
            | Self::Webhook(WebhookRefusal::NotFirst(_))
            | Self::Custody(CustodyRefusal::Settled { .. })
            | Self::Wish(
                WishRefusal::NotToAPerson
                | WishRefusal::Over
                | WishRefusal::NotLoaded(_)
                | WishRefusal::NothingToWithdraw,
            )
            | Self::Claim(
                ClaimRefusal::NotFixed
                | ClaimRefusal::Over(_)
                | ClaimRefusal::Undone
                | ClaimRefusal::NoProof
                | ClaimRefusal::NotAccepted
                | ClaimRefusal::TooLate(_)
                | ClaimRefusal::Waits(_)
                | ClaimRefusal::NotOpen(_)
                | ClaimRefusal::NotLoaded(_),
            )
            | Self::Place(PlaceRefusal::Ended(_))
            | Self::Number(
                NumberRefusal::NoRange(_)
                | NumberRefusal::Exhausted(_)
                | NumberRefusal::RangeUsed { .. }
                | NumberRefusal::InUse { .. }
                | NumberRefusal::Taken(_),
            ) => Fault::Conflict,
            Self::Desk(refusal) if refusal.is_at_odds() => Fault::Conflict,
            Self::Case(_)
            | Self::Leg(_)
            | Self::Papers(_)
            | Self::Number(_)
            | Self::Item(_)
            | Self::Roll(_)
            | Self::Person(_)
            | Self::Token(_)
            | Self::User(_)
            | Self::Phone(_)
            | Self::Evidence(_)
            | Self::Acceptance(_)
            | Self::Version(_)
            | Self::Webhook(_)
            | Self::Custody(_)
            | Self::Ledger(_)
            | Self::Postage(_)
            | Self::Wish(_)
            | Self::Sheet(SheetRefusal::TooLong { .. })
            | Self::Desk(_)
            | Self::Claim(_)
            | Self::Place(
                PlaceRefusal::NotDivided { .. }
                | PlaceRefusal::NotAPart { .. }
                | PlaceRefusal::NotYet { .. },
            ) => Fault::Input,
            Self::Forbidden(_) | Self::Place(PlaceRefusal::NotYours { .. }) => Fault::Actor,
            Self::Store(_) => Fault::Ours,
        }
    }

    /// The stable name of the refusal.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Case(refusal) => refusal.code(),
            Self::Leg(refusal) => refusal.code(),
            Self::Papers(refusal) => refusal.code(),
            Self::Number(refusal) => refusal.code(),
            Self::Item(refusal) => refusal.code(),
            Self::Roll(refusal) => refusal.code(),
            Self::Person(refusal) => refusal.code(),
            Self::Token(refusal) => refusal.code(),
            Self::User(refusal) => refusal.code(),
            Self::Phone(refusal) => refusal.code(),
            Self::Evidence(refusal) => refusal.code(),
            Self::Acceptance(refusal) => refusal.code(),
            Self::Custody(refusal) => refusal.code(),
            Self::Ledger(refusal) => refusal.code(),
            Self::Postage(refusal) => refusal.code(),
            Self::Version(refusal) => refusal.code(),
            Self::Place(refusal) => refusal.code(),
            Self::Webhook(refusal) => refusal.code(),
            Self::Wish(refusal) => refusal.code(),
            Self::Sheet(refusal) => refusal.code(),
            Self::Desk(refusal) => refusal.code(),
            Self::NotLoaded(_) => "calendar_not_loaded",
            Self::Claim(refusal) => refusal.code(),
            Self::Forbidden(refusal) => refusal.code(),
            Self::KeyReused => "idempotency_conflict",
            Self::Store(_) => "try_again",
        }
    }

    /// The field at fault, where there is one.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::Case(refusal) => refusal.field(),
            Self::Leg(refusal) => refusal.field(),
            Self::Papers(refusal) => Some(refusal.field()),
            Self::Acceptance(refusal) => Some(refusal.field()),
            Self::Number(refusal) => refusal.field(),
            Self::Item(refusal) => refusal.field(),
            Self::Roll(refusal) => refusal.field(),
            Self::Person(refusal) => Some(refusal.field()),
            Self::Token(refusal) => refusal.field(),
            Self::User(refusal) => refusal.field(),
            Self::Phone(refusal) => refusal.field(),
            Self::Custody(refusal) => refusal.field(),
            Self::Ledger(refusal) => refusal.field(),
            Self::Postage(refusal) => refusal.field(),
            Self::Version(VersionRefusal::BadName) => Some("name"),
            Self::Place(refusal) => refusal.field(),
            Self::Webhook(refusal) => refusal.field(),
            Self::Wish(refusal) => refusal.field(),
            Self::Sheet(refusal) => Some(refusal.field()),
            Self::Desk(refusal) => refusal.field(),
            Self::Claim(refusal) => refusal.field(),
            Self::KeyReused => Some("Idempotency-Key"),
            Self::Version(VersionRefusal::Unknown { .. } | VersionRefusal::Several { .. })
            | Self::Evidence(_)
            | Self::Forbidden(_)
            | Self::NotLoaded(_)
            | Self::Store(_) => None,
        }
    }

    /// What to tell the person. Of our own failures they are told only that they may try again.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Self::Case(refusal) => refusal.text(lang),
            Self::Leg(refusal) => refusal.text(lang),
            Self::Papers(refusal) => refusal.text(lang),
            Self::Number(refusal) => refusal.text(lang),
            Self::Item(refusal) => refusal.text(lang),
            Self::Roll(refusal) => refusal.text(lang),
            Self::Person(refusal) => refusal.text(lang),
            Self::Token(refusal) => refusal.text(lang),
            Self::User(refusal) => refusal.text(lang),
            Self::Phone(refusal) => refusal.text(lang),
            Self::Evidence(refusal) => refusal.text(lang),
            Self::Acceptance(refusal) => refusal.text(lang),
            Self::Custody(refusal) => refusal.text(lang),
            Self::Ledger(refusal) => refusal.text(lang),
            Self::Postage(refusal) => refusal.text(lang),
            Self::Version(refusal) => refusal.text(lang),
            Self::Place(refusal) => refusal.text(lang),
            Self::Webhook(refusal) => refusal.text(lang),
            Self::Wish(refusal) => refusal.text(lang),
            Self::Sheet(refusal) => refusal.text(lang),
            Self::Desk(refusal) => refusal.text(lang),
            Self::NotLoaded(missing) => TimeRefusal::from(missing.clone()).text(lang),
            Self::Claim(refusal) => refusal.text(lang),
            Self::Forbidden(refusal) => refusal.text(lang),
            Self::KeyReused => lang.pick(
                "Khóa Idempotency-Key này đã dùng cho yêu cầu khác: hãy dùng khóa mới.".to_owned(),
                self.to_string(),
            ),
            Self::Store(_) => lang
                .pick(
                    "Hệ thống đang bận, chưa ghi nhận gì: hãy thử lại sau.",
                    "The system is busy and nothing was recorded: try again later.",
                )
                .to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_our_own_failures_nothing_is_told_but_to_try_again() {
        let url = "postgres://hosopost:secret@db/hosopost".to_owned();
        let refusal = FlowRefusal::from(StoreError::Unreachable(url));
        assert_eq!((refusal.fault(), refusal.code()), (Fault::Ours, "try_again"));
        for lang in [Lang::Vi, Lang::En] {
            assert!(!refusal.text(lang).contains("postgres"));
        }
    }
}
