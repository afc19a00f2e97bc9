//! A map of the way something went, small enough to stand in a page: the points it was at, numbered in
//! their order, on the outlines of the land around them. Drawn with classes and without colours of its own,
//! so that the page's style decides how it looks by day and by night.
//!
//! A map is a help for who sees it; the page tells the same as a list.

use std::fmt::Write as _;

use chrono::NaiveDate;

use super::boundary::Boundaries;
use super::map::{Paper, escaped, outline};
use super::position::Position;
use super::shape::Bounds;
use super::unit::UnitLevel;

/// How large the outlines may be, in bytes: with the rest some 10 KB when compressed.
const MOST_LAND: usize = 20_000;

/// A point on the way.
#[derive(Debug, Clone, PartialEq)]
pub struct Stop {
    /// What it is called.
    pub name: String,
    /// Where it stands; one that nobody knows is not drawn.
    pub position: Option<Position>,
    /// Who holds the thing now is here.
    pub is_here: bool,
}

/// The texts of a map for who does not see it.
#[derive(Debug, Clone, Copy)]
pub struct Caption<'a> {
    /// What it is, in a few words.
    pub title: &'a str,
    /// What it shows, in a sentence.
    pub text: &'a str,
}

/// Draws a way over the land as it was on a day, as an element of a page; none when it is not known of any
/// point where it stands.
pub fn way_svg(
    boundaries: &Boundaries,
    stops: &[Stop],
    date: NaiveDate,
    caption: Caption<'_>,
) -> Option<String> {
    let known: Vec<Place<'_>> = places(stops);
    let bounds = known.iter().map(|place| point(place.at)).reduce(Bounds::and)?;
    let paper = Paper::of(framed(bounds));
    let (title, text) = (escaped(caption.title), escaped(caption.text));
    let mut map = format!(
        "<svg class=\"map\" viewBox=\"0 0 {width} {height:.0}\" role=\"img\" \
         aria-labelledby=\"map-title map-text\"><title id=\"map-title\">{title}</title>\
         <desc id=\"map-text\">{text}</desc>",
        width = super::map::WIDTH,
        height = paper.height,
    );
    map.push_str(&land(boundaries, &paper, date));
    let line: Vec<String> = stops
        .iter()
        .filter_map(|stop| stop.position)
        .map(|at| paper.place(at.lat, at.lon))
        .map(|(x, y)| format!("{x:.0} {y:.0}"))
        .collect();
    let _ = write!(map, "<path class=\"way\" d=\"M{}\"/>", line.join("L"));
    let mut taken: Vec<(f64, f64)> = Vec::new();
    for place in &known {
        let (x, y) = paper.place(place.at.lat, place.at.lon);
        let class = if place.is_here { " class=\"here\"" } else { "" };
        let name = escaped(place.name);
        let _ = write!(
            map,
            "<g{class}><title>{name}</title><circle cx=\"{x:.0}\" cy=\"{y:.0}\" r=\"24\"/>\
             <text x=\"{x:.0}\" y=\"{below:.0}\">{}</text></g>",
            place.numbers,
            below = y + 11.0,
        );
        // Names stand below their place, or above it where another is too near; a third is left to the
        // list beside the map.
        let free =
            |y: f64| !taken.iter().any(|(a, b)| (a - x).abs() < 260.0 && (b - y).abs() < 40.0);
        let inside = |y: &f64| (30.0..paper.height - 6.0).contains(y);
        let found = [y + 62.0, y - 36.0].into_iter().filter(inside).find(|y| free(*y));
        if let Some(at) = found {
            let (anchor, x) = side(x);
            let _ = write!(
                map,
                "<text class=\"name\" text-anchor=\"{anchor}\" x=\"{x:.0}\" y=\"{at:.0}\">{name}</text>"
            );
            taken.push((x, at));
        }
    }
    map.push_str("</svg>");
    Some(map)
}

/// A place on the map, with the numbers of the stops made there.
struct Place<'a> {
    at: Position,
    name: &'a str,
    numbers: String,
    is_here: bool,
}

fn places(stops: &[Stop]) -> Vec<Place<'_>> {
    let mut places: Vec<Place<'_>> = Vec::new();
    for (n, stop) in stops.iter().enumerate() {
        let Some(at) = stop.position else { continue };
        match places.iter_mut().find(|place| place.at == at) {
            Some(place) => {
                let _ = write!(place.numbers, ",{}", n + 1);
                place.is_here |= stop.is_here;
            }
            None => places.push(Place {
                at,
                name: &stop.name,
                numbers: (n + 1).to_string(),
                is_here: stop.is_here,
            }),
        }
    }
    places
}

/// A name near an edge runs inwards.
fn side(x: f64) -> (&'static str, f64) {
    match x {
        x if x < 220.0 => ("start", x - 20.0),
        x if x > super::map::WIDTH - 220.0 => ("end", x + 20.0),
        x => ("middle", x),
    }
}

const fn point(at: Position) -> Bounds {
    Bounds { south: at.lat, west: at.lon, north: at.lat, east: at.lon }
}

/// Some land around the way, never much flatter or higher than a page of a book on its side: a way due north
/// is no thin strip.
fn framed(bounds: Bounds) -> Bounds {
    let shrink = f64::midpoint(bounds.south, bounds.north).to_radians().cos();
    let (wide, high) = ((bounds.east - bounds.west) * shrink, bounds.north - bounds.south);
    let wide = (wide * 1.3).max(high * 1.4 / 0.7).max(0.03);
    let high = (high * 1.4).max(wide * 0.4);
    let (lat, lon) =
        (f64::midpoint(bounds.south, bounds.north), f64::midpoint(bounds.west, bounds.east));
    Bounds {
        south: lat - high / 2.0,
        west: lon - wide / shrink / 2.0,
        north: lat + high / 2.0,
        east: lon + wide / shrink / 2.0,
    }
}

/// The outlines of what lies in the frame, on a grid as coarse as it takes. What sticks out of the frame is
/// not shown by the page.
fn land(boundaries: &Boundaries, paper: &Paper, date: NaiveDate) -> String {
    let frame = paper.bounds();
    let near = |level: UnitLevel| {
        boundaries.iter().filter(move |one| {
            let land = one.shape.bounds();
            one.period.contains(date)
                && UnitLevel::of(&one.unit) == level
                && land.west <= frame.east
                && land.east >= frame.west
                && land.south <= frame.north
                && land.north >= frame.south
        })
    };
    for level in [UnitLevel::Commune, UnitLevel::Province] {
        for grid in [3.0, 5.0, 8.0, 12.0, 18.0] {
            let paths: String = near(level).map(|one| outline(paper, &one.shape, grid)).collect();
            if !paths.is_empty() && paths.len() <= MOST_LAND {
                return format!("<path class=\"land\" d=\"{paths}\"/>");
            }
        }
    }
    String::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stop(name: &str, position: Option<(f64, f64)>, is_here: bool) -> Stop {
        let position = position.map(|(lat, lon)| Position::new(lat, lon).unwrap());
        Stop { name: name.to_owned(), position, is_here }
    }

    fn drawn(stops: &[Stop]) -> Option<String> {
        let caption = Caption { title: "Đường đi", text: "A → B" };
        way_svg(&Boundaries::default(), stops, "2025-10-01".parse().unwrap(), caption)
    }

    #[test]
    fn points_are_numbered_in_their_order_and_one_passed_twice_bears_both_numbers() {
        let way = [
            stop("Bưu cục A", Some((18.30, 105.90)), false),
            stop("Nơi không rõ", None, false),
            stop("Bưu cục B & <C>", Some((18.40, 105.80)), false),
            stop("Bưu cục A", Some((18.30, 105.90)), true),
        ];
        let map = drawn(&way).unwrap();
        assert!(map.contains(">1,4</text>") && map.contains(">3</text>"), "{map}");
        assert!(map.contains("Bưu cục B &amp; &lt;C&gt;") && !map.contains("không rõ"));
        assert_eq!(map.matches("class=\"here\"").count(), 1);
        for odd in ["NaN", "inf", "http", "style="] {
            assert!(!map.contains(odd), "{odd}");
        }
    }

    #[test]
    fn a_single_point_and_a_way_due_north_have_a_map_and_nowhere_has_none() {
        for way in [
            vec![stop("A", Some((18.3, 105.9)), true)],
            vec![stop("A", Some((8.6, 104.8)), false), stop("B", Some((23.3, 104.8)), false)],
        ] {
            let map = drawn(&way).unwrap();
            assert!(map.starts_with("<svg ") && map.ends_with("</svg>"), "{map}");
            assert!(!map.contains("NaN"), "{map}");
        }
        assert_eq!(drawn(&[stop("A", None, true)]), None);
        assert_eq!(drawn(&[]), None);
    }
}
