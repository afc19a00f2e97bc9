//! Settings: read once at the start, handed down as values. A flag wins over a variable, a variable over
//! the file, the file over the default. The only place that knows the variables of the environment.
//!
//! [`Given`] is what was said (one field per setting, the same for flags, variables and file);
//! [`Settings`] is what it means. Nothing here opens a database or a port.

mod given;
mod problem;
mod settings;

pub use given::{Given, Word};
pub use problem::{BadSettings, SettingProblem};
pub use settings::{
    DatabaseSettings, DeliverySettings, HttpSettings, LabelSettings, LogFormat, LogSettings,
    NumberSettings, ScanSettings, Settings, SignInSettings, TlsSettings, WebhookSettings,
};
