//! The two codes of a label: on whole dots, read by a scanner, also when blurred or half torn off.

use super::*;
use crate::print::label::ParcelLabel;
use crate::print::samples::{return_label, slip};

/// The margin of the label at 203 dpi: 5 mm.
const MARGIN: usize = 40;

/// Where the codes lie at 203 dpi, and how large a module is.
struct Corner {
    left: usize,
    top: usize,
    module: usize,
}

fn corners(modules: usize) -> [Corner; 2] {
    let second = modules * 4;
    // 100 mm and 143 mm from the corner are 799 and 1143 dots.
    [
        Corner { left: MARGIN, top: MARGIN, module: 7 },
        Corner { left: 799 - second, top: 1143 - second, module: 4 },
    ]
}

fn label_of_host(host: &str) -> ParcelLabel {
    ParcelLabel { qr: format!("HTTPS://{host}/Q/7K2CX9TQ0BH4ZV8NM"), ..return_label() }
}

#[test]
fn every_module_is_a_square_of_whole_dots_with_white_around_the_code() {
    for (host, modules) in [("HOSO.EXAMPLE.VN", 29), ("HOSO.TRUNGTAM.EXAMPLE.VN", 33)] {
        let page = drawn(label_of_host(host));
        for Corner { left, top, module } in corners(modules) {
            for (row, column) in (0..modules).flat_map(|r| (0..modules).map(move |c| (r, c))) {
                let (x, y) = (left + column * module, top + row * module);
                let dark = page.is_dark(x, y);
                let dots = (0..module).flat_map(|dy| (0..module).map(move |dx| (dx, dy)));
                let mut dots = dots.map(|(dx, dy)| page.is_dark(x + dx, y + dy));
                assert!(dots.all(|dot| dot == dark), "{host}: module {column},{row}");
            }
            let (side, quiet) = (modules * module, 4 * module);
            assert!(page.is_dark(left, top), "{host}: the finder pattern begins here");
            let around = side + 2 * quiet;
            let (x, y) = (left - quiet, top - quiet);
            assert!(page.is_blank(x, y, around, quiet), "{host}: above");
            assert!(page.is_blank(x, top + side, around, quiet), "{host}: below");
            assert!(page.is_blank(x, y, quiet, around), "{host}: left");
            assert!(page.is_blank(left + side, y, quiet, around), "{host}: right");
        }
    }
}

#[test]
fn both_codes_are_read_sharp_and_blurred_and_each_without_the_other() {
    let label = return_label();
    let page = drawn(label.clone());
    let half = page.height / 2;
    let top = page.cut(0, 0, page.width, half);
    let bottom = page.cut(0, half, page.width, page.height - half);
    // A box as wide as seven eighths of a module: 7 of 7 dots, 3 of 4.
    for (name, part, radius) in [("main", top, 3), ("second", bottom, 1)] {
        assert_eq!(part.scanned().as_ref(), Some(&label.qr), "{name}, sharp");
        assert_eq!(part.blurred(radius).scanned().as_ref(), Some(&label.qr), "{name}, blurred");
    }
}

#[test]
fn the_code_of_a_slip_is_read() {
    let slip = slip();
    assert_eq!(drawn(slip.clone()).scanned(), Some(slip.qr));
}

#[test]
fn a_label_is_black_or_white_and_knows_its_size() {
    let printed = Printer::default().png(&return_label().into(), Dpi::D203).unwrap();
    let reader = png::Decoder::new(std::io::Cursor::new(&printed.output[0])).read_info().unwrap();
    let info = reader.info();
    assert_eq!((info.width, info.height), (839, 1183), "105 by 148 mm");
    assert_eq!(info.bit_depth, png::BitDepth::One);
    assert_eq!(info.pixel_dims.unwrap().xppu, 7992, "203 dots to the inch, in metres");
}
