//! A place on the globe, and how far two of them lie apart.

use geo::{Distance, Haversine};
use serde::Serialize;

/// The box that holds all of Viet Nam with its islands, in degrees: south, north, west, east.
const VIET_NAM: (f64, f64, f64, f64) = (6.0, 24.0, 102.0, 118.0);

/// WGS84 in decimal degrees. Often the centre of a commune only: good for choosing a near point, not for
/// finding a door.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Position {
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
}

/// Coordinates outside Viet Nam; most often latitude and longitude were exchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a position in Viet Nam: latitude 6 to 24, longitude 102 to 118")]
pub struct OutsideVietNam;

impl Position {
    /// A position in Viet Nam.
    pub fn new(lat: f64, lon: f64) -> Result<Self, OutsideVietNam> {
        let (south, north, west, east) = VIET_NAM;
        if (south..=north).contains(&lat) && (west..=east).contains(&lon) {
            Ok(Self { lat, lon })
        } else {
            Err(OutsideVietNam)
        }
    }
}

/// The distance as the crow flies, in metres. A road is a third longer in the middle.
pub fn distance_m(a: Position, b: Position) -> f64 {
    Haversine.distance(geo::Point::new(a.lon, a.lat), geo::Point::new(b.lon, b.lat))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thach_ha_lies_seven_kilometres_from_the_provincial_capital() {
        let capital = Position::new(18.34188, 105.90287).unwrap();
        let thach_ha = Position::new(18.38628, 105.85364).unwrap();
        let metres = distance_m(capital, thach_ha);
        assert!((7_000.0..7_300.0).contains(&metres), "{metres}");
        assert!(distance_m(capital, capital) < 0.001);
    }

    #[test]
    fn what_lies_elsewhere_is_refused() {
        for (lat, lon) in [(105.9, 18.3), (0.0, 0.0), (f64::NAN, 105.0), (18.0, f64::INFINITY)] {
            assert_eq!(Position::new(lat, lon), Err(OutsideVietNam));
        }
    }
}
