//! What the receiver of a parcel asked for, in words, on the parcel's page.

use super::life::Telling;
use crate::base::{At, Lang};
use crate::cases::{KeptWish, Wish};
use crate::flows::{Neighbour, SeenWish};
use crate::network::Network;
use crate::people::Phone;
use crate::web::staff::words;

/// Another delivery in words.
#[derive(Debug, Clone)]
pub struct WishView {
    /// What holds, with when it was asked for and by whom; none where all is as ordered.
    pub asked: Option<AskedView>,
    /// Whether another can be noted down here.
    pub redirectable: bool,
}

/// What was asked for.
#[derive(Debug, Clone)]
pub struct AskedView {
    /// What.
    pub what: String,
    /// When.
    pub at: String,
    /// By the citizen's own page, or through staff.
    pub by: &'static str,
    /// Who takes it, where a neighbour does.
    pub neighbour: Option<NeighbourView>,
}

/// Who takes it.
#[derive(Debug, Clone)]
pub struct NeighbourView {
    /// The name, perhaps masked.
    pub name: String,
    /// The phone number, perhaps masked.
    pub phone: Option<String>,
    /// Where they are found; for who has the parcel in hand alone.
    pub place: Option<String>,
    /// Whether more is known than is shown.
    pub is_masked: bool,
}

impl WishView {
    /// Of what this reader may know.
    pub(super) fn of(seen: SeenWish, telling: Telling<'_>) -> Self {
        let SeenWish { wish, neighbour, redirectable } = seen;
        let lang = telling.lang();
        let asked = wish.map(|kept| AskedView {
            what: wish_words(&kept, telling.network(), (telling.now, lang)),
            at: words::time(kept.recorded_at, lang),
            by: match kept.by {
                Some(_) => lang.pick("nhân viên ghi hộ", "noted down by staff"),
                None => lang.pick("người nhận tự yêu cầu", "by the receiver"),
            },
            neighbour: neighbour.map(|one| NeighbourView::of(one, lang)),
        });
        Self { asked, redirectable }
    }

    /// Whether there is anything to show.
    pub fn is_there(&self) -> bool {
        self.asked.is_some() || self.redirectable
    }
}

impl NeighbourView {
    fn of(neighbour: Neighbour, lang: Lang) -> Self {
        match neighbour {
            Neighbour::Whole(person) => Self {
                name: person.name.in_full().to_owned(),
                phone: person.phone.as_ref().map(Phone::in_full).map(str::to_owned),
                place: Some(person.address.in_full().to_owned()),
                is_masked: false,
            },
            Neighbour::Masked(name, phone) => Self { name, phone, place: None, is_masked: true },
            Neighbour::Erased => Self {
                name: lang.pick("thông tin đã được xóa", "details were erased").to_owned(),
                phone: None,
                place: None,
                is_masked: false,
            },
        }
    }
}

/// What is asked for; never who the neighbour is.
pub(super) fn wish_words(kept: &KeptWish, network: &Network, (now, lang): (At, Lang)) -> String {
    match &kept.wish {
        Wish::Day(day) => {
            let day = words::day(*day, lang);
            lang.pick(format!("Phát ngày {day}"), format!("Delivery on {day}"))
        }
        Wish::Proxy(_) => lang.pick("Hàng xóm nhận thay", "Delivery to a neighbour").to_owned(),
        Wish::Point(code) => {
            let name = words::point(network, code, now);
            lang.pick(format!("Tự đến lấy tại {name}"), format!("To be fetched at {name}"))
        }
        Wish::Withdrawn => String::new(),
    }
}
