//! Where a scan belongs: on which item, in which capacity, into or out of what; or why it is set aside.

use std::collections::HashMap;

use crate::base::{Actor, Capacity, ItemKey, Lang, Role};
use crate::custody::{Action, Scan};
use crate::network::Network;
use crate::parcels::{CodeOwner, ItemKind};

macro_rules! aside {
    ($($(#[$meta:meta])* $name:ident = $wire:literal, $vi:literal, $en:literal;)*) => {
        /// Why a scan is set aside.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Aside { $($(#[$meta])* $name,)* }

        impl Aside {
            /// Every reason.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The stable word.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $wire,)* }
            }

            /// What it means to who scanned.
            pub fn words(self, lang: Lang) -> &'static str {
                match self { $(Self::$name => lang.pick($vi, $en),)* }
            }
        }
    };
}

aside! {
    /// The token was revoked: its scans are kept, and a person looks at them.
    Revoked = "revoked",
        "Thiết bị đã bị thu hồi quyền; lần quét được giữ lại để người phụ trách xem",
        "This device's rights were revoked; the scan is kept for a person to look at";
    /// The phone was without contact for too long when this happened: nobody says any more that its person had it.
    Lapsed = "lapsed",
        "Điện thoại đã quá lâu không liên lạc khi quét; lần quét được giữ lại để người phụ trách xem",
        "The phone was without contact for too long when this was scanned; the scan is kept for a person to look at";
    /// The role does not do this.
    WrongRole = "wrong_role",
        "Vai trò này không thực hiện thao tác đó",
        "This role does not do that";
    /// The token does not act at this point.
    WrongPlace = "wrong_place",
        "Người quét không được phân công tại điểm này",
        "Who scanned does not act at this point";
    /// Nobody knows the point.
    UnknownPoint = "unknown_point", "Không có điểm mang mã này", "No point has this code";
    /// The point is both post and desk, and the scan does not say for which.
    CapacityMissing = "capacity_missing",
        "Điểm này vừa là bưu cục vừa là bộ phận một cửa: cần ghi rõ với tư cách nào (as: post hoặc desk)",
        "This point is both post and desk: say as which (as: post or desk)";
    /// The point does not act in that capacity, or the role does not.
    WrongCapacity = "wrong_capacity",
        "Điểm hoặc người quét không hoạt động với tư cách đó",
        "The point, or who scanned, does not act in that capacity";
    /// Nobody knows the code.
    UnknownCode = "unknown_code",
        "Mã chưa có trong hệ thống; lần quét được giữ lại để đối chiếu",
        "This code is not known; the scan is kept to be matched";
    /// The label was printed ahead and is on no parcel yet.
    UnboundBlank = "unbound_blank",
        "Nhãn in sẵn này chưa gắn với bưu gửi nào; lần quét được giữ lại và tự ghi vào khi nhãn được gắn",
        "This label was printed ahead and is on no parcel yet; the scan is kept and goes on record when it is bound";
    /// The label was printed ahead and then voided.
    VoidedBlank = "voided_blank",
        "Nhãn in sẵn này đã bị hủy; lần quét được giữ lại để đối chiếu",
        "This label was printed ahead and then voided; the scan is kept to be matched";
    /// Nobody knows the bag.
    UnknownBag = "unknown_bag", "Không có túi mang mã này", "No bag has this code";
    /// Nobody knows the run.
    UnknownRun = "unknown_run", "Không có chuyến mang mã này", "No run has this code";
}

pub(super) type Placed = (CodeOwner, Capacity, Option<ItemKey>);

/// On which item the scan is, in which capacity, and into or out of what; or why it is set aside.
pub(super) fn place_and_item(
    network: &Network,
    scan: &Scan,
    by: &Actor,
    known: &HashMap<String, CodeOwner>,
) -> Result<Placed, Aside> {
    if by.revoked {
        return Err(Aside::Revoked);
    }
    if by.until.is_some_and(|until| scan.corrected_time() >= until) {
        return Err(Aside::Lapsed);
    }
    if !scan.action.allows(by.role) {
        return Err(Aside::WrongRole);
    }
    let capacity = capacity(network, scan, by.role)?;
    if !by.may_act_at(&scan.at) {
        return Err(Aside::WrongPlace);
    }
    let owner = known.get(&scan.code).copied().ok_or(Aside::UnknownCode)?;
    let carrier = carrier(scan, known)?;
    Ok((owner, capacity, carrier))
}

/// In which capacity the scan was made: as it says, or as the point is when it is only one of the two.
pub(super) fn capacity(network: &Network, scan: &Scan, role: Role) -> Result<Capacity, Aside> {
    // At any time: a point that has closed may still have scanned, and what it scanned happened.
    let point = network
        .point_on(&scan.at, scan.corrected_time().date())
        .or_else(|| network.point(&scan.at))
        .ok_or(Aside::UnknownPoint)?;
    let capacity = match scan.capacity {
        Some(capacity) => capacity,
        None => match (point.roles.has(Capacity::Post), point.roles.has(Capacity::Desk)) {
            (true, false) => Capacity::Post,
            (false, true) => Capacity::Desk,
            (true, true) | (false, false) => return Err(Aside::CapacityMissing),
        },
    };
    let acts = match role {
        Role::Clerk | Role::Courier => capacity == Capacity::Post,
        Role::Officer => capacity == Capacity::Desk,
        Role::Manager | Role::Administrator | Role::Partner => true,
    };
    if acts && point.roles.has(capacity) { Ok(capacity) } else { Err(Aside::WrongCapacity) }
}

/// The bag or run that the scan names, when its action is about one.
pub(super) fn carrier(
    scan: &Scan,
    known: &HashMap<String, CodeOwner>,
) -> Result<Option<ItemKey>, Aside> {
    let (code, kind, unknown) = match scan.action {
        Action::Pack | Action::Unpack => (&scan.detail.bag, ItemKind::Bag, Aside::UnknownBag),
        Action::Load | Action::Unload => (&scan.detail.run, ItemKind::Run, Aside::UnknownRun),
        Action::Accept
        | Action::HandOver
        | Action::Receive
        | Action::CloseBag
        | Action::OpenBag
        | Action::Depart
        | Action::Arrive
        | Action::OutForDelivery
        | Action::Deliver
        | Action::FailDelivery
        | Action::Hold
        | Action::Return
        | Action::Inspect
        | Action::Damage
        | Action::Lose
        | Action::Find
        | Action::Void
        | Action::Transfer
        | Action::Correct => return Ok(None),
    };
    match code {
        None => Ok(None),
        Some(code) => known
            .get(code)
            .filter(|owner| owner.kind == kind)
            .map(|owner| Some(owner.key))
            .ok_or(unknown),
    }
}
