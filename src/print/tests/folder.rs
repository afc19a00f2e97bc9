//! An office's own templates: used when they work, replaced and told when they do not.

use std::fs;
use std::path::Path;

use super::*;
use crate::print::TemplateWarning;
use crate::print::label::ParcelLabel;
use crate::print::samples::{return_label, slip};

const LABEL: &str = "parcel-label.typ";

/// A folder that holds one template.
fn folder(name: &str, template: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), template).unwrap();
    folder
}

fn printer(folder: &Path) -> Printer {
    Printer::new(Some(folder.to_owned()))
}

/// Prints a label with a template that must not work: the embedded one is used, and somebody is told.
fn refused(folder: &Path) -> Vec<TemplateWarning> {
    let document = return_label().into();
    let printed = printer(folder).pdf(&document).unwrap();
    assert_eq!(printed.output, Printer::default().pdf(&document).unwrap().output);
    assert!(!printed.warnings.is_empty(), "somebody must be told");
    printed.warnings
}

#[test]
fn a_template_of_the_office_is_used_and_the_others_stay() {
    let template = r#"#import "common.typ": *
        #show: typeset
        #let draw(label, code) = [MẪU RIÊNG #label.tracking_number]
        #draw(data.document.first(), none)"#;
    let folder = folder(LABEL, template);
    let printer = printer(folder.path());
    let label = printer.pdf(&return_label().into()).unwrap();
    assert_eq!(label.warnings, []);
    assert!(text::of_pdf(&label.output).contains("MẪU RIÊNG BH473124829VN"));
    let slip = slip().into();
    assert_eq!(printer.pdf(&slip).unwrap(), Printer::default().pdf(&slip).unwrap());
    assert_eq!(printer.check(), []);
}

#[test]
fn a_broken_template_is_told_with_file_line_and_reason() {
    let folder = folder(LABEL, "#set page(width: 105mm)\n#let x = \n#nothing");
    let warnings = refused(folder.path());
    assert_eq!((warnings[0].file.as_str(), warnings[0].line), (LABEL, Some(2)), "{warnings:?}");
    assert!(warnings[0].to_string().starts_with("parcel-label.typ, line 2: expected expression"));
    assert_eq!(printer(folder.path()).check()[0], warnings[0]);
}

#[test]
fn a_template_sees_no_file_outside_no_package_and_no_clock() {
    for template in [
        r#"#read("/etc/passwd")"#,
        r#"#read("../../../../etc/passwd")"#,
        r#"#read("../data.json")"#,
        r#"#include "/etc/passwd""#,
        r#"#image("/etc/hostname")"#,
        r#"#import "@preview/example:0.1.0": *"#,
        r#"#import "@local/example:0.1.0""#,
        "#datetime.today().display()",
        "#let f(x) = f(x + 1)\n#f(0)",
        "#while true { }",
    ] {
        let folder = folder(LABEL, template);
        for warning in refused(folder.path()) {
            assert!(!warning.message.contains("root:"), "{template}: {warning}");
        }
    }
}

#[test]
fn a_template_that_goes_round_in_circles_is_given_up_and_left_alone_until_it_changes() {
    // Each loop is short enough for the typesetter's own limit; together they would take hours.
    let endless = "#let x = 0\n#for a in range(9999) { for b in range(9999) { for c in range(9999) { x += 1 } } }";
    let folder = folder(LABEL, endless);
    let patience = std::time::Duration::from_millis(300);
    let printer = Printer::impatient(folder.path(), patience);
    let begun = std::time::Instant::now();
    for _ in 0..3 {
        let drawn = printer.pdf(&return_label().into()).unwrap();
        assert_eq!(drawn.output, Printer::default().pdf(&return_label().into()).unwrap().output);
        let told = drawn.warnings[0].to_string();
        assert!(told.starts_with("parcel-label.typ: it was not done after 0.3 s"), "{told}");
    }
    assert!(begun.elapsed() < 40 * patience, "it was waited for once: {:?}", begun.elapsed());
    fs::write(folder.path().join(LABEL), "mended").unwrap();
    assert_eq!(printer.pdf(&return_label().into()).unwrap().warnings, []);
}

#[test]
fn a_folder_may_hold_any_part_of_the_templates() {
    // One size of one label is the office's own; all others are the delivered ones.
    let own = folder("bag-label-100x75.typ", "#set page(width: 100mm, height: 75mm)\nTÚI RIÊNG");
    let printer = printer(own.path());
    for (name, sample) in crate::print::samples() {
        let drawn = printer.pdf(&sample).unwrap();
        assert_eq!(drawn.warnings, [], "{name}");
        let same = drawn.output == Printer::default().pdf(&sample).unwrap().output;
        assert_eq!(same, name != "bag-label-100x75", "{name}");
    }
    assert_eq!(printer.check(), []);
}

#[test]
fn a_changed_label_is_what_lies_on_the_sheet_of_four() {
    // The A6 template of the office draws; the delivered sheet puts four of them on A4.
    let own = folder(
        LABEL,
        "#import \"common.typ\": *\n#let draw(label, code) = [NHÃN RIÊNG #label.tracking_number]",
    );
    let four = crate::print::Labels::on(
        crate::print::Size::FourOnA4,
        vec![return_label().into(), return_label().into()],
    );
    let drawn = printer(own.path()).pdf(&four.clone().into()).unwrap();
    assert_eq!(drawn.warnings, []);
    assert_eq!(text::of_pdf(&drawn.output).matches("NHÃN RIÊNG BH473124829VN").count(), 2);
    // One that draws nothing for it is told, and the delivered label lies there.
    fs::write(own.path().join(LABEL), "no drawing").unwrap();
    let drawn = printer(own.path()).pdf(&four.into()).unwrap();
    assert_eq!(drawn.warnings[0].file, "parcel-label-a4x4.typ", "{:?}", drawn.warnings);
    assert!(text::of_pdf(&drawn.output).contains("CHUYỂN TRẢ KẾT QUẢ"));
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_folder_is_not_followed() {
    let elsewhere = folder("secret.txt", "not for labels");
    let folder = folder(LABEL, r#"#read("secret.txt")"#);
    let link = folder.path().join("secret.txt");
    std::os::unix::fs::symlink(elsewhere.path().join("secret.txt"), &link).unwrap();
    refused(folder.path());
    fs::remove_file(&link).unwrap();
    fs::write(&link, "for labels").unwrap();
    let inside = printer(folder.path()).pdf(&return_label().into()).unwrap();
    assert_eq!(inside.warnings, [], "a file of its own may be read");
}

#[test]
fn bytes_that_are_no_template_and_a_folder_that_is_not_there_are_told() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(LABEL), [0xff, 0xfe, 0x00]).unwrap();
    refused(folder.path());
    let missing = folder.path().join("missing");
    let warnings = refused(&missing);
    assert!(warnings[0].message.contains("no such folder"), "{warnings:?}");
    assert_eq!(printer(&missing).check(), warnings);
}

#[test]
fn a_warning_never_quotes_what_was_being_printed() {
    let secret = ParcelLabel { seal: Some("BÍ MẬT".to_owned()), ..return_label() };
    for template in [
        "#panic(json(\"/data.json\").document.first().seal)",
        "#assert(json(\"/data.json\").document.first().seal != \"BÍ MẬT\", message: \"BÍ MẬT\")",
    ] {
        let folder = folder(LABEL, template);
        let printed = printer(folder.path()).pdf(&secret.clone().into()).unwrap();
        let told = printed.warnings.iter().map(ToString::to_string).collect::<String>();
        assert!(told.starts_with("parcel-label.typ, line 1: "), "{told}");
        assert!(!told.contains("BÍ MẬT"), "{told}");
    }
}
