//! Up, ready, counting.

use hosopost::store::StoreError;
use hosopost::web::Problem;

use crate::kit::app::TestApp;
use crate::kit::databases::{TestDatabase, on_both};

#[test]
fn a_program_with_its_database_is_up_and_ready() {
    let ask = |app: &TestApp| {
        assert_eq!(app.get("/healthz").send().json()["status"], "up");
        assert_eq!(app.get("/readyz").send().json()["status"], "ready");
    };
    ask(&TestApp::on(TestDatabase::sqlite()));
    if let Some(postgres) = TestDatabase::postgres() {
        ask(&TestApp::on(postgres));
    }
}

#[test]
fn figures_are_by_route_and_hold_no_code() {
    let app = TestApp::sqlite();
    app.get("/q/7K2M9QXR4TGB8ZCN3").send();
    let text = app.get("/metrics").send().text();
    assert!(text.contains(r#"route="/q/{code}",status="404"} 1"#), "{text}");
    assert!(!text.contains("7K2M9QXR4TGB8ZCN3"));
}

#[test]
fn a_database_that_does_not_answer_is_told_as_busy_and_never_by_its_words() {
    let problem = Problem::from(StoreError::Unreachable("host 10.0.0.7 refused".into()));
    assert_eq!(problem.kind().code, "busy");
    let answer = problem.answer(hosopost::base::Lang::En, None);
    assert_eq!(answer.headers()["retry-after"], "2");
}

#[test]
fn the_doctor_sees_the_settings_that_durability_needs() {
    on_both(|database| {
        let look = hosopost::store::health::look(&mut database.open()).unwrap();
        assert_eq!(look.pending, 0);
        assert!(look.tables > 0);
        for setting in look.settings {
            assert!(setting.is_good(), "{setting:?}");
        }
    });
}
