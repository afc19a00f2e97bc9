//! A device, as far as what it handed in says.

use crate::base::{At, Role, TokenId};

/// How far a device's clock may be off before somebody should look at it, in milliseconds. Its scans are
/// corrected by what it measured; one that is this far off is set by hand, or broken.
const CLOCK_MINDED_MS: i64 = 60_000;

/// A device that handed scans in, under one token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// What it calls itself.
    pub name: String,
    /// Under which token.
    pub token: TokenId,
    /// What the token or the user is called.
    pub holder: String,
    /// Whether somebody was signed in, instead of a token of the device's own.
    pub is_user: bool,
    /// In which role.
    pub role: Option<Role>,
    /// When the token was revoked or the user disabled: what it hands in since is set aside.
    pub ended_at: Option<At>,
    /// When it was first heard of.
    pub first_at: At,
    /// When it was last heard of.
    pub last_at: At,
    /// Scans it handed in today that were new.
    pub scans_today: i64,
    /// Of these, the ones set aside.
    pub set_aside_today: i64,
    /// Scans it ever handed in that were new.
    pub scans: i64,
    /// Of these, the ones set aside.
    pub set_aside: i64,
    /// How far its clock was corrected in the last batch, in milliseconds.
    pub offset_ms: i64,
    /// The lowest and the highest such correction on the last day.
    pub offsets_ms: (i64, i64),
}

impl Device {
    /// Whether its clock is off by so much that somebody should look at it.
    pub const fn minds_clock(&self) -> bool {
        let (lowest, highest) = self.offsets_ms;
        lowest < -CLOCK_MINDED_MS || highest > CLOCK_MINDED_MS
    }
}
