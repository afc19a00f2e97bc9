//! A file of procedures read as a catalogue of its own, to be compared and not taken in.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::kind::Kind;
use super::layout::{Days, Layout, Source, choose};
use super::open_data::procedures::OF_THE_PORTAL;
use super::procedures::{DAYLESS, Procedures};
use super::report::ImportRefusal;
use super::sheet::{Problems, Table};
use super::subject::key;
use crate::catalogue::{Catalogue, Part, Procedure, Side};

/// A catalogue out of a file.
#[derive(Debug, Clone)]
pub struct CatalogueFile {
    catalogue: Catalogue,
    on: NaiveDate,
    tells: &'static [Part],
}

impl CatalogueFile {
    /// Reads a file in our own columns or in those of the portal, whichever its header names.
    pub fn read(bytes: &[u8]) -> Result<Self, ImportRefusal> {
        let mut found = Problems::default();
        let table = Table::cut(bytes, &mut found);
        let portal = OF_THE_PORTAL.format().fits(&table.header);
        let source = if portal { Source::OpenData } else { Source::Own };
        let (layout, hint): (&Layout<Procedures>, String) =
            choose(Kind::Procedures, source, &table.header)?;
        let sheet = table.into_sheet(layout.columns, &hint, &mut found);
        let entries = layout.read(&sheet, Days::default(), &mut found, &mut |_| {})?;
        let mut lines: BTreeMap<String, u64> = BTreeMap::new();
        for entry in &entries {
            let key = key::<Procedures>(&entry.value);
            if let Some(first) = lines.insert(key.clone(), entry.line) {
                let expected = format_args!("an entry that line {first} has not given yet");
                found.add(entry.line, "code", expected, &key);
            }
        }
        found.refuse(Kind::Procedures)?;
        let procedures: Vec<Procedure> = entries.into_iter().map(|entry| entry.value).collect();
        // The state in which the file ends.
        let on = procedures.iter().map(|one| one.period.from).max();
        Ok(Self {
            catalogue: Catalogue::new(procedures, Vec::new()),
            on: on.unwrap_or(Procedure::SINCE_EVER),
            tells: if layout.columns == DAYLESS { &[] } else { &[Part::Channels, Part::Fees] },
        })
    }

    /// One side of a comparison: the state in which the file ends, and what it tells.
    pub const fn side(&self) -> Side<'_> {
        Side { catalogue: &self.catalogue, on: self.on, tells: self.tells }
    }
}
