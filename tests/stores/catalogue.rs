//! The catalogue by date, kept and read back; and what was kept before it had dates.

use chrono::NaiveDate;
use diesel::connection::SimpleConnection;
use hosopost::base::{At, Channel, Period};
use hosopost::catalogue::{
    AgencyLevel, CatalogueVersion, Direction, FeeAmount, FeeClass, FeeItem, Noted, Offer, Offers,
    PostalListing, Procedure, ProcedureCode, ProcedureFees, Published, RequiredPaper,
    RequiredPapers,
};
use hosopost::store::procedures::{self, versions};
use hosopost::store::revisions;
use hosopost::store::{Conn, StoreError};

use crate::kit::databases::on_both;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn period(from: &str, until: Option<&str>) -> Period {
    Period::new(day(from), until.map(day)).unwrap()
}

fn code() -> ProcedureCode {
    "1.012783".parse().unwrap()
}

fn whole() -> Procedure {
    Procedure {
        code: code(),
        period: period("2026-01-01", Some("2026-07-01")),
        name: "Cấp đổi Giấy chứng nhận".to_owned(),
        field: "Đất đai".to_owned(),
        levels: "province+commune".parse().unwrap(),
        agency: None,
        processing: "5 working_day".parse().ok(),
        offers: Offers {
            direct: Offer::Usual,
            online: "3 unspecified".parse().unwrap(),
            post: Offer::Closed,
        },
        fee: Some(FeeAmount::Range { from: 0, to: 50_000 }),
        published: Published {
            ministry: Some("bo-nong-nghiep-mt".to_owned()),
            kind: Some("TTHC".to_owned()),
            subjects: Some("Công dân Việt Nam".to_owned()),
            result: Some("Giấy chứng nhận".to_owned()),
            decision: Some("1106/QĐ".to_owned()),
            url: Some("https://portal.example.vn/1".to_owned()),
        },
    }
}

#[test]
fn a_procedure_comes_back_with_everything_that_was_published() {
    on_both(|db| {
        let mut conn = db.open();
        let before = Procedure { period: period("1900-01-01", Some("2026-01-01")), ..whole() };
        let bare = Procedure {
            period: period("2026-07-01", None),
            processing: None,
            offers: Offers::default(),
            fee: None,
            published: Published::default(),
            ..whole()
        };
        let all = [before, whole(), bare];
        procedures::save(&mut conn, &all).unwrap();
        assert_eq!(procedures::load(&mut conn).unwrap(), all);
        let free = Procedure { fee: Some(FeeAmount::Free), ..all[2].clone() };
        procedures::save(&mut conn, std::slice::from_ref(&free)).unwrap();
        assert_eq!(procedures::load(&mut conn).unwrap()[2], free);
    });
}

#[test]
fn lists_of_papers_and_fees_are_replaced_as_a_whole_by_their_first_day() {
    on_both(|db| {
        let mut conn = db.open();
        let paper = |name: &str| RequiredPaper {
            name: name.to_owned(),
            template: Some("Mẫu số 18".to_owned()),
            originals: 1,
            copies: 2,
        };
        let papers = |from, names: &[&str]| RequiredPapers {
            procedure: code(),
            period: period(from, None),
            papers: names.iter().map(|name| paper(name)).collect(),
        };
        procedures::save_papers(&mut conn, &[papers("2025-01-01", &["Đơn", "Ảnh"])]).unwrap();
        let kept = [papers("2025-01-01", &["Đơn"]), papers("2026-01-01", &["Đơn", "Bản vẽ"])];
        procedures::save_papers(&mut conn, &kept).unwrap();
        assert_eq!(procedures::load_papers(&mut conn).unwrap(), kept);

        let item = |channel, amount| FeeItem {
            name: "Lệ phí cấp giấy".to_owned(),
            class: FeeClass::LePhi,
            channel,
            amount,
            basis: Some("Nghị quyết 1".to_owned()),
        };
        let fees = |items| ProcedureFees {
            procedure: code(),
            period: period("2025-01-01", Some("2026-01-01")),
            items,
        };
        procedures::save_fees(&mut conn, &[fees(vec![item(None, FeeAmount::ByCase)])]).unwrap();
        let kept = fees(vec![
            item(None, FeeAmount::Fixed(100_000)),
            item(Some(Channel::Online), FeeAmount::Range { from: 1, to: 2 }),
        ]);
        procedures::save_fees(&mut conn, std::slice::from_ref(&kept)).unwrap();
        assert_eq!(procedures::load_fees(&mut conn).unwrap(), [kept]);
        let catalogue = procedures::load_catalogue(&mut conn).unwrap();
        let fee = catalogue.fee_of(&code(), Channel::Post, day("2025-12-31")).unwrap();
        assert_eq!(fee.total, FeeAmount::Fixed(100_000));
        assert!(catalogue.fee_of(&code(), Channel::Post, day("2026-01-01")).is_none());
    });
}

#[test]
fn a_listed_code_need_not_be_known_and_is_taken_out_alone() {
    on_both(|db| {
        let mut conn = db.open();
        let listing = |code: &str, direction| PostalListing {
            procedure: code.parse().unwrap(),
            name: Some("Tên trên danh mục".to_owned()),
            direction,
            level: AgencyLevel::Commune,
            period: period("2025-01-01", None),
            decision: "QĐ 1".to_owned(),
        };
        let all = [
            listing("7.777777", Direction::Received),
            listing("7.777777", Direction::Returned),
            listing("7.777778", Direction::Received),
        ];
        procedures::save_listings(&mut conn, &all).unwrap();
        procedures::remove_listings(&mut conn, &all[1..2]).unwrap();
        let kept = procedures::load_listings(&mut conn).unwrap();
        assert_eq!(kept, [all[0].clone(), all[2].clone()]);
    });
}

#[test]
fn a_version_stays_as_it_was_noted_first() {
    on_both(|db| {
        let mut conn = db.open();
        let noted = |by: &str| CatalogueVersion {
            name: "QĐ 1234/QĐ-UBND".to_owned(),
            day: day("2025-07-01"),
            noted: Some(Noted { at: At::from_millis(1_750_000_000_000), by: by.to_owned() }),
        };
        assert_eq!(versions::note(&mut conn, &[noted("control room")]).unwrap(), 1);
        assert_eq!(versions::note(&mut conn, &[noted("somebody else")]).unwrap(), 0);
        assert_eq!(versions::load(&mut conn).unwrap(), [noted("control room")]);
    });
}

/// Makes the database what it was before the catalogue had dates.
fn undo(conn: &mut Conn) {
    for table in [
        "catalogue_papers",
        "catalogue_paper_lists",
        "catalogue_fees",
        "catalogue_fee_lists",
        "catalogue_procedures",
        "catalogue_listings",
        "catalogue_lists",
        "catalogue_versions",
    ] {
        conn.batch_execute(&format!("DROP TABLE {table}")).unwrap();
    }
}

#[test]
fn what_was_kept_before_the_catalogue_had_dates_survives() {
    const SQLITE: &str =
        include_str!("../../migrations/sqlite/2026-01-01-000009_catalogue_versions/up.sql");
    const POSTGRES: &str =
        include_str!("../../migrations/postgres/2026-01-01-000009_catalogue_versions/up.sql");
    on_both(|db| {
        let mut conn = db.open();
        undo(&mut conn);
        conn.batch_execute(
            "INSERT INTO procedures VALUES \
               ('1.012783', 'Cấp đổi', 'Đất đai', 'province', 'Sở', 5, 'working_day'), \
               ('1.012784', 'Tách thửa', 'Đất đai', 'commune', 'Xã', NULL, NULL);
             INSERT INTO procedure_papers VALUES \
               ('1.012783', 1, 'Đơn', 'Mẫu số 18', 1, 0), ('1.012783', 2, 'Ảnh', NULL, 0, 2);
             INSERT INTO postal_listings VALUES \
               ('1.012783', 'received', 'province', '2025-01-01', '2025-07-01', 'QĐ 1'), \
               ('1.012783', 'returned', 'province', '2025-01-01', NULL, 'QĐ 1');",
        )
        .unwrap();
        let revision = revisions::load(&mut conn).unwrap().catalogue;
        let migration = match &conn {
            Conn::Sqlite(_) => SQLITE,
            Conn::Postgres(_) => POSTGRES,
        };
        conn.batch_execute(migration).unwrap();

        let catalogue = procedures::load_catalogue(&mut conn).unwrap();
        let (eve, after) = (day("2025-06-30"), day("2025-07-01"));
        assert_eq!(catalogue.procedures_on(day("1900-01-01")).count(), 2);
        let kept = catalogue.procedure_on(&code(), eve).unwrap();
        assert_eq!((kept.name.as_str(), kept.agency.as_deref()), ("Cấp đổi", Some("Sở")));
        assert_eq!(kept.time(Channel::Post), "5 working_day".parse().ok());
        let papers = catalogue.papers_on(&code(), eve);
        assert_eq!(papers.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Đơn", "Ảnh"]);
        assert!(catalogue.may_receive(&code(), eve).is_ok());
        let refused = catalogue.may_receive(&code(), after).unwrap_err();
        assert_eq!(refused.code(), "procedure_no_longer_listed");
        assert!(catalogue.may_return(&code(), after).is_ok());
        let named = versions::load(&mut conn).unwrap();
        assert_eq!((named.len(), named[0].name.as_str()), (1, "QĐ 1"));
        assert_eq!(named[0].noted, None);
        assert!(revisions::load(&mut conn).unwrap().catalogue > revision);
    });
}

#[test]
fn a_procedure_that_cannot_be_is_refused_by_the_database_and_by_the_reader() {
    on_both(|db| {
        let mut conn = db.open();
        let backward = Period { from: day("2026-01-01"), until: Some(day("2025-01-01")) };
        let refused = procedures::save(&mut conn, &[Procedure { period: backward, ..whole() }]);
        assert!(matches!(refused, Err(StoreError::Constraint(_))), "{refused:?}");
        procedures::save(&mut conn, &[whole()]).unwrap();
        conn.batch_execute("UPDATE catalogue_procedures SET fee_kind = 'fixed'").unwrap();
        let refused = procedures::load(&mut conn).unwrap_err();
        assert!(refused.to_string().contains("1.012783"), "{refused}");
    });
}
