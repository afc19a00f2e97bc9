//! Tokens: made, shown, listed, revoked.

use hosopost::base::{Context, Role, TokenId};
use hosopost::flows::{Fault, create_token, revoke_token};
use hosopost::people::{Secret, Token, TokenIn};
use hosopost::store::{Conn, tokens};

use crate::kit::databases::on_both;
use crate::kit::office::*;

fn make(conn: &mut Conn, role: Role, places: &[&str]) -> (Token, Secret) {
    let places = places.iter().map(|code| point(code)).collect();
    let input = TokenIn::read("Quầy 1", role, places).unwrap();
    let cx = context(Role::Administrator, &[]);
    create_token(conn, &cx, &administrator(), &Office::new().network, input).unwrap()
}

#[test]
fn a_secret_says_who_acts_and_anything_else_says_nobody() {
    on_both(|db| {
        let mut conn = db.open();
        let (token, secret) = make(&mut conn, Role::Clerk, &[POST, VILLAGE]);
        let actor = tokens::find_actor(&mut conn, &secret).unwrap().unwrap();
        assert_eq!((actor.token, actor.role, actor.revoked), (token.id, Role::Clerk, false));
        assert!(actor.may_act_at(&point(POST)) && !actor.may_act_at(&point(DESK)));
        let context = context(Role::Administrator, &[]);
        let other = Secret::draw(&context.ids);
        for bad in ["", "hsp_", "' OR 1=1 --", other.reveal(), &secret.reveal().to_uppercase()] {
            let shown = Secret::read(bad);
            let found = shown.and_then(|secret| tokens::find_actor(&mut conn, &secret).unwrap());
            assert_eq!(found, None, "{bad}");
        }
    });
}

#[test]
fn a_revoked_token_is_still_known_as_revoked_since_the_first_time() {
    on_both(|db| {
        let mut conn = db.open();
        let (token, secret) = make(&mut conn, Role::Courier, &[POST]);
        let cx = context(Role::Administrator, &[]);
        let first = revoke_token(&mut conn, &cx, &administrator(), token.id).unwrap();
        assert_eq!(first.revoked_at, Some(morning()));
        let later = Context { now: morning().plus_millis(5_000), ..cx.clone() };
        let again = revoke_token(&mut conn, &later, &administrator(), token.id).unwrap();
        assert_eq!(again, first);
        let actor = tokens::find_actor(&mut conn, &secret).unwrap().unwrap();
        assert!(actor.revoked && !actor.may_act_at(&point(POST)));

        let nobody = TokenId::new(cx.ids.uuid(cx.now));
        let refused = revoke_token(&mut conn, &cx, &administrator(), nobody).unwrap_err();
        assert_eq!((refused.fault(), refused.code()), (Fault::Missing, "unknown_token"));
    });
}

#[test]
fn tokens_are_made_for_points_that_are_known() {
    on_both(|db| {
        let mut conn = db.open();
        let cx = context(Role::Administrator, &[]);
        let input = TokenIn::read("x", Role::Clerk, vec![point(POST), point("481404")]).unwrap();
        let network = Office::new().network;
        let refused = create_token(&mut conn, &cx, &administrator(), &network, input);
        let refused = refused.unwrap_err();
        assert_eq!((refused.code(), refused.field()), ("unknown_point", Some("point")));
        assert_eq!(tokens::list(&mut conn, None, 10).unwrap().items, []);
    });
}

#[test]
fn tokens_are_listed_in_pages() {
    on_both(|db| {
        let mut conn = db.open();
        let mut made: Vec<_> = (0..5).map(|_| make(&mut conn, Role::Manager, &[]).0).collect();
        made.sort_by_key(|token| token.id);
        let mut listed = Vec::new();
        let mut after = None;
        loop {
            let page = tokens::list(&mut conn, after, 2).unwrap();
            listed.extend(page.items);
            let Some(next) = page.next else { break };
            after = Some(next.parse().unwrap());
        }
        assert_eq!(listed, made);
    });
}
