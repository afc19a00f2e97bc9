//! Which phones were in contact, noted to the minute. Whoever notes one writes all that wait, so that many phones
//! at once cost one commit and not one each.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::intake::{Intake, NotTaken};
use crate::base::{At, PhoneId};
use crate::store::{StoreError, phones, write};

/// The contacts that are to be written.
#[derive(Debug, Default)]
pub struct Contacts(Mutex<Waiting>);

#[derive(Debug, Default)]
struct Waiting {
    phones: BTreeMap<PhoneId, At>,
    /// Somebody is writing; whoever comes meanwhile leaves theirs.
    is_written: bool,
}

impl Contacts {
    /// Notes that a phone is in contact now. Where somebody else is writing, they write this one as well; it is no
    /// loss that its own request is answered before: the next one says the same.
    pub async fn note(&self, intake: &Intake, phone: PhoneId, now: At) -> Result<(), NotTaken> {
        {
            let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            waiting.phones.insert(phone, now);
            if waiting.is_written {
                return Ok(());
            }
            waiting.is_written = true;
        }
        let _end = End(self);
        loop {
            let taken = {
                let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
                std::mem::take(&mut waiting.phones)
            };
            if taken.is_empty() {
                return Ok(());
            }
            let contacts: Vec<(PhoneId, At)> = taken.into_iter().collect();
            let noted = intake.run_beside_scans(move |conn, _| {
                write(conn, |conn| -> Result<(), StoreError> {
                    phones::note_contacts(conn, &contacts)
                })
            });
            noted.await??;
        }
    }
}

/// Lets the next one write, also when this request was given up.
struct End<'a>(&'a Contacts);

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner).is_written = false;
    }
}
