//! A person looked into an anomaly and says what it was. The decision is kept beside the anomaly; the
//! scans stay as they are (to change what they say there is `correct`).

use crate::base::{AnomalyId, Context};
use crate::custody::refusal::CustodyRefusal;
use crate::people::AnomalyResolver;
use crate::store::anomalies::KeptAnomaly;
use crate::store::{Conn, anomalies, write};

use super::refusal::FlowRefusal;

/// Resolves an anomaly. Deciding again adds another decision, and the last one stands.
pub fn resolve_anomaly(
    conn: &mut Conn,
    cx: &Context,
    by: &AnomalyResolver,
    id: &AnomalyId,
    reason: &str,
) -> Result<KeptAnomaly, FlowRefusal> {
    let reason = CustodyRefusal::check_reason(reason)?;
    write(conn, |conn| {
        let unknown = || CustodyRefusal::UnknownAnomaly(id.clone());
        let kept = anomalies::find(conn, id)?.ok_or_else(unknown)?;
        by.may_resolve(kept.anomaly.owner.point())?;
        anomalies::decide(conn, id, cx.who.token, &reason, cx.now)?;
        Ok(anomalies::find(conn, id)?.ok_or_else(unknown)?)
    })
}
