//! Making ids, codes and secrets: the only home of randomness. A context carries an [`Ids`], so that
//! stories and tests can ask for the same ones every time.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

use super::clock::At;

/// A source of ids and random symbols.
#[derive(Debug, Clone)]
pub enum Ids {
    /// From the operating system's random numbers.
    Random,
    /// A fixed sequence from a seed: the same run makes the same ids. For the demo and tests only;
    /// such codes can be guessed.
    Seeded(Arc<AtomicU64>),
}

impl Ids {
    /// A repeatable sequence.
    pub fn seeded(seed: u64) -> Self {
        Self::Seeded(Arc::new(AtomicU64::new(seed)))
    }

    /// Fills `bytes` with random bits.
    pub fn fill(&self, bytes: &mut [u8]) {
        match self {
            Self::Random => {
                #[expect(clippy::disallowed_methods, reason = "this is the one home of randomness")]
                let filled = getrandom::fill(bytes);
                filled.expect("the operating system gives random bytes");
            }
            Self::Seeded(state) => {
                for chunk in bytes.chunks_mut(8) {
                    // splitmix64: one addition and three mixes a word, enough for invented data.
                    let mut z = state
                        .fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::SeqCst)
                        .wrapping_add(0x9E37_79B9_7F4A_7C15);
                    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
                    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
                    z ^= z >> 31;
                    chunk.copy_from_slice(&z.to_le_bytes()[..chunk.len()]);
                }
            }
        }
    }

    /// A number from 0 to 255, each as likely.
    pub fn chance(&self) -> u8 {
        let mut byte = [0];
        self.fill(&mut byte);
        byte[0]
    }

    /// A UUIDv7 of this moment.
    pub fn uuid(&self, now: At) -> Uuid {
        let mut random = [0; 10];
        self.fill(&mut random);
        Builder::from_unix_timestamp_millis(now.millis().unsigned_abs(), &random).into_uuid()
    }

    /// `length` symbols drawn evenly from `alphabet` (at most 256 of them).
    pub fn symbols(&self, alphabet: &[u8], length: usize) -> String {
        let fair = 256 - 256 % alphabet.len();
        let mut text = String::with_capacity(length);
        let mut pool = [0; 64];
        while text.len() < length {
            self.fill(&mut pool);
            // A byte beyond the last whole multiple would favour the first symbols: leave it out.
            let usable = pool.iter().map(|byte| usize::from(*byte)).filter(|byte| *byte < fair);
            for byte in usable.take(length - text.len()) {
                text.push(char::from(alphabet[byte % alphabet.len()]));
            }
        }
        text
    }
}

/// A UUIDv7 made from what is said: the same words at the same time make the same one, wherever they are said.
/// It sorts by that time, like a drawn one.
pub fn uuid_of(at: At, said: &str) -> Uuid {
    let digest = Sha256::digest(said.as_bytes());
    let mut random = [0; 10];
    random.copy_from_slice(&digest[..10]);
    Builder::from_unix_timestamp_millis(at.millis().unsigned_abs(), &random).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_by_time() {
        let ids = Ids::Random;
        let early = ids.uuid(At::from_millis(1_000));
        let late = ids.uuid(At::from_millis(1_001));
        assert!(early < late);
        assert_eq!(early.get_version_num(), 7);
    }

    #[test]
    fn the_same_words_at_the_same_time_make_the_same_id() {
        let (early, late) = (At::from_millis(1_000), At::from_millis(2_000));
        assert_eq!(uuid_of(early, "a"), uuid_of(early, "a"));
        assert_ne!(uuid_of(early, "a"), uuid_of(early, "b"));
        assert!(uuid_of(early, "a") < uuid_of(late, "a"));
        assert_eq!(uuid_of(early, "a").get_version_num(), 7);
    }

    #[test]
    fn symbols_come_from_the_alphabet_and_a_seed_repeats_them() {
        let text = Ids::seeded(3).symbols(b"0123456789BCF", 500);
        assert_eq!(text.len(), 500);
        assert!(text.bytes().all(|symbol| b"0123456789BCF".contains(&symbol)));
        assert_eq!(text, Ids::seeded(3).symbols(b"0123456789BCF", 500));
        assert_ne!(text, Ids::Random.symbols(b"0123456789BCF", 500));
    }
}
