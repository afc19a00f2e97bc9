//! A folder of files, sorted out: which are known, and in which order they build on each other.

use super::kind::Kind;
use super::layout::Source;
use super::sheet::header;

/// A file of a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedFile {
    /// Its name.
    pub name: String,
    /// What stands in it.
    pub bytes: Vec<u8>,
}

/// The files of a folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sorted {
    /// Those that are known, in the order in which they are to be taken.
    pub known: Vec<(Kind, NamedFile)>,
    /// The names of the others.
    pub passed_over: Vec<String>,
}

/// Sorts files out by their columns. One that is called like a kind of file but has other columns is taken
/// for that kind all the same: its refusal says what is wrong with it, and it is not left out unseen.
pub fn sort_out(files: Vec<NamedFile>, source: Source) -> Sorted {
    let mut known = Vec::new();
    let mut passed_over = Vec::new();
    for file in files {
        match place(&file, source) {
            Some((place, kind)) => known.push((place, kind, file)),
            None => passed_over.push(file.name),
        }
    }
    known.sort_by(|a, b| (&a.0, &a.2.name).cmp(&(&b.0, &b.2.name)));
    passed_over.sort();
    let known = known.into_iter().map(|(_, kind, file)| (kind, file)).collect();
    Sorted { known, passed_over }
}

/// The kind of a file, and its place in the order: by kind, then as the formats of the kind follow each
/// other, the list of earlier days first.
fn place(file: &NamedFile, source: Source) -> Option<((Kind, usize), Kind)> {
    let names = header(&file.bytes);
    let stem = file.name.rsplit_once('.').map_or(file.name.as_str(), |(stem, _)| stem);
    let formats = || {
        Kind::ALL.into_iter().flat_map(|kind| {
            let formats = kind.formats().into_iter().filter(|format| format.source == source);
            formats.enumerate().map(move |(at, format)| (kind, at, format))
        })
    };
    let by_columns = formats().find(|(_, _, format)| format.fits(&names));
    let by_name = || formats().find(|(_, _, format)| format.name == stem);
    by_columns.or_else(by_name).map(|(kind, at, _)| ((kind, at), kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, header: &str) -> NamedFile {
        NamedFile { name: name.to_owned(), bytes: header.as_bytes().to_vec() }
    }

    #[test]
    fn files_are_known_by_their_columns_and_taken_in_order() {
        let columns = |kind: Kind| kind.columns().join(",");
        let files = vec![
            file("offices.csv", &columns(Kind::Points)),
            file("b.csv", &columns(Kind::Units)),
            file("a.csv", &columns(Kind::Units)),
            file("routes.csv", "something,else"),
            file("README.md", "# Files"),
            file("picture.csv", ""),
        ];
        let sorted = sort_out(files, Source::Own);
        let known: Vec<(Kind, &str)> =
            sorted.known.iter().map(|(kind, file)| (*kind, file.name.as_str())).collect();
        let routes = (Kind::Routes, "routes.csv");
        let points = (Kind::Points, "offices.csv");
        assert_eq!(known, [(Kind::Units, "a.csv"), (Kind::Units, "b.csv"), points, routes]);
        assert_eq!(sorted.passed_over, ["README.md", "picture.csv"]);
    }
}
