//! What the administrator does with users who are there: a new one-time password, no more entrance, other
//! places. Small as they are, they share one reading of whom it is about.

use crate::base::{Context, PointCode, UserId};
use crate::network::Network;
use crate::people::{
    Administrator, PasswordHash, TokenRefusal, User, UserIn, UserName, UserRefusal,
};
use crate::store::{Conn, phones, sessions, users, write};

use super::refusal::FlowRefusal;

/// Gives a user a one-time password in place of the one forgotten or betrayed; a disabled user is let in
/// again. Every session ends, and every phone must be signed in to again.
pub fn reset_user(
    conn: &mut Conn,
    cx: &Context,
    _by: &Administrator,
    name: &UserName,
    one_time: &PasswordHash,
) -> Result<User, FlowRefusal> {
    write(conn, |conn| {
        let user = known(conn, name)?;
        let until = cx.now.plus_millis(User::ONE_TIME_MS);
        users::set_password(conn, user.id, one_time, Some(until))?;
        users::set_disabled(conn, user.id, None)?;
        sessions::end_all(conn, user.id)?;
        phones::lapse_all(conn, user.id, cx.now)?;
        again(conn, user.id)
    })
}

/// Disables a user: nothing is forgotten of what they did, and no session or password opens any more.
pub fn disable_user(
    conn: &mut Conn,
    cx: &Context,
    _by: &Administrator,
    name: &UserName,
) -> Result<User, FlowRefusal> {
    write(conn, |conn| {
        let user = known(conn, name)?;
        if user.id.acting() == cx.who.token {
            return Err(UserRefusal::Oneself(user.id).into());
        }
        users::set_disabled(conn, user.id, Some(cx.now))?;
        sessions::end_all(conn, user.id)?;
        again(conn, user.id)
    })
}

/// Gives a user other places, from the next request on.
pub fn place_user(
    conn: &mut Conn,
    _cx: &Context,
    _by: &Administrator,
    network: &Network,
    name: &UserName,
    places: Vec<PointCode>,
) -> Result<User, FlowRefusal> {
    write(conn, |conn| {
        let user = known(conn, name)?;
        let input = UserIn::read(name.as_str(), user.role, places)?;
        if let Some(unknown) = input.places().iter().find(|code| network.point(code).is_none()) {
            return Err(UserRefusal::from(TokenRefusal::UnknownPoint(unknown.clone())).into());
        }
        users::set_places(conn, user.id, input.places())?;
        again(conn, user.id)
    })
}

fn known(conn: &mut Conn, name: &UserName) -> Result<User, FlowRefusal> {
    let found = users::find_by_name(conn, name.as_str())?;
    Ok(found.ok_or_else(|| UserRefusal::Unknown(name.to_string()))?.0)
}

fn again(conn: &mut Conn, id: UserId) -> Result<User, FlowRefusal> {
    Ok(users::find(conn, id)?.ok_or_else(|| UserRefusal::Unknown(id.to_string()))?)
}
