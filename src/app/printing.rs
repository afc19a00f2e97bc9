//! Printing beside the requests: a render takes a processor for some milliseconds, so only a few go on
//! at once, on threads that may block.

use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::print::{PrintError, Printer};

/// How many documents are set at once; the processors of a small office's machine.
const AT_ONCE: usize = 2;

/// The printer and the queue before it.
#[derive(Debug, Clone)]
pub struct Printing {
    printer: Printer,
    free: Arc<Semaphore>,
}

impl Printing {
    pub(super) fn new(printer: Printer) -> Self {
        Self { printer, free: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// Prints when it is its turn. A request that is given up while it waits prints nothing.
    pub async fn print<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Printer) -> Result<T, PrintError> + Send + 'static,
    ) -> Result<T, PrintError> {
        let turn = self.free.clone().acquire_owned().await;
        let printer = self.printer.clone();
        let done = tokio::task::spawn_blocking(move || {
            // Held until the work ends, even when nobody waits for it any more.
            let _turn = turn;
            work(&printer)
        });
        match done.await {
            Ok(result) => result,
            Err(error) => match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                // The process is stopping.
                Err(_) => Err(PrintError::NothingToPrint),
            },
        }
    }
}
