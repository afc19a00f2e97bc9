//! What the administrator alone may see and do: users, tokens, devices, the access log.

pub mod access_log;
pub mod devices;
pub mod tokens;
pub mod users;

mod entry;
