//! A phone is revoked: by the administrator, or by its own person. It can still hand in what lies on it, which is
//! set aside; at its next contact it forgets what it knew.

use crate::base::{Context, PhoneId};
use crate::people::{Handset, PhoneRefusal, User, WhosePhones};
use crate::store::{Conn, phones, write};

use super::refusal::FlowRefusal;

/// Revokes a phone. Doing so again changes nothing: the first time stands. Somebody else's is as if it were not
/// there.
pub fn revoke_phone(
    conn: &mut Conn,
    cx: &Context,
    whose: WhosePhones,
    id: PhoneId,
) -> Result<(Handset, User), FlowRefusal> {
    write(conn, |conn| {
        find_phone(conn, whose, id)?;
        phones::end(conn, id, cx.who.token, cx.now)?;
        find_phone(conn, whose, id)
    })
}

/// The phone of this id among those.
pub fn find_phone(
    conn: &mut Conn,
    whose: WhosePhones,
    id: PhoneId,
) -> Result<(Handset, User), FlowRefusal> {
    let found = phones::find(conn, id)?.filter(|(phone, _)| match whose {
        WhosePhones::All => true,
        WhosePhones::Of(user) => phone.user == user,
    });
    Ok(found.ok_or(PhoneRefusal::Unknown(id))?)
}
