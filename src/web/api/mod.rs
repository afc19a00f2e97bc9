//! The JSON API for programs: partners' systems, phones, scripts. Shapes that come in are called `…In`,
//! those that go out `…Out`; both are described in the OpenAPI document by the same types.

pub mod anomalies;
pub mod feed;
pub mod scans;
pub mod set_aside;

mod paging;
mod scan_in;
