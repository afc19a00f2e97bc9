//! What lists of staff have in common besides their [`super::filter`]: words to choose from, the same list as
//! a file, and what a form of a list is told that somebody can mend.

use super::FormTrouble;
use super::filter::{Control, Filter};
use crate::base::paging::Page;
use crate::base::{At, Lang, PointCode, Words};
use crate::people::Reach;
use crate::web::error::{INVALID, Problem};

/// How many rows a file holds at the most; a filter brings out the others.
const A_FILE: usize = 20_000;

/// The place in the list that an earlier page gave; none on the first.
pub(super) fn cursor(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

/// One of some words that have no type of their own; the first of the list is for when nothing is said.
pub(super) fn word(
    filter: &mut Filter,
    name: &'static str,
    label: Words,
    typed: &str,
    all: &[(&str, &str)],
) -> Option<String> {
    let typed = typed.trim();
    let listed = all.iter().map(|(word, name)| ((*word).to_owned(), (*name).to_owned()));
    filter.add(name, label, typed, Control::Choice(listed.collect()));
    if !all.iter().any(|(word, _)| *word == typed) {
        let (vi, en) = ("Hãy chọn một mục trong danh sách.", "Choose one of the list.");
        filter.wrong(name, vi, en);
        return None;
    }
    Some(typed.to_owned()).filter(|word| !word.is_empty())
}

/// The point of a field.
pub(super) fn point(
    filter: &mut Filter,
    name: &'static str,
    label: Words,
    typed: &str,
) -> Option<PointCode> {
    let expected = Words::new(
        "Cần mã điểm: chữ, số, dấu chấm hoặc gạch nối.",
        "Expected a point's code: letters, digits, dots or hyphens.",
    );
    filter.code(name, label, typed, "481000", expected)
}

/// How long something has been waiting at the least: hours, and words for them.
const AGES: [(&str, Words); 5] = [
    ("1", Words::new("hơn 1 giờ", "over an hour")),
    ("24", Words::new("hơn 1 ngày", "over a day")),
    ("72", Words::new("hơn 3 ngày", "over 3 days")),
    ("168", Words::new("hơn 7 ngày", "over 7 days")),
    ("720", Words::new("hơn 30 ngày", "over 30 days")),
];

/// The latest moment from which something has waited as long as was chosen.
pub(super) fn waiting_since(filter: &mut Filter, typed: &str, lang: Lang, now: At) -> Option<At> {
    let mut all = vec![("", lang.pick("bất kỳ", "any time"))];
    all.extend(AGES.map(|(hours, words)| (hours, words.to(lang))));
    let hours = word(filter, "older", Words::new("Đã chờ", "Waiting for"), typed, &all)?;
    let hours: i64 = hours.parse().ok()?;
    Some(now.plus_millis(-hours * 3_600_000))
}

/// The points of a reach; none: all.
pub(super) fn points(reach: &Reach) -> Option<Vec<PointCode>> {
    match reach {
        Reach::Everywhere => None,
        Reach::Points(points) => Some(points.clone()),
    }
}

/// Reads a list to its end, a page at a time, as the rows of a file. What a file does not hold is said in
/// its last row.
pub(super) fn whole<T>(
    lang: Lang,
    mut read: impl FnMut(Option<&str>) -> Result<Page<T>, Problem>,
    row: impl Fn(T) -> Vec<String>,
) -> Result<Vec<Vec<String>>, Problem> {
    let (mut rows, mut cursor): (Vec<Vec<String>>, Option<String>) = (Vec::new(), None);
    loop {
        let page = read(cursor.as_deref())?;
        rows.extend(page.items.into_iter().map(&row));
        cursor = page.next;
        if cursor.is_none() {
            return Ok(rows);
        }
        if rows.len() >= A_FILE {
            let more = lang.pick("… còn nữa: hãy lọc hẹp hơn", "… there is more: use a filter");
            // As wide as the others: a file of unequal rows is read by nobody.
            let mut last = vec![String::new(); rows.first().map_or(1, Vec::len)];
            more.clone_into(&mut last[0]);
            rows.push(last);
            return Ok(rows);
        }
    }
}

/// What the person can mend is said in the form; anything else is no answer of a form.
pub(super) fn mendable<T>(
    done: Result<T, Problem>,
    lang: Lang,
) -> Result<Result<T, FormTrouble>, Problem> {
    match done {
        Ok(done) => Ok(Ok(done)),
        Err(problem) if problem.kind() == INVALID => Ok(Err(FormTrouble::of(&problem, lang))),
        Err(problem) => Err(problem),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_to_its_end_or_says_that_there_is_more() {
        let page = |n: usize, next: bool| Page {
            items: vec![n; 5_000],
            next: next.then(|| (n + 1).to_string()),
        };
        let row = |n: usize| vec![n.to_string(), "x".to_owned()];
        let at = |cursor: Option<&str>| cursor.map_or(0, |text| text.parse().unwrap());
        let all = whole(Lang::En, |cursor| Ok(page(at(cursor), at(cursor) < 2)), row).unwrap();
        assert_eq!((all.len(), all[14_999][0].as_str()), (15_000, "2"));
        let cut = whole(Lang::En, |cursor| Ok(page(at(cursor), true)), row).unwrap();
        assert_eq!(cut.len(), A_FILE + 1);
        assert_eq!(cut.last().unwrap().len(), 2);
        assert!(cut.last().unwrap()[0].contains("use a filter"));
    }

    #[test]
    fn an_age_is_chosen_and_nothing_else_is_one() {
        let now = At::parse("2025-04-08T09:30:00+07:00").unwrap();
        let read = |typed: &str| {
            let mut filter = Filter::new("/x", Lang::Vi);
            (waiting_since(&mut filter, typed, Lang::Vi, now), filter.is_good())
        };
        assert_eq!(read(" "), (None, true));
        assert_eq!(read("1"), (Some(now.plus_millis(-3_600_000)), true));
        for bad in ["0", "-1", "x", "1.5", "99999999999"] {
            assert_eq!(read(bad), (None, false), "{bad}");
        }
    }
}
