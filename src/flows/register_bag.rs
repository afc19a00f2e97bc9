//! A bag is made up at a point for another.

use crate::base::codes::{BagCode, QrCode};
use crate::base::{BagId, Context, ItemKey, PointCode};
use crate::network::Network;
use crate::parcels::{Bag, CodeOwner, ItemKind, ItemRefusal};
use crate::people::Packer;
use crate::store::codes::Bound;
use crate::store::{Conn, StoreError, bags, codes, items, write};

use super::refusal::FlowRefusal;
use super::take_custody;

/// A bag to be made up.
#[derive(Debug, Clone)]
pub struct BagIn {
    /// The code on its tag; without one it is numbered.
    pub code: Option<BagCode>,
    /// Where it is packed.
    pub from: PointCode,
    /// Where it is opened.
    pub to: PointCode,
}

/// Makes up a bag, empty and open.
pub fn register_bag(
    conn: &mut Conn,
    cx: &Context,
    by: &Packer,
    network: &Network,
    input: BagIn,
) -> Result<Bag, FlowRefusal> {
    by.at(&input.from)?;
    if input.from == input.to {
        return Err(ItemRefusal::SamePoint(input.to).into());
    }
    let date = cx.now.date();
    for (field, point) in [("from", &input.from), ("to", &input.to)] {
        if network.point_on(point, date).is_none() {
            return Err(ItemRefusal::UnknownPoint { field, point: point.clone(), date }.into());
        }
    }
    write(conn, |conn| {
        let key = items::register(conn, cx.now, ItemKind::Bag)?;
        let code = match input.code {
            Some(code) => code,
            None => numbered(key)?,
        };
        let bag = Bag {
            id: BagId::new(cx.ids.uuid(cx.now)),
            key,
            code,
            qr: QrCode::draw(&cx.ids),
            from: input.from,
            to: input.to,
            created_at: cx.now,
        };
        let owner = CodeOwner { key, kind: ItemKind::Bag };
        let bound = Bound { owner, at: cx.now, reusable: false };
        if !codes::bind(conn, bag.code.as_str(), &bound)? {
            let (kind, code) = (ItemKind::Bag, bag.code.to_string());
            return Err(ItemRefusal::CodeTaken { kind, code }.into());
        }
        if !codes::bind(conn, bag.qr.as_str(), &bound)? {
            return Err(StoreError::Stale.into());
        }
        bags::insert(conn, &bag)?;
        take_custody::of_bag(conn, network, &bag)?;
        Ok(bag)
    })
}

fn numbered(key: ItemKey) -> Result<BagCode, StoreError> {
    let code = format!("TUI{:08}", key.0);
    code.parse().map_err(|problem| StoreError::bad_row("counters", "item", problem))
}
