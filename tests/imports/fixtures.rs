//! Our own files: Hà Tĩnh before and after the reform, asked as the rest of the program asks.

use chrono::NaiveDate;
use hosopost::base::{Capacity, Lang, PointCode, UnitCode};
use hosopost::calendar::Audience;
use hosopost::network::{PointKind, UnitLevel};
use hosopost::store::{holidays, procedures, units};

use super::{fixture, import, take, take_fixtures};
use crate::kit::databases::{TestDatabase, on_both};
use hosopost::flows::import::{ImportFile, Kind, Progress};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn unit(text: &str) -> UnitCode {
    text.parse().unwrap()
}

fn point(text: &str) -> PointCode {
    text.parse().unwrap()
}

#[test]
fn importing_again_changes_nothing() {
    on_both(|db| {
        let mut conn = db.open();
        let first = take_fixtures(&mut conn);
        assert!(first.iter().all(|report| report.added > 0 && report.unchanged == 0), "{first:?}");
        for (kind, before) in Kind::ALL.into_iter().zip(first) {
            let again = take(&mut conn, kind, fixture(kind));
            assert_eq!((again.added, again.changed), (0, 0), "{kind}");
            assert_eq!(again.unchanged, before.added, "{kind}");
        }
    });
}

#[test]
fn progress_ends_with_what_was_written() {
    let db = TestDatabase::sqlite();
    let mut told = Vec::new();
    let bytes = fixture(Kind::Units);
    let file = ImportFile::own(Kind::Units, &bytes);
    let report = import(&mut db.open(), &file, false, &mut |step| told.push(step)).unwrap();
    assert!(told.contains(&Progress::Read { done: report.read, of: report.read }));
    assert_eq!(told.last(), Some(&Progress::Written { entries: report.added }));
}

#[test]
fn the_province_has_three_tiers_before_and_two_after() {
    on_both(|db| {
        let mut conn = db.open();
        take_fixtures(&mut conn);
        let network = units::load_network(&mut conn).unwrap();
        let count = |date: &str| {
            let units = network.units_on(day(date));
            UnitLevel::ALL.map(|level| units.iter().filter(|unit| unit.level() == level).count())
        };
        assert_eq!(count("2025-06-30"), [1, 12, 209]);
        assert_eq!(count("2025-07-01"), [1, 0, 69]);
    });
}

#[test]
fn a_code_names_another_commune_after_the_reform() {
    let db = TestDatabase::sqlite();
    let mut conn = db.open();
    take_fixtures(&mut conn);
    let network = units::load_network(&mut conn).unwrap();
    let name = |date: &str| network.path_name(&unit("18073"), day(date), Lang::Vi).unwrap();
    assert_eq!(name("2025-06-30"), "phường Nam Hà, thành phố Hà Tĩnh, tỉnh Hà Tĩnh");
    assert_eq!(name("2025-07-01"), "phường Thành Sen, tỉnh Hà Tĩnh");
    assert_eq!(
        network.path_name(&unit("18583"), day("2025-04-08"), Lang::En).unwrap(),
        "Thạch Châu commune, Thạch Hà district, Hà Tĩnh province"
    );
    assert_eq!(network.province_of(&unit("18583"), day("2025-04-08")).unwrap().name, "Hà Tĩnh");
    assert_eq!(network.path_name(&unit("18583"), day("2025-02-28"), Lang::Vi), None);
}

#[test]
fn every_old_commune_leads_to_one_proposed_new_one() {
    let db = TestDatabase::sqlite();
    let mut conn = db.open();
    take_fixtures(&mut conn);
    let network = units::load_network(&mut conn).unwrap();
    let (eve, after) = (day("2025-06-30"), day("2025-10-14"));
    let mut split = 0;
    for old in network.units_on(eve).iter().filter(|unit| unit.level() == UnitLevel::Commune) {
        let new = network.successors(&old.code, eve, after);
        assert_eq!(new.iter().filter(|one| one.is_default).count(), 1, "{}", old.name);
        assert!(new[0].is_default && new.iter().all(|one| one.unit.period.contains(after)));
        split += usize::from(new.len() > 1);
    }
    assert_eq!(split, 2);
    let dai_nai = network.successors(&unit("18082"), eve, after);
    assert_eq!(dai_nai.len(), 2);
    let same_day = network.successors(&unit("18082"), eve, eve);
    assert_eq!(same_day[0].unit.name, "Đại Nài");
    let known = network.predecessors(&unit("18562"), after);
    assert!(known.iter().any(|old| old.name == "Thạch Hà"), "{known:?}");
}

#[test]
fn the_places_of_the_stories_are_in_service_when_they_are_told() {
    let db = TestDatabase::sqlite();
    let mut conn = db.open();
    take_fixtures(&mut conn);
    let network = units::load_network(&mut conn).unwrap();
    let (spring, autumn) = (day("2025-04-08"), day("2025-10-14"));
    for (code, date, kind) in [
        ("481940", spring, PointKind::CulturalPostPoint),
        ("481900", spring, PointKind::DistrictPostOffice),
        ("482900", spring, PointKind::DistrictPostOffice),
        ("480990", spring, PointKind::SortingOffice),
        ("480000", spring, PointKind::ProvincialPostOffice),
        ("H27.00", spring, PointKind::ServiceCentre),
        ("481960", autumn, PointKind::CommunePostOffice),
        ("H27.102.00", autumn, PointKind::CommuneDesk),
    ] {
        assert_eq!(network.point_on(&point(code), date).map(|at| at.kind), Some(kind), "{code}");
    }
    let thach_long = network.point_on(&point("481940"), spring).unwrap();
    let path = network.path_name(&thach_long.unit, spring, Lang::Vi).unwrap();
    assert_eq!(path, "xã Thạch Long, huyện Thạch Hà, tỉnh Hà Tĩnh");
    let centre = network.point_on(&point("H27.00"), spring).unwrap();
    assert!(centre.roles.has(Capacity::Post) && centre.roles.has(Capacity::Desk));
    let routes = network.routes_through(&point("481940"), spring);
    assert!(routes.iter().any(|route| route.carries(&point("481940"), &point("481900"))));
}

#[test]
fn an_office_that_closed_names_who_took_over() {
    let db = TestDatabase::sqlite();
    let mut conn = db.open();
    take_fixtures(&mut conn);
    let network = units::load_network(&mut conn).unwrap();
    let desk = point("H27.29");
    let name = |date: &str| network.successor_point(&desk, day(date)).map(|at| at.name.clone());
    assert_eq!(name("2025-06-30").unwrap(), "Bộ phận một cửa huyện Thạch Hà");
    assert_eq!(name("2025-07-01").unwrap(), "Trung tâm Phục vụ hành chính công xã Thạch Hà");
    assert_eq!(name("2025-01-01"), None);
    assert_eq!(network.point(&desk).unwrap().kind, PointKind::DistrictDesk);
    for date in ["2025-07-01", "2025-09-01"].map(day) {
        let districts = network.points_on(date).into_iter().filter(|at| match at.kind {
            PointKind::DistrictDesk => true,
            PointKind::DistrictPostOffice => date >= day("2025-09-01"),
            PointKind::ProvincialPostOffice
            | PointKind::PostOffice
            | PointKind::CommunePostOffice
            | PointKind::CulturalPostPoint
            | PointKind::SortingOffice
            | PointKind::ServiceCentrePostDesk
            | PointKind::CommuneDesk
            | PointKind::ServiceCentre
            | PointKind::Department
            | PointKind::PickUpPoint => false,
        });
        assert_eq!(districts.count(), 0, "{date}");
    }
}

#[test]
fn near_points_come_nearest_first_in_the_capacity_asked_for() {
    let db = TestDatabase::sqlite();
    let mut conn = db.open();
    take_fixtures(&mut conn);
    let network = units::load_network(&mut conn).unwrap();
    let date = day("2025-10-14");
    let home = network.unit_on(&unit("18583"), date).unwrap().position.unwrap();
    let near = network.nearest_points(home, date, |point| point.roles.has(Capacity::Desk));
    let near = &near[..3];
    assert_eq!(near[0].0.code.as_str(), "H27.102.00");
    assert!(near.windows(2).all(|pair| pair[0].1 <= pair[1].1));
    assert!(near.iter().all(|(at, _)| at.roles.has(Capacity::Desk) && at.period.contains(date)));
}

#[test]
fn exchanged_days_and_the_culture_day_are_in_the_calendars() {
    on_both(|db| {
        let mut conn = db.open();
        take_fixtures(&mut conn);
        let all = holidays::load_calendars(&mut conn).unwrap();
        let office = all.of(Audience::Authority.line());
        let post = all.of(Audience::Post.line());
        assert_eq!(all.years().collect::<Vec<_>>(), [2025, 2026, 2027]);
        assert!(office.is_estimated(2027) && !office.is_estimated(2026));
        assert_eq!(office.is_working(day("2026-08-22")), Ok(true));
        assert_eq!(office.is_working(day("2026-08-31")), Ok(false));
        assert_eq!(office.is_working(day("2026-11-24")), Ok(false));
        assert_eq!(office.is_working(day("2025-11-24")), Ok(true));
        assert_eq!(office.add_working_days(day("2025-04-25"), 2), Ok(day("2025-04-28")));
        assert_eq!(post.is_working(day("2025-04-05")), Ok(true));
        assert!(office.is_working(day("2028-01-03")).is_err());
    });
}

#[test]
fn the_catalogue_refuses_with_the_reason() {
    on_both(|db| {
        let mut conn = db.open();
        take_fixtures(&mut conn);
        let catalogue = procedures::load_catalogue(&mut conn).unwrap();
        assert!(catalogue.procedures().iter().all(|one| (2..=6).contains(&one.papers.len())));
        let code = |text: &str| text.parse().unwrap();
        let (spring, autumn) = (day("2025-04-08"), day("2025-10-14"));
        assert!(catalogue.may_receive(&code("1.012783"), spring).is_ok());
        assert!(catalogue.may_return(&code("1.012783"), autumn).is_ok());
        let reason = |refused: Result<_, hosopost::catalogue::PostalRefusal>| {
            refused.map(drop).unwrap_err().code()
        };
        assert_eq!(
            reason(catalogue.may_receive(&code("1.013222"), spring)),
            "procedure_not_listed"
        );
        assert_eq!(
            reason(catalogue.may_receive(&code("1.010026"), autumn)),
            "procedure_no_longer_listed"
        );
        assert!(catalogue.may_return(&code("1.012756"), spring).is_ok());
        assert_eq!(
            reason(catalogue.may_receive(&code("1.012756"), spring)),
            "procedure_not_listed"
        );
        assert_eq!(reason(catalogue.may_return(&code("9.999999"), spring)), "procedure_unknown");
    });
}
