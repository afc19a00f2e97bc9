//! What is wrong with a template of the office, told to the person who can mend it without a word of what
//! was being printed.

use std::fmt;
use std::path::Path;
use std::time::Duration;

/// What is wrong with an office's template. The embedded one was used in its place; whoever asked for
/// the print shows this to the person who can mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateWarning {
    /// The file, relative to the label folder.
    pub file: String,
    /// The line, from 1, when it is known.
    pub line: Option<usize>,
    /// What is wrong. It never quotes the data that were being printed.
    pub message: String,
}

impl fmt::Display for TemplateWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}, line {line}: {}", self.file, self.message),
            None => write!(f, "{}: {}", self.file, self.message),
        }
    }
}

pub(super) fn list(warnings: &[TemplateWarning]) -> String {
    warnings.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// A problem of the typesetter, placed in its file. Its words may quote the data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Placed {
    pub at: Option<(String, usize)>,
    pub message: String,
}

/// Why a template did not set its pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Failed {
    /// The typesetter says why.
    Problems(Vec<Placed>),
    /// It was given up after so long: a template may go round in circles for hours.
    TooSlow(Duration),
    /// The typesetter itself broke over it.
    Broke,
}

impl Failed {
    /// What to tell, in the typesetter's own words: only for trials with invented data.
    pub(super) fn in_full(&self, template: &str) -> Vec<TemplateWarning> {
        self.told(template, |problem| problem.message.clone())
    }

    /// Where it failed, without the words of the typesetter.
    pub(super) fn places(&self, template: &str) -> Vec<TemplateWarning> {
        self.told(template, |_| "it does not work with the data of this document".to_owned())
    }

    fn told(&self, template: &str, words: impl Fn(&Placed) -> String) -> Vec<TemplateWarning> {
        let plain = |message| vec![unplaced(template, message)];
        match self {
            Self::Problems(problems) => problems
                .iter()
                .map(|problem| match &problem.at {
                    Some((file, line)) => TemplateWarning {
                        file: file.clone(),
                        line: Some(*line),
                        message: words(problem),
                    },
                    None => unplaced(template, words(problem)),
                })
                .collect(),
            Self::TooSlow(patience) => plain(format!(
                "it was not done after {} s and is left alone until a file of the folder changes",
                patience.as_secs_f32()
            )),
            Self::Broke => plain("the typesetter broke over it".to_owned()),
        }
    }
}

pub(super) fn unplaced(template: &str, message: impl Into<String>) -> TemplateWarning {
    TemplateWarning { file: template.to_owned(), line: None, message: message.into() }
}

/// The warning when the folder itself is not there.
pub(super) fn missing(folder: &Path) -> Option<TemplateWarning> {
    (!folder.is_dir()).then(|| TemplateWarning {
        file: folder.display().to_string(),
        line: None,
        message: "there is no such folder; the embedded templates are used".to_owned(),
    })
}
