//! What to do next with an item that was just scanned: one sentence for who holds the scanner.

use crate::base::Lang;
use crate::parcels::ItemKind;

use super::anomaly::Anomaly;
use super::custodian::{Custodian, Party};
use super::fold::Subject;
use super::state::State;
use super::timeline::Timeline;

/// The advice after a scan. What is odd comes first; else the next step on the way.
pub fn advice(subject: &Subject, timeline: &Timeline, raised: &[&Anomaly], lang: Lang) -> String {
    if let Some(anomaly) = raised.iter().find(|anomaly| anomaly.explained_by.is_none()) {
        let words = anomaly.kind.words(lang);
        return match &anomaly.expected {
            Some(expected) if !expected.is_empty() => {
                format!("{words} ({}: {expected}).", lang.pick("đúng ra", "expected"))
            }
            _ => format!("{words}."),
        };
    }
    match subject.kind {
        ItemKind::Parcel => parcel(timeline, lang),
        ItemKind::Bag => bag(timeline, lang),
        ItemKind::Run if timeline.state == State::OnRun => {
            lang.pick("Chuyến đang chạy.", "The run is under way.").to_owned()
        }
        ItemKind::Run => {
            lang.pick("Dỡ túi và quét từng túi.", "Unload and scan every bag.").to_owned()
        }
    }
}

fn parcel(timeline: &Timeline, lang: Lang) -> String {
    let onward = if timeline.returning {
        Some(target_of(&timeline.origin))
    } else {
        timeline.bound_for.as_ref().map(target)
    };
    let onward = onward.map_or(String::new(), |to| match lang {
        Lang::Vi => format!(" Nơi đến: {}.", to(lang)),
        Lang::En => format!(" Bound for {}.", to(lang)),
    });
    let next = match timeline.state {
        State::Announced => {
            lang.pick("Chờ bưu điện nhận gửi.", "Waiting for the post to accept it.")
        }
        State::Accepted | State::AtPoint | State::Found => {
            lang.pick("Đóng vào túi hoặc giao tiếp.", "Pack it into a bag or hand it on.")
        }
        State::InBag => {
            lang.pick("Niêm phong túi khi đã đủ.", "Close the bag when everything is in.")
        }
        State::OnRun => lang.pick("Dỡ tại điểm đến.", "Unload it at its stop."),
        State::InHandover => lang.pick(
            "Bên nhận quét nhận để hoàn tất.",
            "The receiver scans to complete the hand-over.",
        ),
        State::OutForDelivery => lang.pick(
            "Phát cho người nhận, nhờ kiểm tra niêm phong.",
            "Deliver it; ask the receiver to check the seal.",
        ),
        State::DeliveryFailed => lang.pick(
            "Hẹn phát lại, lưu giữ hoặc chuyển hoàn.",
            "Try again, hold it, or send it back.",
        ),
        State::Held => {
            lang.pick("Đang lưu giữ: chờ người nhận.", "Held: waiting for the receiver.")
        }
        State::Returning => lang.pick("Chuyển về nơi gửi.", "Send it back to where it came from."),
        State::Delivered | State::Returned => {
            return lang.pick("Hành trình đã kết thúc.", "The journey has ended.").to_owned();
        }
        State::Lost => lang.pick("Tìm tại điểm giữ cuối cùng.", "Search at the last holder."),
        State::Void => {
            return lang.pick("Đã hủy: không gửi nữa.", "Void: do not send it.").to_owned();
        }
    };
    format!("{next}{onward}")
}

fn bag(timeline: &Timeline, lang: Lang) -> String {
    let to =
        timeline.bound_for.as_ref().map_or(String::new(), |to| format!(" {}", target(to)(lang)));
    match (timeline.state, timeline.closed) {
        (State::InHandover, _) => {
            lang.pick("Bên nhận quét nhận túi.", "The receiver scans the bag.").to_owned()
        }
        (State::OnRun, _) => format!("{}{to}.", lang.pick("Dỡ túi tại", "Unload the bag at")),
        (_, true) => format!("{}{to}.", lang.pick("Xếp túi lên chuyến đi", "Load the bag for")),
        (_, false) => lang
            .pick(
                "Quét từng bưu gửi lấy ra, rồi kiểm đếm túi.",
                "Scan every parcel taken out, then inspect the bag to finish the count.",
            )
            .to_owned(),
    }
}

fn target(party: &Party) -> Box<dyn Fn(Lang) -> String + '_> {
    match party {
        Party::Point { code, .. } => Box::new(move |_| code.to_string()),
        Party::Run { code } => Box::new(move |_| code.to_string()),
        Party::Postman { .. } => Box::new(|lang| lang.pick("bưu tá", "the postman").to_owned()),
        Party::Person => Box::new(|lang| lang.pick("người nhận", "the receiver").to_owned()),
    }
}

fn target_of(custodian: &Custodian) -> Box<dyn Fn(Lang) -> String + '_> {
    match custodian {
        Custodian::Point { code, .. } => Box::new(move |_| code.to_string()),
        Custodian::Run { code } => Box::new(move |_| code.to_string()),
        Custodian::Postman { .. } => Box::new(|lang| lang.pick("bưu tá", "the postman").to_owned()),
        Custodian::Citizen => Box::new(|lang| lang.pick("người gửi", "the sender").to_owned()),
    }
}
