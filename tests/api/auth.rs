//! Who is let in, and what the others are told.

use axum::Router;
use axum::routing::get;
use hosopost::base::{Ids, Role, TokenId};
use hosopost::people::{Secret, TokenIn};
use hosopost::store::{StoreError, tokens, write};
use hosopost::web::auth::{Caller, Device};

use crate::kit::app::{TestApp, morning};

fn app() -> TestApp {
    let app = TestApp::sqlite();
    let routes = Router::new()
        .route("/caller", get(async |Caller(actor): Caller| actor.name))
        .route("/device", get(async |Device(actor): Device| actor.name))
        .with_state(app.app.clone());
    app.with_routes(routes)
}

/// Makes a token and tells its secret.
fn token(app: &TestApp, name: &str) -> (TokenId, Secret) {
    let ids = Ids::Random;
    let secret = Secret::draw(&ids);
    let id = TokenId::new(ids.uuid(morning()));
    let token = TokenIn::read(name, Role::Manager, Vec::new()).unwrap().into_token(id, morning());
    let mut conn = app.database.open();
    write(&mut conn, |conn| tokens::insert(conn, &token, &secret)).unwrap();
    (id, secret)
}

#[test]
fn a_token_in_force_says_who_asks() {
    let app = app();
    let (_, secret) = token(&app, "control room");
    assert_eq!(app.get("/caller").token(secret.reveal()).send().text(), "control room");
}

#[test]
fn without_a_known_token_nobody_is_let_in() {
    let app = app();
    let unknown = Secret::draw(&Ids::Random);
    let asked = [
        app.get("/caller"),
        app.get("/caller").token(""),
        app.get("/caller").token("hsp_short"),
        app.get("/caller").token(unknown.reveal()),
        app.get("/caller").header("authorization", "Basic YTpi"),
        app.get("/caller").header("authorization", "Bearer"),
        app.get("/device"),
    ];
    for ask in asked {
        let answer = ask.send();
        answer.problem(401, "unauthenticated");
        assert!(answer.header("www-authenticate").starts_with("Bearer"));
    }
}

#[test]
fn a_revoked_token_may_hand_in_scans_and_nothing_else() {
    let app = app();
    let (id, secret) = token(&app, "old phone");
    let mut conn = app.database.open();
    write(&mut conn, |conn| -> Result<bool, StoreError> { tokens::revoke(conn, id, morning()) })
        .unwrap();
    app.get("/caller").token(secret.reveal()).send().problem(403, "token_revoked");
    assert_eq!(app.get("/device").token(secret.reveal()).send().text(), "old phone");
}
