//! Data as people really give them.

use super::*;
use crate::print::label::{Bilingual, Destination, Label, ParcelLabel, Place};
use crate::print::papers::{ConsignmentSlip, HandoverRecord, ListedForm, ListedPaper};
use crate::print::samples::{record, return_label, slip};
use crate::print::{Labels, Size};
use crate::print::{PrintError, samples};

/// Names and texts that break careless templates.
pub(super) fn nasty_texts() -> Vec<String> {
    vec![
        String::new(),
        "H'Hen Niê Ksơr".to_owned(),
        "Nguye\u{302}\u{303}n Thi\u{323} A\u{302}\u{309}m".to_owned(),
        "#panic(\"x\") $x^2$ *_`<a>@b// /* = - + \\ \"quoted\" #{".to_owned(),
        "hai\ndòng\u{0}\u{7}\ttab".to_owned(),
        "Số 12, ngõ 345, thôn Kỳ Phong, ".repeat(9).chars().take(250).collect(),
        "w".repeat(400),
        "Tỉnh Hà Tĩnh, huyện Thạch Hà, ".repeat(100),
        "漢字 🏤 \u{202e}abc\u{200b}".to_owned(),
    ]
}

pub(super) fn label_of(text: &str) -> ParcelLabel {
    let place = || Place { name: text.to_owned(), code: text.to_owned() };
    ParcelLabel {
        tracking_number: text.to_owned(),
        service: Bilingual::new(text, text),
        from: place(),
        to: Destination::Person { name: text.to_owned(), address: text.to_owned() },
        route: Some(text.to_owned()),
        seal: Some(text.to_owned()),
        bag: Some(text.to_owned()),
        printed_at: text.to_owned(),
        ..return_label()
    }
}

#[test]
fn no_text_reaches_a_code_or_the_edge_of_the_label() {
    let held_back = |label: ParcelLabel| {
        let place = label.from.clone();
        ParcelLabel { to: Destination::HeldBack(place), ..label }
    };
    let texts = nasty_texts();
    let labels = texts.iter().map(|text| label_of(text)).chain([held_back(label_of(&texts[5]))]);
    for label in labels {
        let text = &label.seal;
        let page = drawn(label.clone());
        let (w, h) = (page.width, page.height);
        for (x, y, width, height, side) in [
            (0, 0, w, 39, "top"),
            (0, 0, 39, h, "left"),
            (800, 0, w - 800, h, "right"),
            (0, 1144, w, h - 1144, "bottom"),
        ] {
            assert!(page.is_blank(x, y, width, height), "{side} margin: {text:?}");
        }
        // The main code with its white, then the second one.
        let main = page.cut(12, 12, 259, 259);
        let second = page.cut(799 - 132, 1143 - 132, 148, 148);
        for code in [main, second] {
            assert_eq!(code.scanned().as_ref(), Some(&label.qr), "{text:?}");
        }
    }
}

#[test]
fn papers_take_any_text_and_keep_their_margins() {
    let printer = Printer::default();
    for text in nasty_texts() {
        let mut slip = slip();
        slip.sender.name.clone_from(&text);
        slip.sender.address.clone_from(&text);
        slip.papers[0].name.clone_from(&text);
        slip.papers[0].note.clone_from(&text);
        slip.procedure_name.clone_from(&text);
        slip.proof_code = Some(text.clone());
        let mut record = record();
        record.giver.person = Some(text.clone());
        record.items[0].remarks.clone_from(&text);
        record.items[0].seal = Some(text.clone());
        for document in [Document::from(slip), Document::from(record)] {
            assert_eq!(printer.pdf(&document).unwrap().warnings, []);
            // The longest word is the one that could leave its column.
            if !text.starts_with("www") {
                continue;
            }
            let pages = printer.png(&document, Dpi::D203).unwrap().output;
            for page in pages.iter().map(|page| Picture::read(page)) {
                // 18 mm are 143 dots; a letter may lean out by a hair.
                let right = page.width - 140;
                assert!(page.is_blank(right, 0, 140, page.height), "right margin: {text}");
            }
        }
    }
}

#[test]
fn a_slip_of_no_papers_and_one_of_forty_are_set_with_page_numbers() {
    let printer = Printer::default();
    let listed = |count| -> Document {
        let paper = |n| ListedPaper {
            name: format!("Giấy tờ thứ {n}"),
            form: ListedForm::Copy,
            count: 1,
            note: String::new(),
        };
        ConsignmentSlip { papers: (1..=count).map(paper).collect(), ..slip() }.into()
    };
    for (count, pages) in [(0, 1), (40, 2)] {
        let text = text::of_pdf(&printer.pdf(&listed(count)).unwrap().output);
        assert_eq!(text.matches(&format!(" / {pages}")).count(), pages, "{count} papers:\n{text}");
        for n in 1..=count {
            assert!(text.contains(&format!("Giấy tờ thứ {n}\n")), "{n}:\n{text}");
        }
        assert!(text.contains("Nhân viên bưu chính"), "signatures:\n{text}");
    }
    let empty: Document = HandoverRecord { items: vec![], ..record() }.into();
    assert!(text::of_pdf(&printer.pdf(&empty).unwrap().output).contains("Không có bưu gửi"));
}

#[test]
fn many_labels_are_one_to_a_page_and_none_is_refused() {
    let printer = Printer::default();
    let three = Document::from(Labels::on(
        Size::A6,
        [return_label(), label_of("H'Hen"), return_label()].map(Label::from).to_vec(),
    ));
    assert_eq!(printer.png(&three, Dpi::D203).unwrap().output.len(), 3);
    let none = printer.pdf(&Labels::on(Size::A6, vec![]).into());
    assert!(matches!(none, Err(PrintError::NothingToPrint)));
    let endless = ParcelLabel { qr: "X".repeat(3_000), ..return_label() };
    let refused = printer.pdf(&endless.into()).unwrap_err().to_string();
    assert!(refused.contains("3000") && refused.contains("shorter public address"), "{refused}");
}

#[test]
fn many_threads_print_the_same_paper_as_one() {
    fn shared<T: Send + Sync>(value: T) -> T {
        value
    }
    let printer = shared(Printer::default());
    let documents = samples();
    let alone: Vec<_> =
        documents.iter().map(|(_, document)| printer.pdf(document).unwrap()).collect();
    std::thread::scope(|scope| {
        for ((_, document), expected) in documents.iter().zip(&alone) {
            let printer = &printer;
            scope.spawn(move || assert_eq!(printer.pdf(document).unwrap(), *expected));
        }
    });
}
