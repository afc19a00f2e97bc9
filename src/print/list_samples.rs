//! One sample of every list, with invented data; and one of a run of more than thirty pages.

use super::document::Document;
use super::label::{Bilingual, Place};
use super::manifest::{
    BookPaper, BookRow, ListFact, ListHead, ListRow, ManifestPaper, RoundPaper, RoundRow,
};

/// Every list, under the names of their files.
pub(super) fn samples() -> Vec<(String, Document)> {
    let named = |name: &str, document| (name.to_owned(), document);
    vec![
        named("manifest-bag-e2", bag(24).into()),
        named("manifest-run-bd10", run(6, 5).into()),
        named("manifest-office-bd6", office().into()),
        named("round-bd13", round(9).into()),
        named("handover-book", book(7).into()),
    ]
}

fn place(name: &str, code: &str) -> Place {
    Place { name: name.to_owned(), code: code.to_owned() }
}

fn head(form: &str, vi: &str, en: &str) -> ListHead {
    ListHead {
        form: form.to_owned(),
        title: Bilingual::new(vi, en),
        number: "BK-250408-7K2M9QXR".to_owned(),
        qr: "HTTPS://HOSO.EXAMPLE.VN/M/BK-250408-7K2M9QXR.0BH4ZV8NM2CX".to_owned(),
        commitment: "0BH4 ZV8N M2CX".to_owned(),
        day: "08/04/2025".to_owned(),
        drawn_up: "08/04/2025 15:40".to_owned(),
        at: place("Bưu cục cấp 2 Thạch Hà", "481900"),
    }
}

fn fact(vi: &str, en: &str, value: &str) -> ListFact {
    ListFact::new(vi, en, Some(value.to_owned()).filter(|value| !value.is_empty()))
}

fn parcel(n: usize) -> ListRow {
    let bound = [
        "Trung tâm Phục vụ hành chính công tỉnh Hà Tĩnh (TTPVHCC-HT)",
        "Bộ phận một cửa thị xã Kỳ Anh (H27.19)",
        "Người nhận, qua Bưu cục Hương Khê (482600)",
    ];
    ListRow {
        code: format!("BH1{n:07}7VN"),
        is_bag: false,
        to: bound[n % bound.len()].to_owned(),
        count: 1 + n as u32 % 4,
        seal: (!n.is_multiple_of(5)).then(|| format!("NP {:06}", 4_200 + n)),
        remarks: if n % 11 == 3 { "Niêm phong bị rách".to_owned() } else { String::new() },
    }
}

fn bag_row(n: usize) -> ListRow {
    ListRow {
        code: format!("TUI{:08}", 150 + n),
        is_bag: true,
        to: "Trung tâm Khai thác vận chuyển Hà Tĩnh (480990)".to_owned(),
        count: 18 + n as u32,
        seal: Some(format!("NP {:06}", 4_300 + n)),
        remarks: String::new(),
    }
}

fn list(head: ListHead, facts: Vec<ListFact>, rows: Vec<ListRow>) -> ManifestPaper {
    let bags = rows.iter().filter(|row| row.is_bag).count();
    let parcels = rows.len() - bags;
    let giver = Bilingual::new("Người giao", "Given by");
    let taker = Bilingual::new("Người nhận", "Taken over by");
    ManifestPaper { head, facts, rows, bags, parcels, giver, taker }
}

/// What lies in a bag.
pub(super) fn bag(parcels: usize) -> ManifestPaper {
    let facts = vec![
        fact("Túi", "Bag", "TUI00000152"),
        fact("Mở tại", "Opened at", "Trung tâm Khai thác vận chuyển Hà Tĩnh (480990)"),
        fact("Niêm phong", "Seal", "NP 004302"),
    ];
    let head = head("E2", "Bản kê trong túi", "List of a bag");
    list(head, facts, (0..parcels).map(parcel).collect())
}

/// What is aboard a run.
pub(super) fn run(bags: usize, parcels: usize) -> ManifestPaper {
    let facts = vec![
        fact("Chuyến", "Run", "DT-TH-1-250408"),
        fact("Đường thư", "Mail route", "Thạch Hà – Hà Tĩnh (DT-TH-1), chuyến S2"),
        fact("Sức chở", "Room", "40 túi · 300 bưu gửi"),
        fact("Lái xe", "Driver", ""),
    ];
    let head = head("BD10", "Bản kê chuyến thư", "Manifest of a run");
    let rows = (0..bags).map(bag_row).chain((0..parcels).map(parcel)).collect();
    list(head, facts, rows)
}

/// What an office has to pass on.
fn office() -> ManifestPaper {
    let head = head("BD6", "Bản kê tại bưu cục khai thác", "List of a sorting office");
    let rows = (0..3).map(bag_row).chain((0..8).map(parcel)).collect();
    list(head, vec![fact("Người trực", "On duty", "")], rows)
}

/// A postman's round.
pub(super) fn round(parcels: usize) -> RoundPaper {
    let row = |n: usize| RoundRow {
        code: format!("BH2{n:07}4VN"),
        name: ["Nguyễn Thị Ngọc Ẩn", "Trần Văn Ước", "H'Hen Niê Ksơr"][n % 3].to_owned(),
        phone: (n % 4 != 1).then(|| format!("0900 000 {:03}", 100 + n)),
        address: "Số nhà 12, ngõ 4, thôn Kỳ Phong, xã Thạch Đài, huyện Thạch Hà, tỉnh Hà Tĩnh"
            .to_owned(),
        papers: 1 + n as u32 % 3,
        remarks: if n == 2 { "Hẹn phát 09/04/2025".to_owned() } else { String::new() },
    };
    RoundPaper {
        head: head("BD13", "Bản kê đi phát", "List of a round"),
        postman: Some("Bưu tá Lê Văn Sơn".to_owned()),
        rows: (0..parcels).map(row).collect(),
    }
}

/// The lists of a day.
fn book(lists: usize) -> BookPaper {
    let row = |n: usize| BookRow {
        number: format!("BBGN-250408-7K2M9QX{n}"),
        time: format!("{:02}:{:02}", 7 + n, 5 * n),
        way: if n.is_multiple_of(2) {
            Bilingual::new("giao", "given")
        } else {
            Bilingual::new("nhận", "taken over")
        },
        other: "Bộ phận một cửa huyện Thạch Hà (H27.29)".to_owned(),
        codes: (0..2 + n * 3).map(|at| format!("BH1{:07}7VN", n * 40 + at)).collect(),
        odd: u32::from(n == 4),
    };
    BookPaper {
        head: head("", "Sổ giao nhận trong ngày", "Hand-over book of a day"),
        rows: (0..lists).map(row).collect(),
    }
}
