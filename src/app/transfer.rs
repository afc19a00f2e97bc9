//! Transfers in a running process: in portions through the intake, so that scans get their turn between.

use std::sync::Arc;

use chrono::NaiveDate;

use super::{App, NotTaken};
use crate::base::Context;
use crate::flows::FlowRefusal;
use crate::flows::transfer::{
    PORTION, TransferReport, check_day, continue_points, find_transfers, plan_transfers,
    transfer_items,
};
use crate::people::Administrator;

/// Why a transfer came to no end. What was recorded before stays, and trying again goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum TransferStopped {
    /// It was refused.
    #[error(transparent)]
    Refused(#[from] FlowRefusal),
    /// The intake did not take it.
    #[error(transparent)]
    NotTaken(#[from] NotTaken),
}

impl App {
    /// Lets points go on in the units that took over, and hands on what closed points hold.
    pub async fn transfer(
        self: &Arc<Self>,
        cx: Context,
        by: Administrator,
        on: NaiveDate,
        dry_run: bool,
    ) -> Result<TransferReport, TransferStopped> {
        check_day(&cx, on, dry_run).map_err(FlowRefusal::from)?;
        let (context, right) = (cx.clone(), by.clone());
        let points = self
            .intake
            .run(move |conn, _| continue_points(conn, &context, &right, on, dry_run))
            .await??;
        let app = self.clone();
        let found = self.read(move |conn| {
            let known = app.known(conn)?;
            find_transfers(conn, &known.network, on).map_err(FlowRefusal::from)
        });
        let (items, stranded) = found.await?;
        let mut report = TransferReport { points, stranded, ..TransferReport::default() };
        for portion in items.chunks(PORTION).map(<[_]>::to_vec) {
            let (context, right) = (cx.clone(), by.clone());
            let done = self.intake.run(move |conn, known| {
                let network = &known.network;
                if dry_run {
                    Ok(plan_transfers(conn, &context, network, on, &portion)?)
                } else {
                    transfer_items(conn, &context, &right, network, on, &portion)
                }
            });
            report.add(&done.await??);
        }
        Ok(report)
    }
}
