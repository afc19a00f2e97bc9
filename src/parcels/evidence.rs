//! Evidence: a photo or a signature that a scan names. Taken at a door, it shows a person's hand or house, and so is
//! read like a person's details.

use uuid::Uuid;

use crate::base::Lang;

/// What kind of picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureKind {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    Webp,
}

impl PictureKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Jpeg, Self::Png, Self::Webp];

    /// As HTTP calls it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
        }
    }

    /// Reads what HTTP calls it, without what may stand behind it.
    pub fn read(text: &str) -> Result<Self, EvidenceRefusal> {
        let essence = text.split(';').next().unwrap_or_default().trim();
        let found = Self::ALL.into_iter().find(|kind| essence.eq_ignore_ascii_case(kind.as_str()));
        found.ok_or(EvidenceRefusal::Kind)
    }

    /// Whether a file begins as such a picture does.
    fn begins(self, content: &[u8]) -> bool {
        match self {
            Self::Jpeg => content.starts_with(&[0xff, 0xd8, 0xff]),
            Self::Png => content.starts_with(b"\x89PNG\r\n\x1a\n"),
            Self::Webp => content.starts_with(b"RIFF") && content.get(8..12) == Some(&b"WEBP"[..]),
        }
    }
}

/// A photo or a signature. Made by [`Evidence::read`] only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Its id, made on the phone.
    pub id: Uuid,
    /// What kind of picture.
    pub kind: PictureKind,
    /// The picture.
    pub content: Vec<u8>,
}

impl Evidence {
    /// The most bytes: a photo of a door is compressed on the phone.
    pub const MOST: usize = 300 * 1024;

    /// Reads a picture that came in.
    pub fn read(id: Uuid, kind: PictureKind, content: Vec<u8>) -> Result<Self, EvidenceRefusal> {
        if content.len() > Self::MOST {
            return Err(EvidenceRefusal::TooLarge { bytes: content.len() });
        }
        if !kind.begins(&content) {
            return Err(EvidenceRefusal::NotThatKind(kind));
        }
        Ok(Self { id, kind, content })
    }
}

/// Evidence that cannot be taken, or is not there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EvidenceRefusal {
    /// Not a kind of picture that is kept.
    #[error("expected image/jpeg, image/png or image/webp")]
    Kind,
    /// The picture is of another kind than was said, or none.
    #[error("expected {}, and the content is none", .0.as_str())]
    NotThatKind(PictureKind),
    /// Too large.
    #[error("expected at most {} bytes, got {bytes}: make the picture smaller", Evidence::MOST)]
    TooLarge {
        /// How large it is.
        bytes: usize,
    },
    /// The id was used for another picture.
    #[error("evidence {0} is another picture already: the first one stands")]
    Other(Uuid),
    /// No such evidence.
    #[error("no evidence {0} is known here")]
    Unknown(Uuid),
}

impl EvidenceRefusal {
    /// The stable name of the refusal.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Kind => "evidence_kind",
            Self::NotThatKind(_) => "evidence_content",
            Self::TooLarge { .. } => "evidence_too_large",
            Self::Other(_) => "evidence_conflict",
            Self::Unknown(_) => "unknown_evidence",
        }
    }

    /// What to tell the person.
    pub fn text(&self, lang: Lang) -> String {
        let vi = match self {
            Self::Kind => "Cần ảnh image/jpeg, image/png hoặc image/webp.".to_owned(),
            Self::NotThatKind(kind) => format!("Nội dung không phải {}.", kind.as_str()),
            Self::TooLarge { bytes } => {
                format!("Ảnh tối đa {} byte, đang có {bytes}: hãy thu nhỏ ảnh.", Evidence::MOST)
            }
            Self::Other(id) => format!("Mã {id} đã dùng cho ảnh khác: ảnh đầu tiên được giữ."),
            Self::Unknown(id) => format!("Không có ảnh {id}."),
        };
        lang.pick(vi, self.to_string())
    }
}

/// Whether a scan names this evidence: one id, or several with blanks between.
pub fn names(said: &str, id: Uuid) -> bool {
    ids(said).any(|one| one == id)
}

/// The ids that a scan names; what is none is left out.
pub fn ids(said: &str) -> impl Iterator<Item = Uuid> {
    said.split([' ', ',']).filter_map(|one| Uuid::try_parse(one).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_what_it_says_it_is_and_no_larger_than_300_kilobytes() {
        let id = Uuid::from_u128(1);
        let png = |length: usize| {
            let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
            bytes.resize(length, 0);
            bytes
        };
        assert!(Evidence::read(id, PictureKind::Png, png(Evidence::MOST)).is_ok());
        let large = Evidence::read(id, PictureKind::Png, png(Evidence::MOST + 1));
        assert_eq!(large, Err(EvidenceRefusal::TooLarge { bytes: Evidence::MOST + 1 }));
        for kind in [PictureKind::Jpeg, PictureKind::Webp] {
            let other = Evidence::read(id, kind, png(99));
            assert_eq!(other, Err(EvidenceRefusal::NotThatKind(kind)));
        }
        assert!(Evidence::read(id, PictureKind::Webp, b"RIFF0000WEBPVP8 ".to_vec()).is_ok());
        assert!(Evidence::read(id, PictureKind::Jpeg, Vec::new()).is_err());
        assert_eq!(PictureKind::read("Image/PNG; x=1"), Ok(PictureKind::Png));
        assert_eq!(PictureKind::read("image/svg+xml"), Err(EvidenceRefusal::Kind));
    }

    #[test]
    fn a_scan_may_name_several() {
        let id = Uuid::from_u128(7);
        assert!(names(&format!("{} {id}", Uuid::from_u128(8)), id));
        assert!(!names("photo-1", id) && !names("", id));
    }
}
