//! What leaves in other formats is the same label: the words of a thermal printer expand to the very dots
//! of the picture, a drawing is read by a scanner and needs no type of ours.

use resvg::{tiny_skia, usvg};

use super::*;
use crate::print::label::Label;
use crate::print::samples::{bag_label, blank_label, return_label};
use crate::print::{Format, Labels, Size};

/// What a thermal printer would burn: an expander written from the printer's manual, for the two commands
/// that carry the picture. The third number of `^GF` is the bytes of a row.
fn burnt(zpl: &str) -> Vec<(usize, usize, Vec<bool>)> {
    let number = |after: &str| -> usize {
        let at = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
        after[..at].parse().unwrap()
    };
    let labels = zpl.split("^XZ").filter(|label| label.contains("^XA"));
    labels
        .map(|label| {
            let field = |name: &str| &label[label.find(name).unwrap() + name.len()..];
            let (width, height) = (number(field("^PW")), number(field("^LL")));
            let graphic = field("^GFA,").split("^FS").next().unwrap();
            let parts: Vec<&str> = graphic.splitn(4, ',').collect();
            let (sent, whole, row) = (number(parts[0]), number(parts[1]), number(parts[2]));
            assert_eq!((sent, whole), (row * height, row * height), "bytes of the picture");
            let digits = expand(parts[3], row * 2);
            assert_eq!(digits.len(), row * 2 * height, "digits of the picture");
            let dots = digits.chunks(row * 2).flat_map(|row| {
                let bits =
                    row.iter().flat_map(|digit| (0..4).map(move |n| digit >> (3 - n) & 1 == 1));
                bits.take(width).collect::<Vec<_>>()
            });
            (width, height, dots.collect())
        })
        .collect()
}

fn expand(text: &str, row: usize) -> Vec<u8> {
    let mut digits: Vec<u8> = vec![];
    let mut times = 0;
    for c in text.chars() {
        match c {
            'G'..='Y' => times += c as usize - 'F' as usize,
            'g'..='z' => times += 20 * (c as usize - 'f' as usize),
            '0'..='9' | 'A'..='F' => {
                let digit = c.to_digit(16).unwrap() as u8;
                digits.extend(vec![digit; times.max(1)]);
                times = 0;
            }
            ',' | '!' => {
                let end = (digits.len() + 1).next_multiple_of(row);
                digits.resize(end, if c == ',' { 0 } else { 15 });
            }
            ':' => digits.extend_from_within(digits.len() - row..),
            other => panic!("{other:?} does not belong in a picture"),
        }
    }
    digits
}

#[test]
fn the_words_of_a_thermal_printer_expand_to_the_dots_of_the_picture() {
    let printer = Printer::default();
    let labels: Vec<Label> = vec![return_label().into(), bag_label().into(), blank_label().into()];
    for size in [Size::A6, Size::Small] {
        for dpi in [Dpi::D203, Dpi::D300] {
            let document = Labels::on(size, labels.clone()).into();
            let zpl = printer.print(&document, Format::Zpl(dpi), &mut |_| {}).unwrap().output;
            assert_eq!(zpl.len(), 1, "all labels in one file");
            let zpl = String::from_utf8(zpl.into_iter().next().unwrap()).unwrap();
            assert!(zpl.is_ascii());
            let burnt = burnt(&zpl);
            assert_eq!(burnt.len(), labels.len());
            let pictures = printer.png(&document, dpi).unwrap().output;
            for ((width, height, dots), picture) in burnt.into_iter().zip(&pictures) {
                let picture = Picture::read(picture);
                assert_eq!((width, height), (picture.width, picture.height));
                let drawn = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
                let same = drawn.zip(dots).all(|((x, y), dot)| picture.is_dark(x, y) == dot);
                assert!(same, "{size} {dpi:?}: dot for dot");
            }
        }
    }
}

#[test]
fn a_label_takes_some_forty_kilobytes_of_a_thermal_printers_line() {
    let document = return_label().into();
    let zpl = Printer::default().print(&document, Format::Zpl(Dpi::D203), &mut |_| {}).unwrap();
    let bytes = zpl.output[0].len();
    // Written out digit by digit it would be 248 KB.
    assert!(bytes < 50_000, "{bytes}");
}

#[test]
fn a_drawing_is_read_by_a_scanner_and_its_letters_are_outlines() {
    for (size, label) in
        [(Size::A6, Label::from(return_label())), (Size::Small, bag_label().into())]
    {
        let document = Labels::on(size, vec![label.clone()]).into();
        let drawn = Printer::default().print(&document, Format::Svg, &mut |_| {}).unwrap();
        let svg = String::from_utf8(drawn.output.into_iter().next().unwrap()).unwrap();
        assert!(!svg.contains("<text") && !svg.contains("font-family"), "letters are outlines");

        let tree = usvg::Tree::from_str(&svg, &usvg::Options::default()).unwrap();
        let (across, down) = size.millimetres();
        let dots = |millimetres: f64| (millimetres / 25.4 * 406.0).round() as u32;
        let (width, height) = (dots(across), dots(down));
        let mut pixels = tiny_skia::Pixmap::new(width, height).unwrap();
        pixels.fill(tiny_skia::Color::WHITE);
        let scale = width as f32 / tree.size().width();
        let scale = tiny_skia::Transform::from_scale(scale, scale);
        resvg::render(&tree, scale, &mut pixels.as_mut());
        let greys = pixels.pixels().iter().map(|pixel| pixel.red()).collect();
        let page = Picture::of(width as usize, height as usize, greys);
        // The corners: 40 mm for the main code, 25 mm for the second.
        let (large, small) = (dots(40.0) as usize, dots(25.0) as usize);
        let second = page.cut(page.width - small, page.height - small, small, small);
        for (name, code) in [("main", page.cut(0, 0, large, large)), ("second", second)] {
            assert_eq!(code.scanned().as_deref(), Some(label.qr()), "{size}, {name}");
        }
    }
}
