//! A list out of what is known in memory, as two handlers show it: a page of it with the form over it, and all
//! of it as rows of a file.

use std::sync::Arc;

use super::filter::Filter;
use crate::app::{App, Known};
use crate::base::paging::Page;
use crate::web::error::Problem;

/// A page of a list, with the form that asked for it.
#[derive(Debug)]
pub(super) struct Listed<L> {
    pub(super) filter: Filter,
    pub(super) lines: Vec<L>,
    /// How many there are on all pages.
    pub(super) total: usize,
    /// The address of the next page.
    pub(super) next: Option<String>,
}

impl<L: Send + 'static> Listed<L> {
    /// The page after the place that a cursor names. `found` finds the entries, `key` names one in the list,
    /// and `line` says what is shown of it.
    pub(super) async fn of<T: 'static>(
        app: &Arc<App>,
        mut filter: Filter,
        cursor: String,
        found: impl for<'a> FnOnce(&'a Known) -> Vec<&'a T> + Send + 'static,
        key: impl Fn(&T) -> String + Send + 'static,
        line: impl Fn(&Known, &T) -> L + Send + 'static,
    ) -> Result<Self, Problem> {
        let place = app.clone();
        let read = app.read(move |conn| {
            let known = place.known(conn)?;
            let found = if filter.is_good() { found(&known) } else { Vec::new() };
            let total = found.len();
            let page = filter.cut(found, &cursor, |one| key(one));
            let Page { items, next } = page.map(|one| line(&known, one));
            let next = next.map(|cursor| filter.further(&cursor));
            Ok::<_, Problem>(Self { filter, lines: items, total, next })
        });
        read.await
    }
}

/// All entries as rows of a file; none when something is wrong with what was asked.
pub(super) async fn rows<T: 'static>(
    app: &Arc<App>,
    filter: &Filter,
    found: impl for<'a> FnOnce(&'a Known) -> Vec<&'a T> + Send + 'static,
    row: impl Fn(&Known, &T) -> Vec<Vec<String>> + Send + 'static,
) -> Result<Vec<Vec<String>>, Problem> {
    filter.must_be_good()?;
    let place = app.clone();
    let read = app.read(move |conn| {
        let known = place.known(conn)?;
        Ok::<_, Problem>(found(&known).into_iter().flat_map(|one| row(&known, one)).collect())
    });
    read.await
}
