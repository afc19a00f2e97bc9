//! The states of a parcel, a bag or a run.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::base::Lang;
use crate::base::place::BadCode;

macro_rules! states {
    ($($(#[$meta:meta])* $name:ident = $wire:literal, $vi:literal, $en:literal;)*) => {
        /// Where an item stands in its life. Damage and tampering are flags beside it, not states.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum State { $($(#[$meta])* $name,)* }

        impl State {
            /// Every state.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The word in data and on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $wire,)* }
            }

            /// The plain words a person reads.
            pub fn words(self, lang: Lang) -> &'static str {
                match self { $(Self::$name => lang.pick($vi, $en),)* }
            }
        }
    };
}

states! {
    /// A label exists; nobody of the post has the paper yet.
    Announced = "announced", "Đã tạo, chờ bưu điện nhận", "Announced, not yet with the post";
    /// The post took it in.
    Accepted = "accepted", "Bưu điện đã nhận", "Accepted by the post";
    /// It lies at a point.
    AtPoint = "at_point", "Đang ở điểm trung chuyển", "At a point on the way";
    /// It lies in a bag.
    InBag = "in_bag", "Đang trong túi vận chuyển", "In a mail bag";
    /// It is on a vehicle.
    OnRun = "on_run", "Đang trên xe", "On the road";
    /// One side has given it, the other has not yet received it.
    InHandover = "in_handover", "Đang bàn giao", "Being handed over";
    /// A postman is on the way to the receiver.
    OutForDelivery = "out_for_delivery", "Đang đi phát", "Out for delivery";
    /// The receiver could not be reached.
    DeliveryFailed = "delivery_failed", "Phát chưa thành công", "Delivery attempted, not successful";
    /// It waits at a point for somebody.
    Held = "held", "Đang lưu giữ tại điểm", "Held at a point";
    /// It reached whom it was meant for.
    Delivered = "delivered", "Đã phát", "Delivered";
    /// It is on the way back.
    Returning = "returning", "Đang chuyển hoàn", "On its way back";
    /// It came back to where it started.
    Returned = "returned", "Đã chuyển hoàn", "Returned to sender";
    /// It is reported lost.
    Lost = "lost", "Báo mất, đang tìm", "Reported lost, being searched for";
    /// It was lost and turned up.
    Found = "found", "Đã tìm thấy", "Found again";
    /// It was struck out before anybody used it.
    Void = "void", "Đã hủy", "Voided";
}

impl State {
    /// Whether the journey has ended: no more is to be done with the parcel.
    pub const fn is_end(self) -> bool {
        match self {
            Self::Delivered | Self::Returned | Self::Void => true,
            Self::Announced
            | Self::Accepted
            | Self::AtPoint
            | Self::InBag
            | Self::OnRun
            | Self::InHandover
            | Self::OutForDelivery
            | Self::DeliveryFailed
            | Self::Held
            | Self::Returning
            | Self::Lost
            | Self::Found => false,
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for State {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        Self::ALL
            .iter()
            .copied()
            .find(|state| state.as_str() == text)
            .ok_or_else(|| BadCode::new("a state such as announced, accepted, at_point", text))
    }
}
