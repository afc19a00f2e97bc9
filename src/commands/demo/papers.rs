//! The labels and papers of the stories, as the API prints them, laid down in the demo's folder.

use std::path::PathBuf;

use super::door::{Door, Person};

pub(super) struct Papers {
    folder: PathBuf,
}

impl Papers {
    pub fn new(folder: PathBuf) -> std::io::Result<Self> {
        std::fs::create_dir_all(&folder)?;
        Ok(Self { folder })
    }

    /// Prints one paper of a parcel as PDF and PNG: `label`, `slip` or `handover-record`, with what
    /// follows `?` in the address. Returns where the PDF lies.
    pub async fn print(
        &self,
        door: &Door,
        who: &Person,
        number: &str,
        paper: &str,
        query: &str,
        name: &str,
    ) -> anyhow::Result<PathBuf> {
        let more = if query.is_empty() { String::new() } else { format!("&{query}") };
        for format in ["pdf", "png"] {
            let path = format!("/api/v1/parcels/{number}/{paper}?format={format}{more}");
            let bytes = door.bytes(who, &path).await?;
            std::fs::write(self.folder.join(format!("{name}.{format}")), bytes)?;
        }
        Ok(self.folder.join(format!("{name}.pdf")))
    }
}
