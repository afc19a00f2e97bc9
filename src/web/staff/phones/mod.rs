//! Phones by which staff scan on the road: signing in to one, one's own, and for the administrator everybody's.

pub mod list;
pub mod revoke;
pub mod start;

use crate::base::{At, Lang, PointCode};
use crate::network::Network;
use crate::people::{Handset, User};

/// How a phone stands, in words, and whether that is good.
fn standing(phone: &Handset, user: &User, now: At, lang: Lang) -> (&'static str, bool) {
    match crate::web::api::road::devices::standing(phone, user, now) {
        "revoked" => (lang.pick("đã thu hồi", "revoked"), false),
        "lapsed" => (lang.pick("cần đăng nhập lại", "to be signed in to again"), false),
        _ => (lang.pick("đang dùng", "in force"), true),
    }
}

/// What a point is called.
fn name_of(network: &Network, code: &PointCode, now: At) -> String {
    let point = network.point_on(code, now.date()).or_else(|| network.point(code));
    point.map_or_else(|| code.to_string(), |point| point.name.clone())
}
