//! Timetables from files: what their rows keep among each other and with the network, and what becomes of
//! them when the network changes under them.

use hosopost::base::At;
use hosopost::flows::import::Kind;
use hosopost::store::gaps::{self, GapFilter};
use hosopost::store::{Conn, holidays, timetable, units};

use super::{file, refused, refused_once, take, take_fixtures};
use crate::kit::databases::{TestDatabase, on_both};

/// Rows of one departure of the route in town: stop, point, arrival, departure, cut-off.
fn town(code: &str, days: &str, calls: &[(u32, &str, &str, &str, &str)]) -> String {
    let rows: Vec<String> = calls
        .iter()
        .map(|(stop, point, arrives, departs, cut_off)| {
            let times = format!("{stop},{point},{arrives},{departs},{cut_off}");
            format!("DT-HT-0,{code},2025-07-01,2025-08-01,{days},post,,,,{times}")
        })
        .collect();
    file(Kind::Timetable, &rows.iter().map(String::as_str).collect::<Vec<_>>())
}

const FIRST: (u32, &str, &str, &str, &str) = (1, "480000", "", "07:00", "06:45");
const LAST: (u32, &str, &str, &str, &str) = (3, "H27.00", "08:00", "", "");

fn arrival(conn: &mut Conn, from: &str, to: &str, ready: &str) -> Option<String> {
    let (network, calendars) =
        (units::load_network(conn).unwrap(), holidays::load_calendars(conn).unwrap());
    let timetable = timetable::load(conn, &network, &calendars).unwrap();
    let ready = At::parse(&format!("{ready}:00+07:00")).unwrap();
    let (from, to) = (from.parse().unwrap(), to.parse().unwrap());
    let journey = timetable.earliest_arrival(&from, &to, ready).unwrap();
    journey.map(|journey| journey.arrives().to_office().format("%Y-%m-%dT%H:%M").to_string())
}

#[test]
fn a_run_goes_one_way_forward_in_time_past_open_points_of_its_route() {
    on_both(|db| {
        let mut conn = db.open();
        take_fixtures(&mut conn);
        let told = |calls: &[_], conn: &mut Conn| {
            refused_once(conn, Kind::Timetable, town("X1", "Mo-Fr", calls))
        };
        for (calls, said) in [
            (vec![FIRST], "line 2, column stop: expected calls at two stops at least"),
            (
                vec![FIRST, (2, "480990", "07:00", "", "")],
                "line 3, column arrives: expected after 07:00, when it leaves stop 1",
            ),
            (
                vec![FIRST, (2, "480990", "06:30", "", "")],
                "line 3, column arrives: expected after 07:00",
            ),
            (
                vec![FIRST, (2, "480990", "07:30", "07:20", ""), LAST],
                "line 3, column departs: expected 07:30 or later",
            ),
            (
                vec![(1, "480000", "", "07:00", "07:30"), LAST],
                "line 2, column cut_off: expected 07:00 at the latest",
            ),
            (
                vec![FIRST, (2, "480990", "07:30", "07:40", ""), (1, "480000", "08:00", "", "")],
                "line 4, column stop: expected a stop further on than 2: a departure drives its route \
                 one way, without a loop",
            ),
            (
                vec![FIRST, (4, "481900", "08:00", "", "")],
                "line 2, column stop: expected one of the 3 stops of DT-HT-0",
            ),
            (
                vec![FIRST, (2, "H27.00", "08:00", "", "")],
                "line 2, column point: expected 480990, stop 2 of DT-HT-0",
            ),
        ] {
            let told = told(&calls, &mut conn);
            assert!(told.starts_with(said), "{told}, not {said}");
        }
        assert_eq!(take(&mut conn, Kind::Timetable, town("X1", "Mo-Fr", &[FIRST, LAST])).added, 1);
    });
}

#[test]
fn a_departure_does_not_go_twice_nor_beyond_its_route() {
    on_both(|db| {
        let mut conn = db.open();
        take_fixtures(&mut conn);
        take(&mut conn, Kind::Timetable, town("X1", "Mo-Fr", &[FIRST, LAST]));
        let twin = refused_once(&mut conn, Kind::Timetable, town("X2", "Fr", &[FIRST, LAST]));
        assert!(twin.starts_with("line 2, column departure: expected times or days"), "{twin}");
        assert!(
            twin.contains("DT-HT-0 X1 makes the same calls 2025-07-01 to 2025-08-01"),
            "{twin}"
        );
        assert_eq!(take(&mut conn, Kind::Timetable, town("X2", "Sa", &[FIRST, LAST])).added, 1);
        let both = town("X3", "Mo", &[FIRST, LAST]).replace("06:45", "06:50")
            + &town("X4", "Mo", &[FIRST, LAST]).replace("06:45", "06:50")
                [Kind::Timetable.columns().join(",").len()..];
        let told = refused_once(&mut conn, Kind::Timetable, both);
        assert!(told.starts_with("line 4, column departure"), "{told}");

        let rows = ["1,481945,,08:00,", "2,481900,08:30,,"]
            .map(|call| format!("DT-TH-3,X1,2025-03-01,,Mo-Fr,post,,,,{call}"));
        let beyond =
            refused(&mut conn, Kind::Timetable, file(Kind::Timetable, &[&rows[0], &rows[1]]));
        let beyond: Vec<String> = beyond.iter().map(ToString::to_string).collect();
        assert_eq!(beyond.len(), 1, "{beyond:?}");
        assert!(
            beyond[0].contains("column route: expected a mail route in service from 2025-03-01")
        );

        let over = town("X1", "Mo-Th", &[FIRST, LAST]).replace("2025-07-01", "2025-07-15");
        let told = refused_once(&mut conn, Kind::Timetable, over);
        assert!(told.contains("a period apart from the one of the same code"), "{told}");
        let alike = town("X5", "Mo-Fr", &[FIRST, LAST]).replacen("post,,,,1", "post,80,,,1", 1);
        let told = refused_once(&mut conn, Kind::Timetable, alike);
        let said = "line 3, column parcels: expected 80, as on the departure's other rows";
        assert!(told.starts_with(said), "{told}");
    });
}

#[test]
fn a_word_about_a_day_changes_something_and_can_be_taken_back() {
    on_both(|db| {
        let mut conn = db.open();
        take_fixtures(&mut conn);
        let said = |day: &str, kind: &str| {
            let row = format!("DT-HT-0,S1,{day},{kind},Xe hỏng");
            file(Kind::Exceptions, &[&row])
        };
        let at = |conn: &mut Conn| arrival(conn, "480000", "H27.00", "2025-04-08T06:00").unwrap();
        assert_eq!(at(&mut conn), "2025-04-08T08:00");
        take(&mut conn, Kind::Exceptions, said("2025-04-08", "cancelled"));
        assert_eq!(at(&mut conn), "2025-04-08T16:30");
        take(&mut conn, Kind::Exceptions, said("2025-04-08", "as_planned"));
        assert_eq!(at(&mut conn), "2025-04-08T08:00");
        for (day, kind, expected) in [
            ("2025-04-30", "cancelled", "a day on which it goes for cancelled"),
            ("2025-04-13", "cancelled", "a day on which it goes for cancelled"),
            ("2025-04-08", "extra", "a day on which it does not go for extra"),
        ] {
            let told = refused_once(&mut conn, Kind::Exceptions, said(day, kind));
            assert!(told.contains(expected), "{told}");
        }
        // Of a year whose days nobody loaded nothing can be said against it.
        assert_eq!(take(&mut conn, Kind::Exceptions, said("2030-04-08", "extra")).added, 1);
    });
}

#[test]
fn what_the_network_takes_away_is_flagged_and_not_travelled_on() {
    on_both(|db| {
        let mut conn = db.open();
        take_fixtures(&mut conn);
        let there = "2025-10-14T09:50";
        let at = |conn: &mut Conn| arrival(conn, "481960", "H27.00", "2025-10-14T06:00");
        assert_eq!(at(&mut conn).as_deref(), Some(there));
        let flagged = |conn: &mut Conn, column: &str| {
            let kind = Some(Kind::Timetable.to_string());
            let filter = GapFilter { kind, column: Some(column.to_owned()) };
            let page = gaps::list(conn, &filter, None, 100).unwrap();
            page.items
                .into_iter()
                .map(|gap| format!("{}: {}", gap.entry, gap.found))
                .collect::<Vec<_>>()
        };
        let closed = "481960,2025-09-01,2025-10-10,commune_post_office,Bưu điện xã Mai Phụ,18583,\
                      18.43732,105.87917,Mo-Fr 07:00-11:30,post,,";
        take(&mut conn, Kind::Points, file(Kind::Points, &[closed]));
        let told = flagged(&mut conn, "point");
        assert_eq!(told.len(), 4, "{told:?}");
        assert!(told[0].starts_with("DT-TINH-1 C1 from 2025-09-01: 481960, not there"), "{told:?}");
        assert_eq!(at(&mut conn), None, "nothing leaves a closed point");
        let further = arrival(&mut conn, "481961", "H27.00", "2025-10-14T06:00");
        assert_eq!(further.as_deref(), Some(there), "the run goes on past it");

        let stops = ["481961", "481900", "480990", "H27.00"];
        let rows: Vec<String> = (1..)
            .zip(stops)
            .map(|(n, point)| format!("DT-TINH-1,2025-10-12,,Đường thư cấp tỉnh 1,{n},{point}"))
            .collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        take(&mut conn, Kind::Routes, file(Kind::Routes, &rows));
        assert_eq!(flagged(&mut conn, "route").len(), 4);
        assert_eq!(arrival(&mut conn, "481961", "H27.00", "2025-10-14T06:00"), None);
    });
}

#[test]
fn a_file_of_the_timetable_again_and_in_any_order_of_departures_changes_nothing() {
    let db = TestDatabase::sqlite();
    let mut conn = db.open();
    take_fixtures(&mut conn);
    let text = String::from_utf8(super::fixture(Kind::Timetable)).unwrap();
    let (head, rows) = text.split_once('\n').unwrap();
    let mut rows: Vec<&str> = rows.lines().collect();
    // Stable: the calls of each departure stay in the order in which they are driven.
    rows.sort_by_key(|row| std::cmp::Reverse(row.splitn(3, ',').take(2).collect::<Vec<_>>()));
    let report = take(&mut conn, Kind::Timetable, format!("{head}\n{}", rows.join("\n")));
    assert_eq!((report.added, report.changed, report.ended), (0, 0, 0));
}
