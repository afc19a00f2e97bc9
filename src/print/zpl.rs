//! A label in the words of a thermal printer (ZPL II): its dots as a graphic field, each row shortened as
//! the printer's language allows. 38 to 43 KB a label, so that a slow serial line prints it in a second or two.

use std::fmt::Write;

use super::raster::Dots;

/// One label, from `^XA` to `^XZ`. What the stock is like (gaps, darkness, speed) stays as the printer is
/// set up: those words are not ours to say.
pub(super) fn label(dots: &Dots) -> String {
    let (width, height, row) = (dots.width, dots.height, dots.row_bytes());
    let bytes = row * height as usize;
    let mut text = format!("^XA^PW{width}^LL{height}^LH0,0^FO0,0^GFA,{bytes},{bytes},{row},");
    let mut above: Option<&[u8]> = None;
    for bytes in dots.burnt.chunks(row) {
        if above == Some(bytes) {
            text.push(':');
        } else {
            shorten(bytes, &mut text);
        }
        above = Some(bytes);
    }
    text.push_str("^FS^XZ\n");
    text
}

/// Writes a row: runs of one digit as a count and the digit, what is white or black up to the right edge
/// as `,` or `!`.
fn shorten(row: &[u8], text: &mut String) {
    let digits: Vec<u8> = row.iter().flat_map(|byte| [byte >> 4, byte & 15]).collect();
    let (rest, end) = match digits.last() {
        Some(0) => (&digits[..after_run(&digits)], Some(',')),
        Some(15) => (&digits[..after_run(&digits)], Some('!')),
        Some(_) | None => (&digits[..], None),
    };
    for run in rest.chunk_by(|a, b| a == b) {
        count(run.len(), text);
        // Writing to a string cannot fail.
        let _ = write!(text, "{:X}", run[0]);
    }
    text.extend(end);
}

/// Where the run that ends the row begins.
fn after_run(digits: &[u8]) -> usize {
    let last = digits.last();
    digits.iter().rposition(|digit| Some(digit) != last).map_or(0, |at| at + 1)
}

/// How often the next digit stands: `g` to `z` are 20 to 400 in twenties, `G` to `Y` 1 to 19; one needs no
/// count.
fn count(mut times: usize, text: &mut String) {
    if times == 1 {
        return;
    }
    while times >= 20 {
        let twenties = (times / 20).min(20);
        text.push(char::from(b'f' + twenties as u8));
        times -= twenties * 20;
    }
    if times > 0 {
        text.push(char::from(b'F' + times as u8));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shortened(row: &[u8]) -> String {
        let mut text = String::new();
        shorten(row, &mut text);
        text
    }

    #[test]
    fn a_row_is_written_as_the_manual_writes_it() {
        for (row, text) in [
            (&[0x00, 0x00][..], ","),
            (&[0xff, 0xff], "!"),
            (&[0xaa, 0xab], "IAB"),
            (&[0x12, 0x30], "123,"),
            (&[0x0f, 0xff], "0!"),
            (&[0x80, 0x01], "8H01"),
        ] {
            assert_eq!(shortened(row), text, "{row:x?}");
        }
        // The manual's own example: vMB is 327 times B.
        let mut row = vec![0xbb; 163];
        row.push(0xb1);
        assert_eq!(shortened(&row), "vMB1");
        assert_eq!(shortened(&[vec![0x11; 210], vec![0x20]].concat()), "zg12,");
    }

    #[test]
    fn a_row_like_the_one_above_is_a_colon() {
        let dots = Dots { width: 8, height: 4, burnt: vec![0x00, 0x00, 0x81, 0x81] };
        let text = label(&dots);
        assert!(text.starts_with("^XA^PW8^LL4^LH0,0^FO0,0^GFA,4,4,1,,:81:^FS^XZ"), "{text}");
    }
}
