//! Pages as pixels: one pixel is one dot of the printer.

use std::str::FromStr;

use png::{BitDepth, ColorType, Compression, Encoder, PixelDimensions, Unit};
use typst_layout::Page;
use typst_render::RenderOptions;

use super::printer::PrintError;

/// The resolution of a printer's head. Label printers have one of these two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
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

/// Draws a page and packs it as PNG that knows its resolution.
pub(super) fn draw(page: &Page, dpi: Dpi, ink: Ink) -> Result<Vec<u8>, PrintError> {
    let dots_per_inch = dpi.dots_per_inch();
    let options = RenderOptions {
        pixel_per_pt: (f64::from(dots_per_inch) / 72.0).into(),
        ..RenderOptions::default()
    };
    let pixels = typst_render::render(page, &options);
    let (width, height) = (pixels.width(), pixels.height());
    let greys = pixels.pixels().iter().map(|p| brightness(p.red(), p.green(), p.blue()));
    let (depth, bytes): (_, Vec<u8>) = match ink {
        Ink::Grey => (BitDepth::Eight, greys.collect()),
        Ink::BlackOrWhite => {
            let white: Vec<bool> = greys.map(|grey| grey >= BURNT_BELOW).collect();
            (BitDepth::One, white.chunks(width as usize).flat_map(packed).collect())
        }
    };

    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, width, height);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(depth);
    encoder.set_compression(Compression::Balanced);
    let per_metre = (f64::from(dots_per_inch) / 0.0254).round() as u32;
    encoder.set_pixel_dims(Some(PixelDimensions {
        xppu: per_metre,
        yppu: per_metre,
        unit: Unit::Meter,
    }));
    encoder.write_header()?.write_image_data(&bytes)?;
    Ok(file)
}

/// Brightness as the eye weighs it (ITU-R BT.601, in 1/256).
fn brightness(red: u8, green: u8, blue: u8) -> u8 {
    ((u32::from(red) * 77 + u32::from(green) * 150 + u32::from(blue) * 29) >> 8) as u8
}

/// One row of pixels, eight to the byte, the leftmost in the highest bit.
fn packed(row: &[bool]) -> Vec<u8> {
    row.chunks(8)
        .map(|eight| {
            eight
                .iter()
                .enumerate()
                .fold(0, |byte, (i, white)| byte | (u8::from(*white) << (7 - i)))
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
    fn pixels_are_packed_from_the_left() {
        let row = [true, false, false, false, false, false, false, true, true];
        assert_eq!(packed(&row), [0b1000_0001, 0b1000_0000]);
    }
}
