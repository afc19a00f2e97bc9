//! A map of a unit as an image that needs no script and asks nobody: its parts in outline, their names as
//! text, its points as dots. Without outlines the points alone.
//!
//! Outlines are laid on a grid that is made coarser until the whole is small enough to stand in a page.
//! Neighbours share their corners, and the grid moves shared corners alike, so that no gaps open between
//! them as they would if each outline were simplified by itself.

use std::fmt::Write as _;

use chrono::NaiveDate;

use super::address::Atlas;
use super::position::Position;
use super::shape::{Bounds, Shape};
use super::unit::{AdminUnit, UnitLevel};
use crate::base::{Lang, UnitCode};

/// How large a map may be, in bytes.
pub const MOST_BYTES: usize = 60_000;

/// How large one that stands in a page may be.
const MOST_BYTES_IN_PAGE: usize = 24_000;

/// The width of the drawing; the height follows.
pub(super) const WIDTH: f64 = 1000.0;
const MARGIN: f64 = 12.0;

/// Draws a unit as it was on a day; none when there was no such unit.
pub fn map_svg(atlas: &Atlas<'_>, code: &UnitCode, date: NaiveDate, lang: Lang) -> Option<String> {
    drawn(atlas, code, date, lang, Standing::Alone)
}

/// Where a map stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// In a file of its own: everything on it says its name when it is pointed at.
    Alone,
    /// In a page that lists the same beside it.
    InPage,
}

/// The same to stand inside a page: smaller, and without the name of the format, which a page knows.
pub fn map_in_page(
    atlas: &Atlas<'_>,
    code: &UnitCode,
    date: NaiveDate,
    lang: Lang,
) -> Option<String> {
    let map = drawn(atlas, code, date, lang, Standing::InPage)?;
    Some(map.replacen(" xmlns=\"http://www.w3.org/2000/svg\"", "", 1))
}

fn drawn(
    atlas: &Atlas<'_>,
    code: &UnitCode,
    date: NaiveDate,
    lang: Lang,
    standing: Standing,
) -> Option<String> {
    let most = match standing {
        Standing::Alone => MOST_BYTES,
        Standing::InPage => MOST_BYTES_IN_PAGE,
    };
    let network = atlas.network;
    let unit = network.unit_on(code, date)?;
    let inside = |other: &AdminUnit| {
        network.ancestors(&other.code, date).iter().any(|over| over.code == *code)
    };
    let communes: Vec<&AdminUnit> = network
        .units_on(date)
        .into_iter()
        .filter(|one| one.level() == UnitLevel::Commune && inside(one))
        .collect();
    let points: Vec<(Position, &str)> = network
        .points_on(date)
        .into_iter()
        .filter(|point| network.unit_on(&point.unit, date).is_some_and(inside))
        .filter_map(|point| Some((point.position?, point.name.as_str())))
        .collect();
    let drawn: Vec<(&AdminUnit, &Shape)> = communes
        .iter()
        .filter_map(|one| Some((*one, &atlas.boundaries.of(&one.code, date)?.shape)))
        .collect();
    let frame = atlas.boundaries.of(code, date).map(|one| &one.shape);
    let bounds = drawn
        .iter()
        .map(|(_, shape)| shape.bounds())
        .chain(frame.map(Shape::bounds))
        .chain(points.iter().map(|(at, _)| around(*at)))
        .chain(communes.iter().filter_map(|one| one.position).map(around))
        .chain(unit.position.map(around))
        .reduce(Bounds::and);
    let paper =
        Paper::of(bounds.unwrap_or(Bounds { south: 8.0, west: 102.0, north: 23.5, east: 110.0 }));
    let scene = Scene { unit, date, lang, standing, communes, drawn, frame, points };
    let mut map = String::new();
    for grid in [1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0] {
        map = scene.draw(&paper, grid);
        if map.len() <= most {
            break;
        }
    }
    Some(map)
}

/// A little land around a single position.
const fn around(at: Position) -> Bounds {
    let (lat, lon) = (at.lat, at.lon);
    Bounds { south: lat - 0.01, west: lon - 0.01, north: lat + 0.01, east: lon + 0.01 }
}

/// Where on the drawing a position lies: as flat as a province nearly is.
pub(super) struct Paper {
    bounds: Bounds,
    per_degree: f64,
    shrink: f64,
    /// How high it is.
    pub height: f64,
}

impl Paper {
    /// A sheet for this part of the globe.
    pub fn of(bounds: Bounds) -> Self {
        let shrink = f64::midpoint(bounds.south, bounds.north).to_radians().cos();
        let wide = (bounds.east - bounds.west) * shrink;
        let per_degree = (WIDTH - 2.0 * MARGIN) / wide.max(1e-9);
        let height = (bounds.north - bounds.south) * per_degree + 2.0 * MARGIN;
        Self { bounds, per_degree, shrink, height }
    }

    /// What lies on it.
    pub const fn bounds(&self) -> Bounds {
        self.bounds
    }

    /// Where a position comes to lie.
    pub fn place(&self, lat: f64, lon: f64) -> (f64, f64) {
        let x = (lon - self.bounds.west) * self.shrink * self.per_degree + MARGIN;
        let y = (self.bounds.north - lat) * self.per_degree + MARGIN;
        (x, y)
    }
}

struct Scene<'a> {
    unit: &'a AdminUnit,
    date: NaiveDate,
    lang: Lang,
    standing: Standing,
    communes: Vec<&'a AdminUnit>,
    drawn: Vec<(&'a AdminUnit, &'a Shape)>,
    frame: Option<&'a Shape>,
    points: Vec<(Position, &'a str)>,
}

impl Scene<'_> {
    fn draw(&self, paper: &Paper, grid: f64) -> String {
        let height = paper.height.ceil();
        let name = escaped(&self.unit.full_name(self.lang));
        let mut map = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" \
             aria-label=\"{name}, {date}\" font-family=\"sans-serif\"><title>{name}, {date}</title>",
            date = self.date
        );
        map.push_str(
            "<g fill=\"#f4f1e6\" stroke=\"#8a8471\" stroke-width=\"1\" stroke-linejoin=\"round\">",
        );
        for (unit, shape) in &self.drawn {
            let title = self.title(&unit.full_name(self.lang));
            let _ = write!(map, "<path d=\"{}\">{title}</path>", outline(paper, shape, grid));
        }
        map.push_str("</g>");
        if let Some(frame) = self.frame {
            let _ = write!(
                map,
                "<path d=\"{}\" fill=\"none\" stroke=\"#4d4838\" stroke-width=\"2\"/>",
                outline(paper, frame, grid)
            );
        }
        self.dots(&mut map, paper);
        self.names(&mut map, paper);
        map.push_str("</svg>");
        map
    }

    fn title(&self, name: &str) -> String {
        match self.standing {
            Standing::Alone => format!("<title>{}</title>", escaped(name)),
            Standing::InPage => String::new(),
        }
    }

    /// Points of the post and of desks; a few bear their names, many would only hide each other's.
    fn dots(&self, map: &mut String, paper: &Paper) {
        if self.points.len() > 60 {
            map.push_str("<path fill=\"none\" stroke=\"#b3261e\" stroke-width=\"5\" stroke-linecap=\"round\" d=\"");
            for (at, _) in &self.points {
                let (x, y) = paper.place(at.lat, at.lon);
                let _ = write!(map, "M{x:.0} {y:.0}h0");
            }
            map.push_str("\"/>");
            return;
        }
        map.push_str("<g fill=\"#b3261e\">");
        for (at, name) in &self.points {
            let (x, y) = paper.place(at.lat, at.lon);
            let title = self.title(name);
            let _ = write!(map, "<circle cx=\"{x:.0}\" cy=\"{y:.0}\" r=\"4\">{title}</circle>");
        }
        map.push_str("</g>");
    }

    /// The names of the parts, in the middle of their land.
    fn names(&self, map: &mut String, paper: &Paper) {
        let size = if self.communes.len() > 100 { 7 } else { 10 };
        let _ = write!(
            map,
            "<g font-size=\"{size}\" fill=\"#1d1b16\" stroke=\"#fff\" stroke-width=\"2\" \
             paint-order=\"stroke\" text-anchor=\"middle\">"
        );
        let mut taken: Vec<Label> = Vec::new();
        for unit in &self.communes {
            let shape = self.drawn.iter().find(|(drawn, _)| drawn.code == unit.code);
            let centre =
                unit.position.filter(|at| shape.is_none_or(|(_, shape)| shape.contains(*at)));
            let at = centre.or_else(|| shape.and_then(|(_, shape)| shape.interior()));
            let Some(at) = at else { continue };
            let (x, y) = paper.place(at.lat, at.lon);
            let label = Label::free(&taken, (x, y), &unit.name, f64::from(size));
            let y = label.y;
            let _ = write!(map, "<text x=\"{x:.0}\" y=\"{y:.0}\">{}</text>", escaped(&unit.name));
            taken.push(label);
        }
        map.push_str("</g>");
    }
}

/// A name on the map and the room it takes.
struct Label {
    x: f64,
    y: f64,
    half: f64,
    size: f64,
}

impl Label {
    /// The name a little above its place, where a dot may stand; where another name is already, a line or
    /// two higher or lower.
    fn free(taken: &[Self], (x, y): (f64, f64), name: &str, size: f64) -> Self {
        let half = name.chars().count() as f64 * size * 0.28;
        let at = |lines: f64| Self { x, y: y - 5.0 + lines * size, half, size };
        let free = |label: &Self| !taken.iter().any(|other| label.hides(other));
        let tries = [0.0, 1.6, -1.0, 2.6, -2.0].map(at);
        tries.into_iter().find(free).unwrap_or_else(|| at(0.0))
    }

    fn hides(&self, other: &Self) -> bool {
        (self.x - other.x).abs() < self.half + other.half
            && (self.y - other.y).abs() < self.size * 0.9
    }
}

/// The rings of a shape on the grid, as steps from corner to corner.
pub(super) fn outline(paper: &Paper, shape: &Shape, grid: f64) -> String {
    let mut path = String::new();
    for ring in shape.rings() {
        let mut corners: Vec<(i64, i64)> = Vec::new();
        for (lon, lat) in ring {
            let (x, y) = paper.place(lat, lon);
            let corner = ((x / grid).round() as i64, (y / grid).round() as i64);
            if corners.last() != Some(&corner) {
                corners.push(corner);
            }
        }
        // The last corner is the first one; `z` leads back to it.
        corners.pop();
        if corners.len() < 3 {
            continue;
        }
        let scale = grid as i64;
        let (mut x, mut y) = corners[0];
        let _ = write!(path, "M{} {}l", x * scale, y * scale);
        for (n, (next_x, next_y)) in corners.iter().skip(1).enumerate() {
            let (dx, dy) = ((next_x - x) * scale, (next_y - y) * scale);
            let gap = if n > 0 && dx >= 0 { " " } else { "" };
            let between = if dy < 0 { "" } else { " " };
            let _ = write!(path, "{gap}{dx}{between}{dy}");
            (x, y) = (*next_x, *next_y);
        }
        path.push('z');
    }
    path
}

/// A text inside an image.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
