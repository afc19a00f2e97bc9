//! The administrator enters a member of staff.

use crate::base::{Context, UserId};
use crate::network::Network;
use crate::people::{Administrator, PasswordHash, TokenRefusal, User, UserIn, UserRefusal};
use crate::store::{Conn, users, write};

use super::refusal::FlowRefusal;

/// How the user's first password came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FirstPassword {
    /// The user chose it.
    Chosen,
    /// It was drawn: to be changed at the first sign-in, and of no use after some days.
    OneTime,
}

/// Enters a user.
pub fn create_user(
    conn: &mut Conn,
    cx: &Context,
    _by: &Administrator,
    network: &Network,
    input: UserIn,
    (password, first): (&PasswordHash, FirstPassword),
) -> Result<User, FlowRefusal> {
    if let Some(unknown) = input.places().iter().find(|code| network.point(code).is_none()) {
        return Err(UserRefusal::from(TokenRefusal::UnknownPoint(unknown.clone())).into());
    }
    let until = match first {
        FirstPassword::Chosen => None,
        FirstPassword::OneTime => Some(cx.now.plus_millis(User::ONE_TIME_MS)),
    };
    let user = input.into_user(UserId::new(cx.ids.uuid(cx.now)), cx.now, until);
    let added = write(conn, |conn| users::insert(conn, &user, password))?;
    if added { Ok(user) } else { Err(UserRefusal::Taken(user.name).into()) }
}
