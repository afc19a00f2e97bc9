//! A page as a printer or a camera would have it.

use png::{Decoder, Transformations};
use rxing::BarcodeFormat;
use rxing::helpers::detect_in_luma;

/// Brightness of every pixel, row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Picture {
    pub(super) width: usize,
    pub(super) height: usize,
    greys: Vec<u8>,
}

impl Picture {
    /// Unpacks a PNG.
    pub(super) fn read(png: &[u8]) -> Self {
        let mut decoder = Decoder::new(std::io::Cursor::new(png));
        decoder.set_transformations(Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        let mut greys = vec![0; reader.output_buffer_size().unwrap()];
        let frame = reader.next_frame(&mut greys).unwrap();
        Self { width: frame.width as usize, height: frame.height as usize, greys }
    }

    /// Greys that something else has drawn.
    pub(super) fn of(width: usize, height: usize, greys: Vec<u8>) -> Self {
        Self { width, height, greys }
    }

    pub(super) fn is_dark(&self, x: usize, y: usize) -> bool {
        self.greys[y * self.width + x] < 128
    }

    /// Whether nothing is printed in a rectangle.
    pub(super) fn is_blank(&self, left: usize, top: usize, width: usize, height: usize) -> bool {
        (top..top + height).all(|y| (left..left + width).all(|x| !self.is_dark(x, y)))
    }

    /// A part of it.
    pub(super) fn cut(&self, left: usize, top: usize, width: usize, height: usize) -> Self {
        let rows = (top..top + height).map(|y| y * self.width + left);
        let greys = rows.flat_map(|start| self.greys[start..start + width].to_vec()).collect();
        Self { width, height, greys }
    }

    /// Out of focus: every pixel becomes the mean of the square that reaches `radius` around it.
    pub(super) fn blurred(&self, radius: usize) -> Self {
        let line = |at: &dyn Fn(usize) -> u8, length: usize, i: usize| {
            let window = i.saturating_sub(radius)..(i + radius + 1).min(length);
            let count = window.len();
            (window.map(|j| usize::from(at(j))).sum::<usize>() / count) as u8
        };
        let mut across = self.clone();
        for (i, grey) in across.greys.iter_mut().enumerate() {
            let row = i / self.width * self.width;
            *grey = line(&|x| self.greys[row + x], self.width, i % self.width);
        }
        let mut both = across.clone();
        for (i, grey) in both.greys.iter_mut().enumerate() {
            let column = i % self.width;
            *grey = line(&|y| across.greys[y * self.width + column], self.height, i / self.width);
        }
        both
    }

    /// What a scanner reads.
    pub(super) fn scanned(&self) -> Option<String> {
        let (width, height) = (self.width as u32, self.height as u32);
        let format = Some(BarcodeFormat::QR_CODE);
        detect_in_luma(self.greys.clone(), width, height, format)
            .ok()
            .map(|read| read.getText().to_owned())
    }
}
