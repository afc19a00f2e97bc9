//! A film for a browser's fake camera: labels as they were printed, held before a phone by a hand: moving, tilted, blurred.
//! Uncompressed (Y4M), so that nothing has to be installed to make it.

use std::io::Write as _;

/// How wide and high a frame is: what phones' cameras give.
pub const FRAME: (usize, usize) = (1280, 720);

/// A label as it is held in one frame.
#[derive(Debug, Clone, Copy)]
pub struct Held {
    /// Which of the labels.
    pub label: usize,
    /// Its middle, in parts of the frame.
    pub at: (f32, f32),
    /// Frame pixels for each dot of the label.
    pub scale: f32,
    /// Turned by so many degrees.
    pub turned: f32,
}

/// Grey pixels of a picture.
#[derive(Debug)]
pub struct Grey {
    wide: usize,
    high: usize,
    dots: Vec<u8>,
}

impl Grey {
    /// Reads a label that was drawn as PNG.
    pub fn of_png(file: &[u8]) -> Self {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(file));
        decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::STRIP_16);
        let mut reader = decoder.read_info().unwrap();
        let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut bytes).unwrap();
        let channels = info.color_type.samples();
        let dots = bytes[..info.buffer_size()].chunks_exact(channels).map(|dot| dot[0]).collect();
        Self { wide: info.width as usize, high: info.height as usize, dots }
    }

    /// The brightness at a place, between the dots.
    fn at(&self, x: f32, y: f32) -> Option<f32> {
        let inside =
            x >= 0.0 && y >= 0.0 && x < (self.wide - 1) as f32 && y < (self.high - 1) as f32;
        inside.then(|| {
            let (left, top) = (x as usize, y as usize);
            let (right, down) = (x - left as f32, y - top as f32);
            let dot = |x: usize, y: usize| f32::from(self.dots[y * self.wide + x]);
            let above = dot(left, top) * (1.0 - right) + dot(left + 1, top) * right;
            let below = dot(left, top + 1) * (1.0 - right) + dot(left + 1, top + 1) * right;
            above * (1.0 - down) + below * down
        })
    }
}

/// One frame: labels on a dark table, blurred over so many pixels each way.
fn frame(labels: &[Grey], held: &[Held], blur: usize) -> Vec<u8> {
    let (wide, high) = FRAME;
    let mut dots = vec![70_u8; wide * high];
    for one in held {
        let label = &labels[one.label];
        let (sin, cos) = one.turned.to_radians().sin_cos();
        let middle = (one.at.0 * wide as f32, one.at.1 * high as f32);
        for y in 0..high {
            for x in 0..wide {
                let (dx, dy) = (x as f32 - middle.0, y as f32 - middle.1);
                let across = (dx * cos + dy * sin) / one.scale + label.wide as f32 / 2.0;
                let down = (dy * cos - dx * sin) / one.scale + label.high as f32 / 2.0;
                if let Some(bright) = label.at(across, down) {
                    // Paper in a room is neither white nor black.
                    dots[y * wide + x] = (30.0 + bright * 0.72) as u8;
                }
            }
        }
    }
    blurred(&blurred(&dots, blur, 1), blur, wide)
}

/// The mean over neighbours at this distance from each other.
fn blurred(dots: &[u8], over: usize, step: usize) -> Vec<u8> {
    if over == 0 {
        return dots.to_vec();
    }
    let reach = over * step;
    let mean = |at: usize| {
        let near = (at.saturating_sub(reach)..=(at + reach).min(dots.len() - 1)).step_by(step);
        let (sum, count) =
            near.fold((0_u32, 0_u32), |(sum, n), at| (sum + u32::from(dots[at]), n + 1));
        (sum / count) as u8
    };
    (0..dots.len()).map(mean).collect()
}

/// A film of frames; it begins anew at its end.
pub fn film(labels: &[Grey], frames: &[(Vec<Held>, usize)]) -> tempfile::NamedTempFile {
    let mut file = tempfile::Builder::new().suffix(".y4m").tempfile().unwrap();
    let (wide, high) = FRAME;
    writeln!(file, "YUV4MPEG2 W{wide} H{high} F15:1 Ip A1:1 C420jpeg").unwrap();
    let no_colour = vec![128_u8; wide * high / 2];
    for (held, blur) in frames {
        file.write_all(b"FRAME\n").unwrap();
        file.write_all(&frame(labels, held, *blur)).unwrap();
        file.write_all(&no_colour).unwrap();
    }
    file.flush().unwrap();
    file
}
