//! Blank labels are voided: torn, misprinted, lost, or the rest of a roll that is used no more.

use crate::base::{Context, RollId};
use crate::custody::refusal::CustodyRefusal;
use crate::parcels::{BlankStatus, RollRefusal, Tally};
use crate::people::RollMaker;
use crate::store::{Conn, rolls, write};

use super::refusal::FlowRefusal;

/// Which labels of a roll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Voided {
    /// Those that bear these codes.
    These(Vec<String>),
    /// All that are still free.
    Rest,
}

/// Voids them, and returns how the roll stands. Voiding one twice changes nothing; one that is on a parcel
/// cannot be voided, and then none of them is.
pub fn void_blanks(
    conn: &mut Conn,
    cx: &Context,
    by: &RollMaker,
    roll: RollId,
    which: &Voided,
    reason: &str,
) -> Result<Tally, FlowRefusal> {
    let reason = CustodyRefusal::check_reason(reason)?;
    write(conn, |conn| {
        let unknown = || RollRefusal::UnknownRoll(roll);
        let kept = rolls::find(conn, roll)?.ok_or_else(unknown)?;
        by.may_use(kept.point.as_ref()).map_err(|_| unknown())?;
        let who = cx.who.token;
        match which {
            Voided::Rest => rolls::void_rest(conn, roll, who, &reason, cx.now)?,
            Voided::These(codes) => {
                let locked = rolls::lock(conn, codes)?;
                let mut free = Vec::with_capacity(codes.len());
                for code in codes {
                    let field = "codes";
                    let blank = locked.get(code).filter(|blank| blank.roll == roll);
                    let blank = blank.ok_or_else(|| RollRefusal::Unknown {
                        field,
                        code: code.chars().take(60).collect(),
                    })?;
                    match blank.status {
                        BlankStatus::Free => free.push(blank.qr.to_string()),
                        BlankStatus::Voided => {}
                        BlankStatus::Bound(_) => {
                            let code = blank.tracking.clone();
                            return Err(RollRefusal::Bound { field, code }.into());
                        }
                    }
                }
                rolls::void(conn, &free, who, &reason, cx.now)?
            }
        };
        Ok(rolls::tallies(conn, &[roll])?.remove(&roll).unwrap_or_default())
    })
}
