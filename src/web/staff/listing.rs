//! What lists of staff have in common: what a filter in an address says, where the list goes on, the same
//! list as a file, and what a form of a list is told that somebody can mend.

use std::fmt::Display;
use std::str::FromStr;

use super::FormTrouble;
use super::shell::escaped;
use crate::base::paging::Page;
use crate::base::{At, Lang, PointCode, Words};
use crate::people::Reach;
use crate::web::error::{INVALID, Problem};

/// How many rows a file holds at the most; a filter brings out the others.
const A_FILE: usize = 20_000;

/// What stands in a field of a filter; none when it was left empty.
pub(super) fn given(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

/// The place in the list that an earlier page gave; none on the first. It is taken as it is.
pub(super) fn cursor(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

/// A field of a filter that holds something else than is expected there.
pub(super) fn wrong(field: &str, vi: &str, en: &str) -> Problem {
    Problem::new(INVALID).field(format!("?{field}")).detail(vi, en)
}

/// The point in a field of a filter.
pub(super) fn point(field: &str, text: &str) -> Result<Option<PointCode>, Problem> {
    read(field, text, "Cần mã điểm: chữ, số, dấu chấm hoặc gạch nối")
}

/// What a field of a filter says, in the form of a word of ours.
pub(super) fn read<T: FromStr<Err: Display>>(
    field: &str,
    text: &str,
    vi: &str,
) -> Result<Option<T>, Problem> {
    let word = given(text).map(str::parse).transpose();
    word.map_err(|told: T::Err| wrong(field, vi, &told.to_string()))
}

/// One of some words, as a field that is chosen from holds it.
pub(super) fn one_of(field: &str, text: &str, words: &[&str]) -> Result<Option<String>, Problem> {
    let Some(word) = given(text) else { return Ok(None) };
    if words.contains(&word) {
        return Ok(Some(word.to_owned()));
    }
    let words = words.join(", ");
    Err(wrong(field, &format!("Cần một trong: {words}"), &format!("Expected one of: {words}")))
}

/// How long something has been waiting at the least, as people choose it: hours, and words for them.
pub(super) const AGES: [(&str, Words); 5] = [
    ("1", Words::new("hơn 1 giờ", "over an hour")),
    ("24", Words::new("hơn 1 ngày", "over a day")),
    ("72", Words::new("hơn 3 ngày", "over 3 days")),
    ("168", Words::new("hơn 7 ngày", "over 7 days")),
    ("720", Words::new("hơn 30 ngày", "over 30 days")),
];

/// The latest moment from which something has waited so many hours.
pub(super) fn waiting_since(text: &str, now: At) -> Result<Option<At>, Problem> {
    let Some(text) = given(text) else { return Ok(None) };
    let hours = text.parse::<u32>().ok().filter(|hours| (1..=100_000).contains(hours));
    let hours = hours.ok_or_else(|| {
        wrong("older", "Cần số giờ từ 1 đến 100000", "Expected hours from 1 to 100000")
    })?;
    Ok(Some(now.plus_millis(-i64::from(hours) * 3_600_000)))
}

/// The points of a reach; none: all.
pub(super) fn points(reach: &Reach) -> Option<Vec<PointCode>> {
    match reach {
        Reach::Everywhere => None,
        Reach::Points(points) => Some(points.clone()),
    }
}

/// An address with the fields of a filter that say something.
pub(super) fn address(path: &str, fields: &[(&str, &str)]) -> String {
    let said = fields.iter().filter_map(|(name, text)| Some((name, given(text)?)));
    let pairs: Vec<String> = said
        .map(|(name, text)| format!("{name}={}", text.bytes().map(escaped).collect::<String>()))
        .collect();
    if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
}

/// Reads a list to its end, a page at a time, as the rows of a file. What a file does not hold is said in
/// its last row.
pub(super) fn whole<T>(
    lang: Lang,
    mut read: impl FnMut(Option<&String>) -> Result<Page<T>, Problem>,
    row: impl Fn(T) -> Vec<String>,
) -> Result<Vec<Vec<String>>, Problem> {
    let (mut rows, mut cursor): (Vec<Vec<String>>, Option<String>) = (Vec::new(), None);
    loop {
        let page = read(cursor.as_ref())?;
        let columns = rows.first().map_or(1, Vec::len);
        rows.extend(page.items.into_iter().map(&row));
        cursor = page.next;
        if cursor.is_none() {
            return Ok(rows);
        }
        if rows.len() >= A_FILE {
            let more = lang.pick("… còn nữa: hãy lọc hẹp hơn", "… there is more: use a filter");
            let mut last = vec![String::new(); columns];
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
    fn an_address_holds_what_was_said_and_nothing_else() {
        assert_eq!(address("/anomalies", &[("status", ""), ("kind", " ")]), "/anomalies");
        assert_eq!(
            address("/access-log", &[("who", "quầy 2&x=1"), ("case", ""), ("cursor", "a.b")]),
            "/access-log?who=qu%E1%BA%A7y%202%26x%3D1&cursor=a.b"
        );
    }

    #[test]
    fn a_file_is_read_to_its_end_or_says_that_there_is_more() {
        let page = |n: usize, next: bool| Page {
            items: vec![n; 5_000],
            next: next.then(|| (n + 1).to_string()),
        };
        let row = |n: usize| vec![n.to_string(), "x".to_owned()];
        let at = |cursor: Option<&String>| cursor.map_or(0, |text| text.parse().unwrap());
        let all = whole(Lang::En, |cursor| Ok(page(at(cursor), at(cursor) < 2)), row).unwrap();
        assert_eq!((all.len(), all[14_999][0].as_str()), (15_000, "2"));
        let cut = whole(Lang::En, |cursor| Ok(page(at(cursor), true)), row).unwrap();
        assert_eq!(cut.len(), A_FILE + 1);
        assert_eq!(cut.last().unwrap().len(), 2);
        assert!(cut.last().unwrap()[0].contains("use a filter"));
    }

    #[test]
    fn an_age_is_some_hours() {
        let now = At::parse("2025-04-08T09:30:00+07:00").unwrap();
        assert_eq!(waiting_since(" ", now).unwrap(), None);
        let hour = waiting_since("1", now).unwrap().unwrap();
        assert_eq!(now.millis() - hour.millis(), 3_600_000);
        for bad in ["0", "-1", "x", "1.5", "100001", "99999999999"] {
            let problem = waiting_since(bad, now).unwrap_err();
            assert_eq!(problem.at_field(), Some("?older"), "{bad}");
        }
    }
}
