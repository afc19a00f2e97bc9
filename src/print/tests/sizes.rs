//! Every label at every size and resolution: its codes are read, its margins and the white around its
//! codes are kept, whatever it has to say.

use super::hard_data::{label_of, nasty_texts};
use super::*;
use crate::print::label::{BagLabel, BlankLabel, Destination, Label, Place};
use crate::print::samples::{bag_label, blank_label, return_label, submit_label};
use crate::print::{Format, Labels, Sheet, Size};

const BOTH: [Dpi; 2] = [Dpi::D203, Dpi::D300];

fn dots(dpi: Dpi, millimetres: f64) -> usize {
    (millimetres / 25.4 * f64::from(dpi.dots_per_inch())).round() as usize
}

fn page_of(label: Label, size: Size, dpi: Dpi) -> Picture {
    let document = Labels::on(size, vec![label]).into();
    let pages = Printer::default().png(&document, dpi).unwrap();
    assert_eq!(pages.warnings, []);
    assert_eq!(pages.output.len(), 1);
    Picture::read(&pages.output[0])
}

fn every_label() -> Vec<Label> {
    vec![submit_label().into(), return_label().into(), blank_label().into(), bag_label().into()]
}

/// The margin of a size, in millimetres.
fn margin(size: Size) -> f64 {
    match size {
        Size::A6 | Size::FourOnA4 => 5.0,
        Size::Small => 4.0,
    }
}

/// The two codes of a label on a page of its own, each with its white: modules of `main` and `second`
/// dots, `modules` along a side.
fn codes(page: &Picture, size: Size, dpi: Dpi, modules: usize) -> [Picture; 2] {
    let (main, second) = match (dpi, modules) {
        (Dpi::D203, _) => (7, 4),
        (Dpi::D300, 29) => (11, 6),
        (Dpi::D300, _) => (10, 6),
    };
    let (across, down) = size.millimetres();
    let edge = dots(dpi, margin(size));
    let right = dots(dpi, across - margin(size)) - modules * second;
    let bottom = dots(dpi, down - margin(size)) - modules * second;
    [(edge, edge, main), (right, bottom, second)].map(|(left, top, module)| {
        let (quiet, square) = (4 * module, modules * module);
        assert!(page.is_dark(left, top), "{size} {dpi:?}: a finder pattern begins at {left},{top}");
        let (x, y, around) = (left - quiet, top - quiet, square + 2 * quiet);
        let white = [
            (x, y, around, quiet),
            (x, top + square, around, quiet),
            (x, y, quiet, around),
            (left + square, y, quiet, around),
        ];
        for (n, (x, y, width, height)) in white.into_iter().enumerate() {
            let (width, height) = (width.min(page.width - x), height.min(page.height - y));
            assert!(page.is_blank(x, y, width, height), "{size} {dpi:?}: white side {n}");
        }
        for (row, column) in (0..modules).flat_map(|r| (0..modules).map(move |c| (r, c))) {
            let (x, y) = (left + column * module, top + row * module);
            let dark = page.is_dark(x, y);
            let all = (0..module).flat_map(|dy| (0..module).map(move |dx| (dx, dy)));
            let whole = all.into_iter().all(|(dx, dy)| page.is_dark(x + dx, y + dy) == dark);
            assert!(whole, "{size} {dpi:?}: module {column},{row} is not whole dots");
        }
        page.cut(x, y, around.min(page.width - x), around.min(page.height - y))
    })
}

#[test]
fn both_codes_of_every_label_are_read_at_every_size_and_resolution() {
    for (size, dpi) in [Size::A6, Size::Small].into_iter().flat_map(|s| BOTH.map(|d| (s, d))) {
        for label in every_label() {
            let page = page_of(label.clone(), size, dpi);
            for (n, code) in codes(&page, size, dpi, 29).into_iter().enumerate() {
                let read = code.scanned();
                assert_eq!(read.as_deref(), Some(label.qr()), "{size} {dpi:?}, code {n}");
                // A box as wide as most of a module.
                let read = code.blurred(if n == 0 { 3 } else { 1 }).scanned();
                assert_eq!(read.as_deref(), Some(label.qr()), "{size} {dpi:?}, code {n}, blurred");
            }
        }
    }
}

#[test]
fn a_longer_host_keeps_its_white_on_the_small_label_too() {
    let qr = "HTTPS://HOSO.BUUDIEN.HATINH.EXAMPLE.VN/Q/7K2CX9TQ0BH4ZV8NM".to_owned();
    for dpi in BOTH {
        for label in [
            Label::from(crate::print::ParcelLabel { qr: qr.clone(), ..return_label() }),
            BlankLabel { qr: qr.clone(), ..blank_label() }.into(),
            BagLabel { qr: qr.clone(), ..bag_label() }.into(),
        ] {
            let page = page_of(label, Size::Small, dpi);
            for code in codes(&page, Size::Small, dpi, 33) {
                assert_eq!(code.scanned().as_ref(), Some(&qr), "{dpi:?}");
            }
        }
    }
}

fn nasty_labels(text: &str) -> Vec<Label> {
    let place = || Place { name: text.to_owned(), code: text.to_owned() };
    let held_back = Destination::HeldBack(place());
    vec![
        label_of(text).into(),
        crate::print::ParcelLabel { to: held_back, ..label_of(text) }.into(),
        BlankLabel {
            tracking_number: text.to_owned(),
            printed_at: text.to_owned(),
            ..blank_label()
        }
        .into(),
        BagLabel {
            code: text.to_owned(),
            from: place(),
            to: place(),
            route: Some(text.to_owned()),
            run: Some(text.to_owned()),
            items: Some(u32::MAX),
            seal: Some(text.to_owned()),
            printed_at: text.to_owned(),
            ..bag_label()
        }
        .into(),
    ]
}

#[test]
fn no_text_reaches_a_code_or_the_edge_of_any_label() {
    let texts = nasty_texts();
    for (n, size) in [Size::A6, Size::Small].into_iter().enumerate() {
        for (m, text) in texts.iter().enumerate() {
            // Each text at one resolution: both are the same drawing.
            let dpi = BOTH[(n + m) % 2];
            for label in nasty_labels(text) {
                let page = page_of(label.clone(), size, dpi);
                let edge = dots(dpi, margin(size)) - 1;
                for (x, y, width, height, side) in [
                    (0, 0, page.width, edge, "top"),
                    (0, 0, edge, page.height, "left"),
                    (page.width - edge, 0, edge, page.height, "right"),
                    (0, page.height - edge, page.width, edge, "bottom"),
                ] {
                    let clean = page.is_blank(x, y, width, height);
                    assert!(clean, "{size} {dpi:?} {side} margin: {label:?}");
                }
                for code in codes(&page, size, dpi, 29) {
                    assert_eq!(code.scanned().as_deref(), Some(label.qr()), "{size}: {label:?}");
                }
            }
        }
    }
}

/// The text of a label, as somebody who copies it from the PDF gets it.
fn words(label: Label, size: Size) -> String {
    text::of_pdf(&Printer::default().pdf(&Labels::on(size, vec![label]).into()).unwrap().output)
}

#[test]
fn labels_say_what_is_needed_on_the_way_at_every_size() {
    for size in Size::ALL {
        let parcel = words(return_label().into(), size);
        for said in ["BH473124829VN", "HÀ TĨNH › THẠCH HÀ", "Nguyễn Thị Ngọc Ẩn", "T-0152"]
        {
            assert!(parcel.contains(said), "{size}: {said} in:\n{parcel}");
        }
        assert!(!parcel.contains('…'), "{size}: the sample fits whole:\n{parcel}");
        let bag = words(bag_label().into(), size);
        for said in
            ["TUI00000152", "480990", "481900", "DT-TH-1-250408", "24", "NP 004302", "Mail bag"]
        {
            assert!(bag.contains(said), "{size}: {said} in:\n{bag}");
        }
        assert!(!bag.contains('…'), "{size}: the sample fits whole:\n{bag}");
        let open = words(BagLabel { items: None, seal: None, ..bag_label() }.into(), size);
        assert!(open.contains("Số bưu gửi") && !open.contains("none"), "{size}:\n{open}");
        let blank = words(blank_label().into(), size);
        assert!(blank.contains("BH100042316VN") && blank.contains("Đến"), "{size}:\n{blank}");
    }
}

#[test]
fn four_labels_lie_on_a_sheet_and_a_begun_sheet_is_begun_at_its_free_place() {
    let numbered = |n: usize| {
        let mut label = return_label();
        label.qr = format!("HTTPS://HOSO.EXAMPLE.VN/Q/0000000000000000{n}");
        Label::from(label)
    };
    for dpi in BOTH {
        let labels: Vec<Label> = (0..4).map(numbered).collect();
        let sheet = Sheet::begun(Size::FourOnA4, 2).unwrap();
        let document = Labels { labels: labels.clone(), sheet }.into();
        let pages = Printer::default().png(&document, dpi).unwrap().output;
        let pages: Vec<Picture> = pages.iter().map(|page| Picture::read(page)).collect();
        assert_eq!(pages.len(), 2, "three on the first sheet, one on the next");
        assert_eq!(
            (pages[0].width, pages[0].height),
            (dots(dpi, 210.0), dots(dpi, 297.0)),
            "{dpi:?}"
        );
        let expected = [None, Some(0), Some(1), Some(2), Some(3), None, None, None];
        for (place, expected) in expected.into_iter().enumerate() {
            let (page, n) = (&pages[place / 4], place % 4);
            let (left, top) = (dots(dpi, 105.0) * (n % 2), dots(dpi, 148.5) * (n / 2));
            let (width, half) = (dots(dpi, 105.0) - 1, dots(dpi, 74.0));
            // The main code lies in the upper half of a label, the second in the lower.
            for y in [top, top + half] {
                let read = page.cut(left, y, width, half).scanned();
                let wanted = expected.map(|n| labels[n].qr().to_owned());
                assert_eq!(read, wanted, "{dpi:?}, place {place}");
            }
            // The labels' own room, less the cut marks at the edges.
            let inner = dots(dpi, 10.0);
            let free = page.is_blank(
                left + inner,
                top + inner,
                width - 2 * inner,
                dots(dpi, 148.0) - 2 * inner,
            );
            assert_eq!(free, expected.is_none(), "{dpi:?}, place {place}");
        }
    }
}

#[test]
fn what_a_thermal_printer_cannot_take_is_refused() {
    let printer = Printer::default();
    let four = Labels::on(Size::FourOnA4, vec![return_label().into()]).into();
    for document in [four, crate::print::samples::slip().into()] {
        let refused = printer.print(&document, Format::Zpl(Dpi::D203), &mut |_| {}).unwrap_err();
        assert!(refused.to_string().contains("a6 and 100x75"), "{refused}");
    }
}
