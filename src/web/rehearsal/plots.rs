//! The plots, as SVG that stands in the page: without fonts of its own, and in colours that the page's style turns
//! into those of the night. They are drawn as large as a phone shows them, so that their letters are readable
//! there.

use std::ops::Range;

use chrono::NaiveDate;
use plotters::coord::Shift;
use plotters::prelude::*;

use super::PageError;

/// The colours of the columns, dark enough to be told from white, and from each other without red or green.
const COLUMNS: [RGBColor; 4] =
    [RGBColor(86, 96, 112), RGBColor(156, 31, 36), RGBColor(29, 95, 168), RGBColor(154, 82, 0)];

/// The colour of a column, as its key shows it.
pub(super) fn colour(column: usize) -> String {
    let RGBColor(red, green, blue) = COLUMNS[column % COLUMNS.len()];
    format!("#{red:02X}{green:02X}{blue:02X}")
}

const TEXT: RGBColor = RGBColor(28, 36, 48);
const GRID: RGBColor = RGBColor(224, 217, 204);

const WIDTH: u32 = 330;
const HEIGHT: u32 = 210;
const LETTERS: u32 = 12;

/// The values of a column, day by day; none where a day has none.
pub(super) type Values = Vec<Option<f64>>;

/// What stands inside an element `svg`, and its measures: the page writes the element itself, with the words for
/// those who do not see it.
#[derive(Debug)]
pub(super) struct Drawing {
    pub width: u32,
    pub height: u32,
    pub inside: String,
}

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// A line for each column. Dashed lines are a second measure of the same columns.
pub(super) fn lines(
    days: &[NaiveDate],
    (solid, dashed): (&[Values], &[Values]),
    over: Range<f64>,
    label: &dyn Fn(f64) -> String,
) -> Result<Drawing, PageError> {
    drawn(HEIGHT, |area| {
        let mut chart = by_days(area, days, over, label)?;
        for (values, colour) in dashed.iter().zip(COLUMNS) {
            let style = colour.stroke_width(2);
            let line = DashedLineSeries::new(points(values), 4, 4, style);
            chart.draw_series(line).map_err(told)?;
        }
        for (column, (values, colour)) in solid.iter().zip(COLUMNS).enumerate() {
            // Those below are wider, so that they are seen where all are the same.
            let below = (solid.len() - 1 - column) as u32;
            let style = colour.stroke_width(2 + 2 * below);
            chart.draw_series(LineSeries::new(points(values), style)).map_err(told)?;
            // A day between two without any would not be seen.
            let marks = points(values).into_iter().map(|at| Circle::new(at, 2, colour.filled()));
            chart.draw_series(marks).map_err(told)?;
        }
        Ok(())
    })
}

fn points(values: &Values) -> Vec<(i32, f64)> {
    (0..).zip(values).filter_map(|(day, value)| Some((day, (*value)?))).collect()
}

/// A bar for each column on each day.
pub(super) fn bars(
    days: &[NaiveDate],
    values: &[Values],
    over: Range<f64>,
    label: &dyn Fn(f64) -> String,
) -> Result<Drawing, PageError> {
    drawn(HEIGHT, |area| {
        let chart = by_days(area, days, over, label)?;
        let plotting = chart.plotting_area();
        let wide = f64::from(plotting.dim_in_pixel().0) / days.len() as f64;
        let bar = (wide * 0.8 / values.len() as f64).max(1.0);
        for (column, (values, colour)) in values.iter().zip(COLUMNS).enumerate() {
            for (day, value) in values.iter().enumerate() {
                let Some(value) = value.filter(|value| *value > 0.0) else { continue };
                let (x, top) = plotting.map_coordinate(&(day as i32, value));
                let (_, bottom) = plotting.map_coordinate(&(day as i32, 0.0));
                let left = f64::from(x) - wide * 0.4 + bar * column as f64;
                let corners = [(left as i32, top), ((left + bar).ceil() as i32, bottom)];
                area.draw(&Rectangle::new(corners, colour.filled())).map_err(told)?;
            }
        }
        Ok(())
    })
}

/// Named rows with a bar for each column, and a line where it is full.
pub(super) fn rows(
    rows: &[(String, Values)],
    most: f64,
    label: &dyn Fn(f64) -> String,
) -> Result<Drawing, PageError> {
    let columns = rows.first().map_or(1, |(_, values)| values.len());
    let row = 20 + 9 * columns as i32;
    drawn(30 + row.unsigned_abs() * rows.len() as u32, |area| {
        let mut chart = ChartBuilder::on(area)
            .margin(4)
            .margin_left(16)
            .margin_right(24)
            .x_label_area_size(22)
            .build_cartesian_2d(0.0..most, 0.0..rows.len() as f64)
            .map_err(told)?;
        chart
            .configure_mesh()
            .disable_y_mesh()
            .disable_y_axis()
            .light_line_style(TRANSPARENT)
            .bold_line_style(GRID)
            .axis_style(GRID)
            .label_style(("sans-serif", LETTERS).into_font().color(&TEXT))
            .x_labels(5)
            .x_label_formatter(&|x| label(*x))
            .draw()
            .map_err(told)?;
        let plotting = chart.plotting_area();
        let across = |x: f64| plotting.map_coordinate(&(x, 0.0)).0;
        let (top, bottom) = (plotting.get_pixel_range().1.start, plotting.get_pixel_range().1.end);
        let full = [(across(1.0), top), (across(1.0), bottom)];
        area.draw(&PathElement::new(full, TEXT.stroke_width(1))).map_err(told)?;
        for (number, (name, values)) in (0..).zip(rows) {
            let begins = top + number * row;
            let style = ("sans-serif", LETTERS).into_font().color(&TEXT);
            area.draw(&Text::new(name.clone(), (across(0.0) + 2, begins + 4), style))
                .map_err(told)?;
            for (column, (value, colour)) in (0..).zip(values.iter().zip(COLUMNS)) {
                let Some(value) = value else { continue };
                let from = begins + 17 + 9 * column;
                let corners =
                    [(across(0.0), from), (across(value.min(most)).max(across(0.0) + 1), from + 8)];
                area.draw(&Rectangle::new(corners, colour.filled())).map_err(told)?;
            }
        }
        Ok(())
    })
}

type ByDays<'a, 'b> = ChartContext<
    'b,
    SVGBackend<'a>,
    Cartesian2d<plotters::coord::types::RangedCoordi32, plotters::coord::types::RangedCoordf64>,
>;

fn by_days<'a, 'b>(
    area: &'b Area<'a>,
    days: &[NaiveDate],
    over: Range<f64>,
    label: &dyn Fn(f64) -> String,
) -> Result<ByDays<'a, 'b>, PageError> {
    let mut chart = ChartBuilder::on(area)
        .margin(4)
        .margin_right(16)
        .x_label_area_size(22)
        .y_label_area_size(44)
        .build_cartesian_2d(-1..days.len() as i32, over)
        .map_err(told)?;
    let day = |number: &i32| {
        let day = usize::try_from(*number).ok().and_then(|number| days.get(number));
        day.map_or_else(String::new, |day| day.format("%d/%m").to_string())
    };
    chart
        .configure_mesh()
        .disable_x_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(GRID)
        .axis_style(GRID)
        .label_style(("sans-serif", LETTERS).into_font().color(&TEXT))
        .x_labels(6)
        .y_labels(5)
        .x_label_formatter(&day)
        .y_label_formatter(&|value| label(*value))
        .draw()
        .map_err(told)?;
    Ok(chart)
}

fn told(error: impl std::fmt::Display) -> PageError {
    PageError::Plot(error.to_string())
}

fn drawn(
    height: u32,
    draw: impl FnOnce(&Area<'_>) -> Result<(), PageError>,
) -> Result<Drawing, PageError> {
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, (WIDTH, height)).into_drawing_area();
        draw(&area)?;
        area.present().map_err(told)?;
    }
    let begins = svg.find("<svg").and_then(|at| Some(at + svg[at..].find('>')? + 1));
    let inside = begins.zip(svg.rfind("</svg>")).and_then(|(from, until)| svg.get(from..until));
    let inside = inside.ok_or_else(|| PageError::Plot("it has no frame".to_owned()))?;
    Ok(Drawing { width: WIDTH, height, inside: inside.to_owned() })
}
