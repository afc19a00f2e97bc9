//! What a person has to clear up: anomalies, and scans that were set aside.

pub mod anomalies;
pub mod anomaly;
pub mod set_aside;
pub mod settle;
