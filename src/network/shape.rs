//! The outline of a unit as GeoJSON writes it, read with a reason for whatever does not fit, and the two
//! questions asked of it: does a position lie in it, and how far away is its edge.

use std::fmt;

use geo::{
    BoundingRect, Contains, Coord, Distance, Haversine, HaversineClosestPoint, InteriorPoint,
    LineString, MultiPolygon, Point, Polygon, Rect, Validation,
};
use serde_json::{Value, json};

use super::position::Position;

/// The most points one outline may have: a province drawn to the metre has fewer.
pub const MAX_POINTS: usize = 200_000;

/// Why a geometry is no outline of a unit: what was expected, and what came.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum BadShape {
    /// No geometry, or a point or a line.
    #[error("expected a geometry of type Polygon or MultiPolygon, got {0}")]
    Kind(String),
    /// Something else than numbers where numbers belong.
    #[error("expected [longitude, latitude] as two numbers, got {0}")]
    Coordinate(String),
    /// A ring, or the whole, is not a list.
    #[error("expected lists of rings of [longitude, latitude], got {0}")]
    Nesting(String),
    /// An outline without any polygon.
    #[error("expected at least one ring")]
    Empty,
    /// A triangle has four points, the first one again at the end.
    #[error("expected at least 4 points in ring {ring}, got {points}")]
    TooFew {
        /// Which ring, from 1 over all polygons.
        ring: usize,
        /// How many points it has.
        points: usize,
    },
    /// The last point is not the first.
    #[error("expected ring {ring} to end where it begins ({first}), got {last}")]
    Open {
        /// Which ring.
        ring: usize,
        /// Its first point.
        first: String,
        /// Its last point.
        last: String,
    },
    /// The numbers fit when exchanged.
    #[error("expected [longitude, latitude] in this order, got {0}")]
    Swapped(String),
    /// Elsewhere in the world.
    #[error("expected longitude 102 to 118 and latitude 6 to 24, in Viet Nam, got {0}")]
    Outside(String),
    /// More points than are of use.
    #[error("expected at most {MAX_POINTS} points, got {0}")]
    TooLarge(usize),
    /// Rings that cross themselves or each other, holes outside.
    #[error("expected rings that neither cross themselves nor each other, got: {0}")]
    Crossing(String),
}

/// The land of a unit: one or several polygons, with holes where another unit lies inside.
#[derive(Clone, PartialEq)]
pub struct Shape {
    polygons: MultiPolygon<f64>,
    bounds: Rect<f64>,
}

// A province has thousands of points; nobody wants them in a log.
impl fmt::Debug for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Shape({} polygons in {:?})", self.polygons.0.len(), self.bounds)
    }
}

impl Shape {
    /// Reads the geometry of a GeoJSON feature.
    pub fn read(geometry: &Value) -> Result<Self, BadShape> {
        let kind = geometry.get("type").and_then(Value::as_str);
        let coordinates = geometry.get("coordinates").unwrap_or(&Value::Null);
        let polygons: Vec<&Value> = match kind {
            Some("Polygon") => vec![coordinates],
            Some("MultiPolygon") => list(coordinates)?.iter().collect(),
            Some(_) | None => return Err(BadShape::Kind(told(geometry.get("type")))),
        };
        let shape = Self::of(&polygons)?;
        shape.polygons.check_validation().map_err(|why| BadShape::Crossing(why.to_string()))?;
        Ok(shape)
    }

    /// Reads what [`Shape::coordinates`] wrote. Whether rings cross was looked at when they came in.
    pub fn from_coordinates(coordinates: &Value) -> Result<Self, BadShape> {
        Self::of(&list(coordinates)?.iter().collect::<Vec<_>>())
    }

    fn of(polygons: &[&Value]) -> Result<Self, BadShape> {
        let mut reader = Reader::default();
        let polygons: Vec<Polygon<f64>> =
            polygons.iter().map(|polygon| reader.polygon(polygon)).collect::<Result<_, _>>()?;
        let polygons = MultiPolygon::new(polygons);
        let bounds = polygons.bounding_rect().ok_or(BadShape::Empty)?;
        Ok(Self { polygons, bounds })
    }

    /// The polygons as GeoJSON writes the coordinates of a `MultiPolygon`.
    pub fn coordinates(&self) -> Value {
        let ring = |ring: &LineString<f64>| ring.coords().map(|at| json!([at.x, at.y])).collect();
        let polygon = |polygon: &Polygon<f64>| -> Value {
            std::iter::once(polygon.exterior())
                .chain(polygon.interiors())
                .map(ring)
                .collect::<Vec<Value>>()
                .into()
        };
        self.polygons.iter().map(polygon).collect::<Vec<Value>>().into()
    }

    /// The box around it.
    pub fn bounds(&self) -> Bounds {
        let (least, most) = (self.bounds.min(), self.bounds.max());
        Bounds { south: least.y, west: least.x, north: most.y, east: most.x }
    }

    /// Whether the position lies inside; not on the edge.
    pub fn contains(&self, at: Position) -> bool {
        self.polygons.contains(&Point::new(at.lon, at.lat))
    }

    /// How far the nearest edge is, in metres.
    pub fn distance_to_edge_m(&self, at: Position) -> f64 {
        use geo::Closest;
        let from = Point::new(at.lon, at.lat);
        match self.polygons.haversine_closest_point(&from) {
            Closest::Intersection(_) => 0.0,
            Closest::SinglePoint(near) => Haversine.distance(from, near),
            Closest::Indeterminate => f64::INFINITY,
        }
    }

    /// A position that surely lies inside, for a name on a map.
    pub fn interior(&self) -> Option<Position> {
        let at = self.polygons.interior_point()?;
        Position::new(at.y(), at.x()).ok()
    }

    /// The rings of each polygon, the outer one first, as (longitude, latitude).
    pub fn rings(&self) -> impl Iterator<Item = impl Iterator<Item = (f64, f64)> + '_> + '_ {
        self.polygons
            .iter()
            .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()))
            .map(|ring| ring.coords().map(|at| (at.x, at.y)))
    }
}

/// A box on the globe, in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// The least latitude.
    pub south: f64,
    /// The least longitude.
    pub west: f64,
    /// The greatest latitude.
    pub north: f64,
    /// The greatest longitude.
    pub east: f64,
}

impl Bounds {
    /// Whether the position lies in it, or at most so many degrees away from it.
    pub fn is_near(&self, at: Position, degrees: f64) -> bool {
        (self.south - degrees..=self.north + degrees).contains(&at.lat)
            && (self.west - degrees..=self.east + degrees).contains(&at.lon)
    }

    /// The box around both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            south: self.south.min(other.south),
            west: self.west.min(other.west),
            north: self.north.max(other.north),
            east: self.east.max(other.east),
        }
    }
}

#[derive(Default)]
struct Reader {
    rings: usize,
    points: usize,
}

impl Reader {
    fn polygon(&mut self, polygon: &Value) -> Result<Polygon<f64>, BadShape> {
        let mut rings = Vec::new();
        for ring in list(polygon)? {
            rings.push(self.ring(ring)?);
        }
        let mut rings = rings.into_iter();
        let outer = rings.next().ok_or(BadShape::Empty)?;
        Ok(Polygon::new(outer, rings.collect()))
    }

    fn ring(&mut self, ring: &Value) -> Result<LineString<f64>, BadShape> {
        self.rings += 1;
        let points = list(ring)?;
        self.points += points.len();
        if self.points > MAX_POINTS {
            return Err(BadShape::TooLarge(self.points));
        }
        if points.len() < 4 {
            return Err(BadShape::TooFew { ring: self.rings, points: points.len() });
        }
        let read: Vec<Coord<f64>> = points.iter().map(coordinate).collect::<Result<_, _>>()?;
        if read.first() == read.last() {
            Ok(LineString::new(read))
        } else {
            let (first, last) = (told(points.first()), told(points.last()));
            Err(BadShape::Open { ring: self.rings, first, last })
        }
    }
}

/// `[longitude, latitude]`, perhaps with a height that is of no interest.
fn coordinate(value: &Value) -> Result<Coord<f64>, BadShape> {
    let numbers = value.as_array().filter(|numbers| (2..=3).contains(&numbers.len()));
    let two = numbers.and_then(|numbers| Some((numbers[0].as_f64()?, numbers[1].as_f64()?)));
    let (lon, lat) = two.ok_or_else(|| BadShape::Coordinate(told(Some(value))))?;
    match (Position::new(lat, lon), Position::new(lon, lat)) {
        (Ok(at), _) => Ok(Coord { x: at.lon, y: at.lat }),
        (Err(_), Ok(_)) => Err(BadShape::Swapped(told(Some(value)))),
        (Err(_), Err(_)) => Err(BadShape::Outside(told(Some(value)))),
    }
}

fn list(value: &Value) -> Result<&Vec<Value>, BadShape> {
    value.as_array().ok_or_else(|| BadShape::Nesting(told(Some(value))))
}

/// The beginning of what came, for a person to find it.
fn told(value: Option<&Value>) -> String {
    value.map_or_else(|| "nothing".to_owned(), |value| value.to_string().chars().take(60).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(from: f64, to: f64) -> Value {
        json!([[from, 18.0], [to, 18.0], [to, 18.5], [from, 18.5], [from, 18.0]])
    }

    fn polygon(rings: &[Value]) -> Value {
        json!({"type": "Polygon", "coordinates": rings})
    }

    fn at(lat: f64, lon: f64) -> Position {
        Position::new(lat, lon).unwrap()
    }

    #[test]
    fn a_hole_is_not_inside_and_reads_back_as_it_was() {
        let hole =
            json!([[105.2, 18.2], [105.3, 18.2], [105.3, 18.3], [105.2, 18.3], [105.2, 18.2]]);
        let shape = Shape::read(&polygon(&[square(105.0, 105.5), hole])).unwrap();
        assert!(shape.contains(at(18.1, 105.1)));
        assert!(!shape.contains(at(18.25, 105.25)));
        assert!(!shape.contains(at(18.25, 105.6)));
        assert_eq!(Shape::from_coordinates(&shape.coordinates()).unwrap(), shape);
        assert!(shape.contains(shape.interior().unwrap()));
    }

    #[test]
    fn the_edge_is_as_far_as_it_is() {
        let shape = Shape::read(&polygon(&[square(105.0, 105.5)])).unwrap();
        let east = shape.distance_to_edge_m(at(18.25, 105.51));
        assert!((1_000.0..1_100.0).contains(&east), "{east}");
    }

    #[test]
    fn whatever_is_no_outline_is_told_with_what_was_expected() {
        let twisted =
            json!([[105.0, 18.0], [105.5, 18.5], [105.5, 18.0], [105.0, 18.5], [105.0, 18.0]]);
        let open = json!([[105.0, 18.0], [105.5, 18.0], [105.5, 18.5], [105.0, 18.5]]);
        let swapped = json!([[18.0, 105.0], [18.0, 105.5], [18.5, 105.5], [18.0, 105.0]]);
        let paris = json!([[2.0, 48.0], [2.5, 48.0], [2.5, 48.5], [2.0, 48.0]]);
        let outside_hole = square(106.0, 106.5);
        for (geometry, expected) in [
            (Value::Null, "type Polygon or MultiPolygon, got nothing"),
            (json!({"type": "Point", "coordinates": [105.0, 18.0]}), "got \"Point\""),
            (json!({"type": "Polygon"}), "expected lists of rings"),
            (polygon(&[]), "at least one ring"),
            (json!({"type": "MultiPolygon", "coordinates": []}), "at least one ring"),
            (polygon(&[json!([])]), "at least 4 points in ring 1, got 0"),
            (polygon(&[json!([[105.0, 18.0], [105.5, 18.0], [105.0, 18.0]])]), "got 3"),
            (polygon(&[open]), "ring 1 to end where it begins ([105.0,18.0])"),
            (polygon(&[swapped]), "in this order, got [18.0,105.0]"),
            (polygon(&[paris]), "in Viet Nam, got [2.0,48.0]"),
            (polygon(&[json!([["x", 18.0], [1], [2], [3]])]), "two numbers, got [\"x\",18.0]"),
            (polygon(&[twisted]), "self-intersection"),
            (polygon(&[square(105.0, 105.5), outside_hole]), "not contained"),
        ] {
            let refused = Shape::read(&geometry).unwrap_err().to_string();
            assert!(refused.contains(expected), "{geometry}: {refused}");
        }
    }
}
