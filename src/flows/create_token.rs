//! The administrator makes a token for a counter, a device or a system. Its secret is told once.

use crate::base::{Context, TokenId};
use crate::network::Network;
use crate::people::{Administrator, Secret, Token, TokenIn, TokenRefusal};
use crate::store::{Conn, tokens, write};

use super::refusal::FlowRefusal;

/// Makes a token and returns it with its secret, which cannot be read again.
pub fn create_token(
    conn: &mut Conn,
    cx: &Context,
    _by: &Administrator,
    network: &Network,
    input: TokenIn,
) -> Result<(Token, Secret), FlowRefusal> {
    // At any time: a desk may get its token before it opens, and keep it after a reform renamed it.
    if let Some(unknown) = input.places().iter().find(|code| network.point(code).is_none()) {
        return Err(TokenRefusal::UnknownPoint(unknown.clone()).into());
    }
    let token = input.into_token(TokenId::new(cx.ids.uuid(cx.now)), cx.now);
    let secret = Secret::draw(&cx.ids);
    write(conn, |conn| tokens::insert(conn, &token, &secret))?;
    Ok((token, secret))
}
