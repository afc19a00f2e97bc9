//! Names arrive on paper as they are written, every mark included.

use std::io::Write;
use std::process::{Command, Stdio};

use super::*;
use crate::print::label::{Destination, ParcelLabel};
use crate::print::samples::{record, return_label, slip};

/// What a reader of the PDF gets when copying its text (`pdftotext` of poppler-utils).
pub(super) fn of_pdf(pdf: &[u8]) -> String {
    let mut reader = Command::new("pdftotext")
        .args(["-enc", "UTF-8", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("pdftotext of poppler-utils is installed by `make test`");
    reader.stdin.take().unwrap().write_all(pdf).unwrap();
    String::from_utf8(reader.wait_with_output().unwrap().stdout).unwrap()
}

fn label_to(name: &str) -> ParcelLabel {
    let address = "Thôn Kỳ Phong, xã Thạch Đài".to_owned();
    ParcelLabel { to: Destination::Person { name: name.to_owned(), address }, ..return_label() }
}

/// Letters with the highest marks and the lowest tails.
const TALL: &str = "ẴẪỔ Nguyễn Ậy Gỵ Ộ Ựj";

#[test]
fn the_text_of_the_pdf_holds_the_exact_name_in_composed_form() {
    let printer = Printer::default();
    for (given, shown) in [
        ("H'Hen Niê Ksơr", "H'Hen Niê Ksơr"),
        ("Nguye\u{302}\u{303}n Thi\u{323} A\u{302}\u{309}n", "Nguyễn Thị Ẩn"),
        (r#"#typst[*Lê*] \ "Ẵn" $1$"#, r#"#typst[*Lê*] \ "Ẵn" $1$"#),
        ("Lê\u{202e} Văn\u{7}An", "Lê Văn An"),
        (TALL, TALL),
    ] {
        let mut slip = slip();
        given.clone_into(&mut slip.sender.name);
        let mut record = record();
        record.receiver.person = Some(given.to_owned());
        for document in [Document::from(label_to(given)), slip.into(), record.into()] {
            let text = of_pdf(&printer.pdf(&document).unwrap().output);
            assert!(text.contains(shown), "{shown} in:\n{text}");
        }
    }
}

#[test]
fn the_label_says_what_is_needed_on_the_way_and_the_slip_what_was_agreed() {
    let printer = Printer::default();
    let label = of_pdf(&printer.pdf(&return_label().into()).unwrap().output);
    for said in ["CHUYỂN TRẢ KẾT QUẢ", "BH473124829VN", "TTPVHCC-HT", "T-0152", "Niêm phong số"]
    {
        assert!(label.contains(said), "{said} in:\n{label}");
    }
    let slip = of_pdf(&printer.pdf(&slip().into()).unwrap().output);
    for said in ["H27.15-250408-0042", "1.004227", "0900 000 123", "4827 1930", "Bản chính"] {
        assert!(slip.contains(said), "{said} in:\n{slip}");
    }
    let record = of_pdf(&printer.pdf(&record().into()).unwrap().output);
    for said in ["14 giờ 05 phút", "seal torn", "Đại diện bên nhận"] {
        assert!(record.contains(said), "{said} in:\n{record}");
    }
}

#[test]
fn clipping_changes_no_pixel_of_a_name() {
    let clipped = drawn(label_to(TALL));
    let common = include_str!("../../../labels/common.typ");
    assert!(common.contains("clip: true"), "the guard that this test takes away");
    let free = office(&common.replace("clip: true", "clip: false"));
    assert_eq!(drawn_by(&free.printer, label_to(TALL)), clipped);

    // The test can see a cut: with the usual line box, marks are lost.
    let usual = |clip: &str| {
        let low = common
            .replace("\"ascender\"", "\"cap-height\"")
            .replace("\"descender\"", "\"baseline\"");
        let office = office(&low.replace("clip: true", clip));
        drawn_by(&office.printer, label_to(TALL))
    };
    assert_ne!(usual("clip: true"), usual("clip: false"));
}

/// An office with its own `common.typ`.
struct Office {
    printer: Printer,
    _folder: tempfile::TempDir,
}

fn office(common: &str) -> Office {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("common.typ"), common).unwrap();
    Office { printer: Printer::new(Some(folder.path().to_owned())), _folder: folder }
}
