//! A user chooses another password. Every session of the user ends, also this one, which begins anew, and
//! every phone must be signed in to again: who had got hold of the old password is out.

use crate::base::{At, Ids};
use crate::people::{CookieSecret, PasswordHash, PasswordRefusal, Session, UserRefusal};
use crate::store::{Conn, phones, sessions, users, write};

use super::refusal::FlowRefusal;
use super::sign_in::{Entered, Knock, begin};

/// Keeps the new password. The knock is that of the present one, compared in between as when signing in,
/// so that who found a signed-in browser cannot guess it any faster than at the door.
pub fn change_password(
    conn: &mut Conn,
    now: At,
    ids: &Ids,
    session: &Session,
    knock: &Knock,
    fits: bool,
    chosen: &PasswordHash,
) -> Result<Entered, FlowRefusal> {
    if !fits {
        return Err(UserRefusal::from(PasswordRefusal::NotPresent).into());
    }
    write(conn, |conn| {
        knock.forgiven(conn)?;
        let unknown = || UserRefusal::Unknown(session.user.to_string());
        let user = users::find(conn, session.user)?.ok_or_else(unknown)?;
        users::set_password(conn, user.id, chosen, None)?;
        sessions::end_all(conn, user.id)?;
        phones::lapse_all(conn, user.id, now)?;
        let device = CookieSecret::draw(ids);
        let (session, secret) = begin(conn, now, ids, &user, &device, session.device.clone())?;
        Ok(Entered { user, session, secret, device })
    })
}
