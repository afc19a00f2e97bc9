//! On what labels are printed.

use std::fmt;
use std::str::FromStr;

/// The stock in the printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Size {
    /// 105 × 148 mm, a label to a page: the label printer of a post office.
    #[default]
    A6,
    /// 100 × 75 mm, a label to a page: the small label printer of a cultural post point.
    Small,
    /// Four A6 labels on a sheet of A4, for an office without a label printer.
    FourOnA4,
}

/// A size that no printer of ours takes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected the size a6, 100x75 or a4x4, got {0:?}")]
pub struct BadSize(String);

/// A place that the stock does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a free place from 1 to 4 on a sheet of a4x4; the other sizes have no places")]
pub struct BadStart;

impl Size {
    /// Every size.
    pub const ALL: [Self; 3] = [Self::A6, Self::Small, Self::FourOnA4];

    /// The word on the command line and in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::A6 => "a6",
            Self::Small => "100x75",
            Self::FourOnA4 => "a4x4",
        }
    }

    /// How many labels a page holds.
    pub const fn places(self) -> usize {
        match self {
            Self::A6 | Self::Small => 1,
            Self::FourOnA4 => 4,
        }
    }

    /// Millimetres across and down.
    pub const fn millimetres(self) -> (f64, f64) {
        match self {
            Self::A6 => (105.0, 148.0),
            Self::Small => (100.0, 75.0),
            Self::FourOnA4 => (210.0, 297.0),
        }
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Size {
    type Err = BadSize;

    fn from_str(text: &str) -> Result<Self, BadSize> {
        let given = text.trim().to_ascii_lowercase();
        let found = Self::ALL.into_iter().find(|size| size.as_str() == given);
        found.ok_or_else(|| BadSize(text.to_owned()))
    }
}

/// The stock, and where on its first page printing begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sheet {
    size: Size,
    start: usize,
}

impl Default for Sheet {
    fn default() -> Self {
        Self::whole(Size::default())
    }
}

impl Sheet {
    /// Stock of which nothing is used yet.
    pub const fn whole(size: Size) -> Self {
        Self { size, start: 1 }
    }

    /// Stock whose first free place is `start`: of a sheet of four, some labels may be used up.
    pub fn begun(size: Size, start: usize) -> Result<Self, BadStart> {
        if (1..=size.places()).contains(&start) { Ok(Self { size, start }) } else { Err(BadStart) }
    }

    /// What is in the printer.
    pub const fn size(self) -> Size {
        self.size
    }

    /// The first free place, from 1.
    pub const fn start(self) -> usize {
        self.start
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_read_or_refused_with_what_was_expected() {
        for size in Size::ALL {
            assert_eq!(size.as_str().to_uppercase().parse(), Ok(size));
        }
        for bad in ["", "a4", "100×75", "a6 x"] {
            let refused = bad.parse::<Size>().unwrap_err().to_string();
            assert!(refused.contains("a6, 100x75 or a4x4"), "{refused}");
        }
    }

    #[test]
    fn only_a_sheet_of_four_has_places_to_begin_at() {
        for start in 1..=4 {
            assert_eq!(Sheet::begun(Size::FourOnA4, start).unwrap().start(), start);
        }
        for (size, start) in [(Size::FourOnA4, 0), (Size::FourOnA4, 5), (Size::A6, 2)] {
            assert_eq!(Sheet::begun(size, start), Err(BadStart), "{size} {start}");
        }
        assert_eq!(Sheet::begun(Size::Small, 1), Ok(Sheet::whole(Size::Small)));
    }
}
