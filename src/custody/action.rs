//! What a person does to a parcel, a bag or a run and tells by a scan.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::base::place::BadCode;
use crate::base::{Lang, Role};

macro_rules! actions {
    ($($(#[$meta:meta])* $name:ident = $wire:literal, $vi:literal, $en:literal;)*) => {
        /// An action of a scan. The words on the wire are those of the API and never change.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Action { $($(#[$meta])* $name,)* }

        impl Action {
            /// Every action, in the order of a parcel's life.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The word on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $wire,)* }
            }

            /// The word on pages and papers.
            pub fn words(self, lang: Lang) -> &'static str {
                match self { $(Self::$name => lang.pick($vi, $en),)* }
            }
        }
    };
}

actions! {
    /// The post takes a parcel in: at a counter, at a door, from a desk.
    Accept = "accept", "nhận gửi", "accepted";
    /// The holder gives the item to somebody, who becomes custodian only by receiving it.
    HandOver = "hand_over", "giao", "handed over";
    /// A point receives the item and becomes its custodian.
    Receive = "receive", "nhận", "received";
    /// The item is put into a bag.
    Pack = "pack", "đóng vào túi", "packed into a bag";
    /// The item is taken out of a bag.
    Unpack = "unpack", "lấy khỏi túi", "taken out of a bag";
    /// A bag is closed under a seal; its contents are frozen.
    CloseBag = "close_bag", "niêm phong túi", "bag closed";
    /// A bag's seal is checked and broken.
    OpenBag = "open_bag", "mở túi", "bag opened";
    /// The item is put on a run (a vehicle).
    Load = "load", "xếp lên chuyến", "loaded on a run";
    /// The item is taken off a run.
    Unload = "unload", "dỡ khỏi chuyến", "unloaded";
    /// A run leaves a point.
    Depart = "depart", "chuyến rời", "run departed";
    /// A run arrives at a point.
    Arrive = "arrive", "chuyến đến", "run arrived";
    /// A postman takes the item out to its receiver.
    OutForDelivery = "out_for_delivery", "đang đi phát", "out for delivery";
    /// The item is handed to its receiver.
    Deliver = "deliver", "phát", "delivered";
    /// The item could not be handed to its receiver.
    FailDelivery = "fail_delivery", "phát không thành", "delivery failed";
    /// The item waits at a point.
    Hold = "hold", "lưu giữ", "held";
    /// The item starts on its way back to where it came from.
    Return = "return", "chuyển hoàn", "sent back";
    /// Papers of a parcel, or parcels of an opened bag, are counted and the condition is looked at.
    Inspect = "inspect", "kiểm đếm", "inspected";
    /// Damage is reported.
    Damage = "damage", "báo hư hỏng", "damage reported";
    /// Loss is reported.
    Lose = "lose", "báo mất", "loss reported";
    /// A lost item turned up.
    Find = "find", "tìm thấy", "found";
    /// A parcel that was never used is struck out.
    Void = "void", "hủy", "voided";
    /// The point has ended and another one takes over what it holds and what is bound for it. Recorded by
    /// the system on the day of the change, never by a device.
    Transfer = "transfer", "chuyển sang điểm kế nhiệm", "transferred to the successor";
    /// An earlier scan was wrong: struck out or replaced, never edited.
    Correct = "correct", "đính chính", "corrected";
}

impl Action {
    /// Whether who scans must have the item in hand: then the place of the scan holds it, whoever held
    /// it by the record before.
    pub const fn proves_presence(self) -> bool {
        match self {
            Self::Accept
            | Self::HandOver
            | Self::Receive
            | Self::Pack
            | Self::Unpack
            | Self::CloseBag
            | Self::OpenBag
            | Self::Load
            | Self::Unload
            | Self::OutForDelivery
            | Self::Deliver
            | Self::FailDelivery
            | Self::Hold
            | Self::Return
            | Self::Inspect
            | Self::Find => true,
            Self::Depart
            | Self::Arrive
            | Self::Damage
            | Self::Lose
            | Self::Void
            | Self::Transfer
            | Self::Correct => false,
        }
    }

    /// Whether a person with a device does it; what is not scanned the system records by itself.
    pub const fn is_scanned(self) -> bool {
        !matches!(self, Self::Transfer)
    }

    /// Which roles may do it. A manager and a partner do not scan.
    pub const fn allows(self, role: Role) -> bool {
        match self {
            Self::HandOver
            | Self::Receive
            | Self::Hold
            | Self::Return
            | Self::Inspect
            | Self::Damage
            | Self::Lose
            | Self::Find
            | Self::Void
            | Self::Correct => {
                matches!(role, Role::Clerk | Role::Courier | Role::Officer | Role::Administrator)
            }
            Self::Accept
            | Self::Pack
            | Self::Unpack
            | Self::CloseBag
            | Self::OpenBag
            | Self::Load
            | Self::Unload
            | Self::Depart
            | Self::Arrive
            | Self::OutForDelivery
            | Self::Deliver
            | Self::FailDelivery => {
                matches!(role, Role::Clerk | Role::Courier | Role::Administrator)
            }
            Self::Transfer => false,
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Action {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        Self::ALL.iter().copied().find(|action| action.as_str() == text).ok_or_else(|| {
            BadCode::new("an action such as accept, hand_over, receive, deliver", text)
        })
    }
}
