//! Pages as pixels: one pixel is one dot of the printer.

use std::str::FromStr;

use png::{BitDepth, ColorType, Compression, Encoder, PixelDimensions, Unit};
use typst_layout::Page;
use typst_render::RenderOptions;

use super::printer::PrintError;

/// The resolution of a printer's head. Label printers have one of these two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Dpi {
    /// 203 dots per inch, eight to the millimetre.
    #[default]
    D203,
    /// 300 dots per inch.
    D300,
}

/// A resolution that no printer of ours has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a resolution of 203 or 300 dpi, got {0:?}")]
pub struct BadDpi(String);

impl FromStr for Dpi {
    type Err = BadDpi;

    fn from_str(text: &str) -> Result<Self, BadDpi> {
        match text.trim() {
            "203" => Ok(Self::D203),
            "300" => Ok(Self::D300),
            _ => Err(BadDpi(text.to_owned())),
        }
    }
}

impl Dpi {
    /// The number itself.
    pub const fn dots_per_inch(self) -> u32 {
        match self {
            Self::D203 => 203,
            Self::D300 => 300,
        }
    }

    /// How many whole dots lie in so many millimetres.
    pub(super) fn whole_dots(self, millimetres: f64) -> usize {
        (millimetres / 25.4 * f64::from(self.dots_per_inch())).floor() as usize
    }
}

/// What a pixel may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    /// A thermal head burns a dot or does not; greys left in would be dithered by the driver, and
    /// letters frayed.
    BlackOrWhite,
    /// Office printers and screens.
    Grey,
}

/// Below this brightness a dot is burnt. Above the middle, so that thin strokes and marks survive.
const BURNT_BELOW: u8 = 150;

/// A page in black and white, as a thermal head burns it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dots {
    pub width: u32,
    pub height: u32,
    /// Row by row, eight dots to the byte, the leftmost in the highest bit; set where it is burnt.
    pub burnt: Vec<u8>,
}

impl Dots {
    /// How many bytes a row takes.
    pub const fn row_bytes(&self) -> usize {
        self.width.div_ceil(8) as usize
    }

    /// Draws a page.
    pub fn draw(page: &Page, dpi: Dpi) -> Self {
        let (width, height, greys) = greys(page, dpi);
        let burnt: Vec<bool> = greys.into_iter().map(|grey| grey < BURNT_BELOW).collect();
        Self { width, height, burnt: burnt.chunks(width as usize).flat_map(packed).collect() }
    }
}

/// Draws a page and packs it as PNG that knows its resolution.
pub(super) fn draw(page: &Page, dpi: Dpi, ink: Ink) -> Result<Vec<u8>, PrintError> {
    let (width, height, depth, bytes) = match ink {
        Ink::Grey => {
            let (width, height, greys) = greys(page, dpi);
            (width, height, BitDepth::Eight, greys)
        }
        Ink::BlackOrWhite => {
            let Dots { width, height, burnt } = Dots::draw(page, dpi);
            // In the picture a set bit is white.
            (width, height, BitDepth::One, burnt.into_iter().map(|byte| !byte).collect())
        }
    };

    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, width, height);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(depth);
    encoder.set_compression(Compression::Balanced);
    let per_metre = (f64::from(dpi.dots_per_inch()) / 0.0254).round() as u32;
    encoder.set_pixel_dims(Some(PixelDimensions {
        xppu: per_metre,
        yppu: per_metre,
        unit: Unit::Meter,
    }));
    encoder.write_header()?.write_image_data(&bytes)?;
    Ok(file)
}

/// The brightness of every dot of a page, row by row.
fn greys(page: &Page, dpi: Dpi) -> (u32, u32, Vec<u8>) {
    let options = RenderOptions {
        pixel_per_pt: (f64::from(dpi.dots_per_inch()) / 72.0).into(),
        ..RenderOptions::default()
    };
    let pixels = typst_render::render(page, &options);
    let greys = pixels.pixels().iter().map(|p| brightness(p.red(), p.green(), p.blue())).collect();
    (pixels.width(), pixels.height(), greys)
}

/// Brightness as the eye weighs it (ITU-R BT.601, in 1/256).
fn brightness(red: u8, green: u8, blue: u8) -> u8 {
    ((u32::from(red) * 77 + u32::from(green) * 150 + u32::from(blue) * 29) >> 8) as u8
}

/// One row of dots, eight to the byte, the leftmost in the highest bit.
fn packed(row: &[bool]) -> Vec<u8> {
    row.chunks(8)
        .map(|eight| {
            eight
                .iter()
                .enumerate()
                .fold(0, |byte, (i, burnt)| byte | (u8::from(*burnt) << (7 - i)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resolution_is_read_or_refused_with_what_was_expected() {
        assert_eq!("300".parse(), Ok(Dpi::D300));
        for bad in ["", "204", "203dpi", "-203"] {
            let refused = bad.parse::<Dpi>().unwrap_err().to_string();
            assert!(refused.contains("203 or 300"), "{refused}");
        }
    }

    #[test]
    fn dots_are_packed_from_the_left() {
        let row = [true, false, false, false, false, false, false, true, true];
        assert_eq!(packed(&row), [0b1000_0001, 0b1000_0000]);
    }
}
