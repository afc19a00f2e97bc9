//! Signing in, in two steps: [`knock`] judges the asker's patience and finds whom the name belongs to,
//! [`enter`] opens the door when the password fitted. Between them the password is compared, outside any
//! transaction, because that takes a processor for some tens of milliseconds.
//!
//! An unknown name, a wrong password, a disabled user and a one-time password that is over take the same
//! statements, the same comparison and the same answer.

use crate::base::{At, Ids, SessionId};
use crate::people::patience::{CountedOn, Knocker};
use crate::people::{CookieSecret, PasswordHash, Session, SessionLimits, User};
use crate::store::{Conn, StoreError, patience, sessions, users, write};

/// Why the door stays closed.
#[derive(Debug, thiserror::Error)]
pub enum SignInRefusal {
    /// The name or the password; which of them is not said.
    #[error("the name or the password is not right")]
    Wrong,
    /// Too many failures: wait.
    #[error("too many failed sign-ins: wait {seconds} seconds")]
    Wait {
        /// For so long.
        seconds: u32,
    },
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Somebody at the door, whose attempt is counted already.
#[derive(Debug)]
pub struct Knock {
    knocker: Knocker,
    device_is_known: bool,
    user: Option<User>,
    hash: PasswordHash,
}

impl Knock {
    /// What the password is to be compared with; nobody's when there is no such user.
    pub const fn hash(&self) -> &PasswordHash {
        &self.hash
    }

    /// The password was right.
    pub(super) fn forgiven(&self, conn: &mut Conn) -> Result<(), StoreError> {
        forgive(conn, &self.knocker, self.device_is_known)
    }
}

/// Somebody knocks: refused when it is too early, else counted.
pub fn knock(conn: &mut Conn, now: At, knocker: Knocker) -> Result<Knock, SignInRefusal> {
    write(conn, |conn| {
        let found = users::find_by_name(conn, &knocker.name)?;
        let device_is_known = match &knocker.device {
            Some(device) => sessions::is_known_device(conn, device, &knocker.name)?,
            None => false,
        };
        let counted = knocker.counted_on(device_is_known);
        let keys: Vec<Vec<u8>> = counted.iter().map(|(_, key)| key.clone()).collect();
        let failures = patience::failures(conn, &keys)?;
        let wait = failures.iter().filter_map(|(key, failures, last)| {
            let (on, _) = counted.iter().find(|(_, counted)| counted == key)?;
            on.patience().wait(*failures, *last, now)
        });
        if let Some(seconds) = wait.max() {
            return Err(SignInRefusal::Wait { seconds });
        }
        patience::count(conn, &keys, now)?;
        let (user, hash) = match found {
            Some((user, hash)) => (Some(user), hash),
            None => (None, PasswordHash::nobody()),
        };
        Ok(Knock { knocker, device_is_known, user, hash })
    })
}

/// What is known of who comes in besides the password.
#[derive(Debug, Clone)]
pub struct Entering {
    /// The browser and the system, as the session's owner would say.
    pub device: String,
    /// The session that the browser still showed; it ends.
    pub earlier: Option<CookieSecret>,
    /// How long sessions last.
    pub limits: SessionLimits,
    /// The same password under a newer fingerprint, when the one kept was outdated.
    pub newer_hash: Option<PasswordHash>,
}

/// Who came in, with the secrets that the browser is to keep.
#[derive(Debug)]
pub struct Entered {
    /// The user.
    pub user: User,
    /// The session.
    pub session: Session,
    /// Its secret: always a new one, so that one planted before opens nothing.
    pub secret: CookieSecret,
    /// The device's secret: the one it had when it was known, else a new one for the same reason.
    pub device: CookieSecret,
}

/// Opens the door, when the password fitted.
pub fn enter(
    conn: &mut Conn,
    now: At,
    ids: &Ids,
    knock: Knock,
    fits: bool,
    entering: Entering,
) -> Result<Entered, SignInRefusal> {
    let Knock { knocker, device_is_known, user, hash } = knock;
    let Some(user) = user.filter(|user| fits && user.may_sign_in(now)) else {
        return Err(SignInRefusal::Wrong);
    };
    write(conn, |conn| {
        forgive(conn, &knocker, device_is_known)?;
        if let Some(newer) = &entering.newer_hash {
            users::refresh_password(conn, user.id, &hash, newer)?;
        }
        if let Some(earlier) = &entering.earlier {
            sessions::end_by_secret(conn, earlier)?;
        }
        sessions::sweep(conn, now, entering.limits)?;
        let device = match knocker.device {
            Some(device) if device_is_known => device,
            Some(_) | None => CookieSecret::draw(ids),
        };
        let (session, secret) = begin(conn, now, ids, &user, &device, entering.device)?;
        Ok(Entered { user, session, secret, device })
    })
}

/// Begins a session on a device that is known from now on.
pub(super) fn begin(
    conn: &mut Conn,
    now: At,
    ids: &Ids,
    user: &User,
    device: &CookieSecret,
    device_name: String,
) -> Result<(Session, CookieSecret), StoreError> {
    let session = Session {
        id: SessionId::new(ids.uuid(now)),
        user: user.id,
        device: device_name,
        created_at: now,
        seen_at: now,
    };
    let secret = CookieSecret::draw(ids);
    sessions::insert(conn, &session, &secret)?;
    sessions::know_device(conn, user.id, device, now)?;
    users::signed_in(conn, user.id, now)?;
    Ok((session, secret))
}

/// The password was right: what was counted for this asker is forgotten, what is counted for many is
/// less by this one.
fn forgive(conn: &mut Conn, knocker: &Knocker, device_is_known: bool) -> Result<(), StoreError> {
    let (own, shared): (Vec<_>, Vec<_>) =
        knocker.counted_on(device_is_known).into_iter().partition(|(on, _)| match on {
            CountedOn::Device | CountedOn::AccountAtAddress => true,
            CountedOn::Address | CountedOn::Account => false,
        });
    let keys = |counted: Vec<(CountedOn, Vec<u8>)>| -> Vec<Vec<u8>> {
        counted.into_iter().map(|(_, key)| key).collect()
    };
    patience::forget(conn, &keys(own))?;
    patience::take_back(conn, &keys(shared))
}
