//! What the administrator alone may see and do: users, tokens, the access log.

pub mod access_log;
pub mod tokens;
pub mod users;
