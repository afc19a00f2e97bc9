//! The administrator revokes a token. Its device can still hand in the scans it holds; they are set aside.

use crate::base::{Context, TokenId};
use crate::people::{Administrator, Token, TokenRefusal};
use crate::store::{Conn, tokens, write};

use super::refusal::FlowRefusal;

/// Revokes a token. Doing so again changes nothing: the first time stands.
pub fn revoke_token(
    conn: &mut Conn,
    cx: &Context,
    _by: &Administrator,
    token: TokenId,
) -> Result<Token, FlowRefusal> {
    write(conn, |conn| {
        tokens::revoke(conn, token, cx.now)?;
        let revoked = tokens::find(conn, token)?.ok_or(TokenRefusal::Unknown(token))?;
        Ok(revoked)
    })
}
