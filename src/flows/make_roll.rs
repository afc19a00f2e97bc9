//! A roll of blank labels is made: two codes for each, ahead of any parcel.

use crate::base::codes::{QrCode, S10Prefix, TrackingNumber};
use crate::base::{Context, PointCode, RollId};
use crate::network::Network;
use crate::parcels::{Blank, BlankStatus, NumberRefusal, Roll, RollRefusal};
use crate::people::RollMaker;
use crate::store::{Conn, codes, numbers, rolls, write};

use super::open_leg::warn_when_low;
use super::refusal::FlowRefusal;

/// A roll to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RollIn {
    /// How many labels.
    pub count: i64,
    /// The point it is for. Who acts at one point alone need not say which.
    pub point: Option<PointCode>,
}

/// Makes a roll: all of it or, when numbers run out, nothing.
pub fn make_roll(
    conn: &mut Conn,
    cx: &Context,
    by: &RollMaker,
    (network, prefix): (&Network, &S10Prefix),
    input: RollIn,
) -> Result<Roll, FlowRefusal> {
    let count = Roll::check_count(input.count)?;
    let point = match (input.point, cx.who.places.as_slice()) {
        (Some(point), _) => Some(point),
        (None, [only]) => Some(only.clone()),
        (None, _) => None,
    };
    match &point {
        Some(point) => {
            by.at(point)?;
            if network.point_on(point, cx.now.date()).is_none() {
                return Err(RollRefusal::UnknownPoint(point.clone()).into());
            }
        }
        None => by.everywhere().map_err(|_| RollRefusal::PointMissing)?,
    }
    let (roll, low) = write(conn, |conn| {
        let id = RollId::new(cx.ids.uuid(cx.now));
        let (numbers, low) = draw(conn, prefix, count)?;
        let blanks: Vec<Blank> = (1..)
            .zip(numbers)
            .map(|(place, tracking)| Blank {
                qr: QrCode::draw(&cx.ids),
                tracking,
                roll: id,
                place,
                status: BlankStatus::Free,
            })
            .collect();
        let roll = Roll { id, point, count, made_by: cx.who.token, made_at: cx.now };
        rolls::insert(conn, &roll, &blanks)?;
        Ok::<_, FlowRefusal>((roll, low))
    })?;
    warn_when_low(low, prefix);
    Ok(roll)
}

/// Draws so many numbers that nothing bears: one of ours may have come in from outside before.
fn draw(
    conn: &mut Conn,
    prefix: &S10Prefix,
    count: u32,
) -> Result<(Vec<TrackingNumber>, bool), FlowRefusal> {
    let (mut free, mut warn) = (Vec::with_capacity(count as usize), false);
    loop {
        let lacking = count - free.len() as u32;
        if lacking == 0 {
            return Ok((free, warn));
        }
        let drawn = numbers::draw_many(conn, prefix, lacking)?;
        if drawn.numbers.is_empty() {
            let refusal = match numbers::find_for_update(conn, prefix)? {
                Some(_) => NumberRefusal::Exhausted(prefix.clone()),
                None => NumberRefusal::NoRange(prefix.clone()),
            };
            return Err(refusal.into());
        }
        warn |= drawn.low && numbers::note_warning(conn, prefix)?;
        let texts: Vec<String> = drawn.numbers.iter().map(ToString::to_string).collect();
        let borne = codes::find_many(conn, &texts)?;
        let printed = rolls::printed(conn, &texts)?;
        free.extend(drawn.numbers.into_iter().filter(|number| {
            !borne.contains_key(number.as_str()) && !printed.iter().any(|p| p == number.as_str())
        }));
    }
}
