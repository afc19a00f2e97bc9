//! What is odd about a recorded scan, and who has to look into it. Anomalies are derived from the same
//! events as the state, so a late scan that explains one closes it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::base::place::BadCode;
use crate::base::{AnomalyId, At, ItemKey, Lang, ScanId};

use super::custodian::Custodian;

macro_rules! kinds {
    ($($(#[$meta:meta])* $name:ident = $wire:literal, $vi:literal, $en:literal;)*) => {
        /// The kinds of anomaly.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum AnomalyKind { $($(#[$meta])* $name,)* }

        impl AnomalyKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The word in data and on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $wire,)* }
            }

            /// What it says to the person who has to look into it.
            pub fn words(self, lang: Lang) -> &'static str {
                match self { $(Self::$name => lang.pick($vi, $en),)* }
            }
        }
    };
}

kinds! {
    /// The device's clock was more than five minutes ahead; the server's time stands instead.
    ClockAhead = "clock_ahead",
        "Đồng hồ thiết bị chạy trước quá 5 phút, đã dùng giờ máy chủ",
        "The device's clock is more than 5 minutes ahead; the server's time was used";
    /// Somebody has the item whom nobody gave it to. Owned by who held it before.
    SkippedHandoff = "skipped_handoff",
        "Thiếu bước giao: người giữ trước chưa quét giao",
        "Skipped hand-off: the previous holder has not scanned the giving";
    /// It was given to one and received by another. Owned by who has it.
    WrongPlace = "wrong_place",
        "Nhận sai nơi: bưu gửi được giao cho nơi khác",
        "Received at the wrong place: it was given to somebody else";
    /// An opened bag was counted and this parcel was not in it. Owned by who closed the bag.
    BagShort = "bag_short",
        "Thiếu trong túi khi mở kiểm đếm",
        "Missing from the bag when it was opened and counted";
    /// Taken out of a bag into which nobody had put it.
    NotInBag = "not_in_bag",
        "Thừa trong túi: chưa ghi nhận đóng vào túi này",
        "Over: nobody recorded putting it into this bag";
    /// Taken out of another bag than it was put into.
    WrongBag = "wrong_bag",
        "Lấy ra từ túi khác với túi đã ghi",
        "Taken out of another bag than the one on record";
    /// Put into itself, or into a bag that lies in it: it was not.
    BagInItself = "bag_in_itself",
        "Túi được đóng vào chính nó hoặc vào túi nằm trong nó",
        "A bag put into itself, or into a bag that lies in it";
    /// Put into a bag that was closed already.
    BagClosed = "bag_closed",
        "Đóng vào túi đã niêm phong",
        "Put into a bag that was already sealed";
    /// Put into a bag that is elsewhere by the record.
    BagElsewhere = "bag_elsewhere",
        "Đóng vào túi đang ở nơi khác theo ghi nhận",
        "Put into a bag that is elsewhere by the record";
    /// Taken off a run it was not on.
    NotOnRun = "not_on_run",
        "Dỡ khỏi chuyến nhưng chưa ghi nhận xếp lên chuyến",
        "Unloaded though nobody recorded loading it";
    /// A run was counted, or left, where this was to come off, and it had not. Owned by the run whose load was
    /// counted, or by the point that let it go on.
    RunShort = "run_short",
        "Chưa dỡ khỏi chuyến tại điểm phải dỡ",
        "Not unloaded where it was to come off the run";
    /// A seal was found broken. Owned by who held the item before.
    SealBroken = "seal_broken", "Niêm phong bị rách", "The seal was found broken";
    /// The seal bears another number than before.
    SealDiffers = "seal_differs",
        "Số niêm phong khác với lần ghi trước",
        "The seal's number differs from the one on record";
    /// The papers counted differ from the last count.
    PapersDiffer = "papers_differ",
        "Số giấy tờ đếm được khác với lần đếm trước",
        "The papers counted differ from the last count";
    /// Scanned before the post accepted it.
    NotAccepted = "not_accepted",
        "Chưa có bước nhận gửi",
        "It was never accepted by the post";
    /// Accepted although the post has it.
    AcceptedTwice = "accepted_twice", "Nhận gửi hai lần", "Accepted twice";
    /// Scanned after its journey ended.
    AfterEnd = "after_end",
        "Có thao tác sau khi hành trình đã kết thúc",
        "Scanned after its journey had ended";
    /// The action is for bags or runs, or for parcels only.
    NotApplicable = "not_applicable",
        "Thao tác không áp dụng cho loại bưu gửi này",
        "This action does not apply to this kind of item";
    /// Found though nobody had reported it lost.
    NotLost = "not_lost", "Báo tìm thấy nhưng chưa báo mất", "Found, though never reported lost";
    /// Voided though it is in use.
    VoidInUse = "void_in_use",
        "Hủy bưu gửi đang được sử dụng",
        "Voided though it is already in use";
    /// Damage was reported.
    Damaged = "damaged", "Hư hỏng", "Damaged";
    /// Loss was reported.
    Lost = "lost", "Báo mất", "Reported lost";
    /// A correction names a scan that has not come in.
    CorrectionWaits = "correction_waits",
        "Đính chính một lần quét chưa nhận được",
        "It corrects a scan that has not come in yet";
}

impl fmt::Display for AnomalyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for AnomalyKind {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == text).ok_or_else(|| {
            BadCode::new("a kind of anomaly such as skipped_handoff or bag_short", text)
        })
    }
}

/// One anomaly of one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anomaly {
    /// The kind.
    pub kind: AnomalyKind,
    /// The item.
    pub item: ItemKey,
    /// The scan that raised it.
    pub scan: ScanId,
    /// When that scan took effect.
    pub at: At,
    /// Who has to look into it.
    pub owner: Custodian,
    /// What was expected, in codes (a holder, a seal number, counts), where there is one.
    pub expected: Option<String>,
    /// What was found instead.
    pub found: Option<String>,
    /// The last holder with whom it was still right.
    pub last_right: Option<Custodian>,
    /// The bag to search: the one it lay in, or should have lain in, last.
    pub bag: Option<ItemKey>,
    /// The run to search: the one it, or its bag, travelled on last.
    pub run: Option<ItemKey>,
    /// The later scan that explains it; explained anomalies are closed.
    pub explained_by: Option<ScanId>,
}

impl Anomaly {
    /// Its name: the same set of events always gives the same names.
    pub fn id(&self) -> AnomalyId {
        AnomalyId(format!("anm_{}_{}_{}", self.kind, self.scan.0.simple(), self.item.0))
    }
}
