//! QR codes as vector drawings, with modules of whole printer dots.

use std::fmt::Write;

use qrcode::bits::Bits;
use qrcode::{Color, EcLevel, QrCode, Version};
use serde::Serialize;

use super::printer::PrintError;
use super::raster::Dpi;

/// The square that the main code may fill on label and slip, white margin included: 7 dots per module
/// at 203 dpi for the addresses we print (versions 3 and 4).
const MAIN_BOX_MM: f64 = 36.0;
/// The square of the second code, in the opposite corner of the label: 4 dots per module at 203 dpi.
const SECOND_BOX_MM: f64 = 21.0;
/// The white margin of the standard, in modules, on both sides together.
const QUIET_MODULES: usize = 8;
/// Below this a thermal printer's dots run together.
const SMALLEST_MODULE_DOTS: usize = 3;

/// One QR code as a template gets it.
#[derive(Debug, Serialize)]
pub(super) struct Code {
    /// Modules along one side, without the white margin.
    modules: usize,
    /// Printer dots per module of the main code.
    main: usize,
    /// Printer dots per module of the second code.
    second: usize,
    /// The drawing, one unit per module.
    svg: String,
}

impl Code {
    /// Draws a text at error correction Q: a quarter of the code may be torn or smeared. The modules
    /// are as large as whole dots allow, because module size decides what still reads when blurred.
    pub(super) fn draw(text: &str, dpi: Dpi) -> Result<Self, PrintError> {
        let code = Self::of(text, EcLevel::Q, dpi)?;
        if code.second < SMALLEST_MODULE_DOTS {
            return Err(PrintError::CodeTooLong { length: text.len() });
        }
        Ok(code)
    }

    /// Draws a payment code at error correction M, as banks print them: it is read once, from clean paper,
    /// and its text is four times as long. It has no second code.
    pub(super) fn draw_payment(text: &str, dpi: Dpi) -> Result<Self, PrintError> {
        let code = Self::of(text, EcLevel::M, dpi)?;
        if code.main < SMALLEST_MODULE_DOTS {
            return Err(PrintError::CodeTooLong { length: text.len() });
        }
        Ok(code)
    }

    fn of(text: &str, level: EcLevel, dpi: Dpi) -> Result<Self, PrintError> {
        let code = encode(text, level).ok_or(PrintError::CodeTooLong { length: text.len() })?;
        let modules = code.width();
        let module_dots = |side| dpi.whole_dots(side) / (modules + QUIET_MODULES);
        let (main, second) = (module_dots(MAIN_BOX_MM), module_dots(SECOND_BOX_MM));
        Ok(Self { modules, main, second, svg: drawing(&code.to_colors(), modules) })
    }
}

/// The smallest code that holds the text. An address in capitals is one alphanumeric segment: the
/// encoder's own choice changes modes within it, and may need a version more.
fn encode(text: &str, level: EcLevel) -> Option<QrCode> {
    let alphanumeric = |byte: u8| {
        byte.is_ascii_digit() || byte.is_ascii_uppercase() || b" $%*+-./:".contains(&byte)
    };
    if !text.bytes().all(alphanumeric) {
        return QrCode::with_error_correction_level(text, level).ok();
    }
    (1..=40).find_map(|version| {
        let mut bits = Bits::new(Version::Normal(version));
        bits.push_alphanumeric_data(text.as_bytes()).ok()?;
        bits.push_terminator(level).ok()?;
        QrCode::with_bits(bits, level).ok()
    })
}

/// One path of all runs of dark modules, row by row.
fn drawing(colors: &[Color], modules: usize) -> String {
    let mut path = String::new();
    for (y, row) in colors.chunks(modules).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|a, b| a == b) {
            let width = run.len();
            if run[0] == Color::Dark {
                // Writing to a string cannot fail.
                let _ = write!(path, "M{x} {y}h{width}v1h-{width}z");
            }
            x += width;
        }
    }
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {modules} {modules}" shape-rendering="crispEdges"><path d="{path}"/></svg>"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An address of `host` letters of host, as `QrCode::url` makes it.
    fn url(host: usize) -> String {
        format!("HTTPS://{}/Q/0123456789BCFGHJK", "H".repeat(host))
    }

    #[test]
    fn a_module_is_seven_and_four_dots_at_203_dpi_and_ten_or_more_and_six_at_300() {
        for (host, modules) in [(19, 29), (20, 33), (38, 33)] {
            let code = Code::draw(&url(host), Dpi::D203).unwrap();
            assert_eq!((code.modules, code.main, code.second), (modules, 7, 4), "{host}");
        }
        for (host, main) in [(19, 11), (38, 10)] {
            let code = Code::draw(&url(host), Dpi::D300).unwrap();
            assert_eq!((code.main, code.second), (main, 6), "{host}");
        }
    }

    #[test]
    fn a_text_too_long_to_scan_is_refused_with_its_length() {
        assert!(Code::draw(&url(60), Dpi::D203).is_ok());
        assert!(matches!(
            Code::draw(&url(300), Dpi::D203),
            Err(PrintError::CodeTooLong { length: 328 })
        ));
        assert!(Code::draw(&"x".repeat(10_000), Dpi::D203).is_err());
    }
}
