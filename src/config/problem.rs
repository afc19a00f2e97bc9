//! What is wrong with a setting: its name, what was expected, and what stood there.

use std::fmt;

/// One setting that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingProblem {
    /// The setting, as the flag and the key in the file are called.
    pub setting: &'static str,
    /// What was expected, in words.
    pub expected: String,
    /// What stood there; none when it may hold a secret.
    pub got: Option<String>,
}

impl SettingProblem {
    /// Names the rule that the value broke.
    pub fn new(setting: &'static str, expected: impl fmt::Display, got: &str) -> Self {
        let got = got.chars().take(60).collect();
        Self { setting, expected: expected.to_string(), got: Some(got) }
    }

    /// The same for a setting whose value is not repeated: a database URL may hold a password.
    pub fn secret(setting: &'static str, expected: impl fmt::Display) -> Self {
        Self { setting, expected: expected.to_string(), got: None }
    }
}

impl fmt::Display for SettingProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let variable = self.setting.replace('-', "_").to_uppercase();
        write!(f, "--{} (HOSOPOST_{variable}): expected {}", self.setting, self.expected)?;
        match &self.got {
            Some(got) => write!(f, ", got {got:?}"),
            None => Ok(()),
        }
    }
}

/// Everything that is wrong with the settings, told at once so that it can be mended at once.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadSettings {
    /// Settings that cannot be used.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Values(Vec<SettingProblem>),
    /// The settings file cannot be read or is not TOML of ours.
    #[error("settings file {path}: {problem}")]
    File {
        /// The file.
        path: String,
        /// What is wrong, with the line where there is one.
        problem: String,
    },
}
