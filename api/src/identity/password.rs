//! Passwords, hashed with Argon2id in OWASP's current measure.
//!
//! A hash takes 19 MiB and some 20 ms of a core, so it runs beside the async threads and only so many at once (T121).

use std::sync::Arc;
use std::time::Duration;

use argon2::password_hash::{self, phc::PasswordHash};
use argon2::{Argon2, Params, PasswordHasher, PasswordVerifier};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

use super::common_password;
use crate::clock::Clock;
use crate::error::{Code, Fault, Refusal, Result};

/// The fewest bytes of a new password.
pub const SHORTEST: usize = 12;

/// The most bytes of any; what is longer is not even hashed.
pub const LONGEST: usize = 1024;

/// 19 MiB, two rounds, one lane (OWASP); a test holds the numbers.
const PARAMS: Params = Params::DEFAULT;

/// How long a request waits for its turn.
const WAIT: Duration = Duration::from_secs(2);

/// The most that a stored hash may ask for, were it imported or tampered with.
const MOST: (u32, u32, u32) = (64 * 1024, 5, 4);

/// Hashes and verifies, at most so many at once.
#[derive(Clone)]
pub struct Passwords {
    turns: Arc<Semaphore>,
    wait: Duration,
    /// What is verified when there is no such account: the same work, and nobody knows the password (T89).
    nobody: Arc<str>,
}

impl Passwords {
    /// At most `parallel` at once, and at least one: the number of cores is a good measure.
    #[must_use]
    pub fn new(parallel: usize) -> Self {
        let clock = Clock::system();
        let nobody = format!(
            "$argon2id$v=19$m={},t={},p={}${}${}",
            PARAMS.m_cost(),
            PARAMS.t_cost(),
            PARAMS.p_cost(),
            STANDARD_NO_PAD.encode(clock.random::<16>()),
            STANDARD_NO_PAD.encode(clock.random::<32>()),
        );
        let turns = parallel.clamp(1, Semaphore::MAX_PERMITS);
        Self {
            turns: Arc::new(Semaphore::new(turns)),
            wait: WAIT,
            nobody: nobody.into(),
        }
    }

    /// The hash to store for a new password: a PHC string that holds its salt and measure.
    pub async fn hash(&self, password: &str) -> Result<String> {
        check(password)?;
        let password = normal(password);
        let salt = Clock::system().random::<16>();
        let hash = self
            .turn(move || Argon2::from(PARAMS).hash_password_with_salt(password.as_bytes(), &salt))
            .await?;
        let hash: PasswordHash = hash.map_err(|_| Fault::logged("a password could not be hashed"))?;
        Ok(hash.to_string())
    }

    /// Whether `password` is the one whose hash is stored; with none stored, it works as long and says no.
    pub async fn verify(&self, password: &str, stored: Option<&str>) -> Result<bool> {
        // No account has such a one, so this says nothing about the account.
        if password.len() > LONGEST {
            return Ok(false);
        }
        let password = normal(password);
        let broken = || Fault::logged("a stored password hash is malformed or out of bounds");
        let hash = parse(stored.unwrap_or(&self.nobody)).ok_or_else(broken)?;
        match self
            .turn(move || Argon2::from(PARAMS).verify_password(password.as_bytes(), &hash))
            .await?
        {
            Ok(()) => Ok(stored.is_some()),
            Err(password_hash::Error::PasswordInvalid) => Ok(false),
            Err(_) => Err(broken().into()),
        }
    }

    /// Runs `work` when it is its turn. The turn belongs to the work, not to the request: a client that hangs up
    /// does not make room for another hash while its own still runs.
    async fn turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let waited = tokio::time::timeout(self.wait, Arc::clone(&self.turns).acquire_owned()).await;
        let Ok(turn) = waited else {
            return Err(Refusal::new(Code::RateLimited, "Too many sign-ins at once.")
                .hint("Try again shortly.")
                .retry_after(1)
                .into());
        };
        let turn = turn.map_err(|_| Fault::passing("the password turns are closed"))?;
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(turn);
            done
        });
        Ok(done
            .await
            .map_err(|_| Fault::passing("a password hash was interrupted"))?)
    }
}

/// Whether `password` may be a new one; says no more than what is wrong with it.
pub fn check(password: &str) -> Result<(), Refusal> {
    let refusal = |message: &str, hint: &str| Err(Refusal::new(Code::BadInput, message).hint(hint));
    if password.len() < SHORTEST {
        return refusal(
            "The password is too short.",
            "Take at least 12 characters; four words are a good one.",
        );
    }
    if password.len() > LONGEST {
        return refusal("The password is too long.", "Take at most 1,024 bytes.");
    }
    if common_password::is_common(&normal(password)) {
        return refusal(
            "The password is one that is tried first.",
            "Take four words that do not belong together.",
        );
    }
    Ok(())
}

/// One form for what keyboards and systems spell differently, as in "ü" (NFKC, as NIST SP 800-63B asks).
fn normal(password: &str) -> String {
    password.nfkc().collect()
}

/// A stored hash, if it is Argon2id and asks for no more than [`MOST`].
fn parse(stored: &str) -> Option<PasswordHash> {
    let hash = PasswordHash::new(stored).ok()?;
    let params = Params::try_from(&hash).ok()?;
    let within = params.m_cost() <= MOST.0 && params.t_cost() <= MOST.1 && params.p_cost() <= MOST.2;
    let whole = hash.algorithm.as_str() == "argon2id" && hash.salt.is_some() && hash.hash.is_some();
    (within && whole).then_some(hash)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

    use std::sync::mpsc;

    use super::*;
    use crate::error::Error;

    const GOOD: &str = "river lantern mosaic tram";

    fn codes<T>(result: Result<T>) -> Vec<Code> {
        result.err().map_or_else(Vec::new, |error| error.codes())
    }

    #[tokio::test]
    async fn the_right_password_verifies_and_another_does_not() {
        let passwords = Passwords::new(2);
        let stored = passwords.hash(GOOD).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert_ne!(stored, passwords.hash(GOOD).await.unwrap());
        assert_eq!(passwords.verify(GOOD, Some(&stored)).await, Ok(true));
        for other in ["River lantern mosaic tram", "river lantern mosaic tram ", "", "\0"] {
            assert_eq!(passwords.verify(other, Some(&stored)).await, Ok(false));
        }
    }

    #[tokio::test]
    async fn an_account_that_is_not_there_costs_the_same_and_says_no() {
        let passwords = Passwords::new(1);
        assert_eq!(passwords.verify(GOOD, None).await, Ok(false));
        let (nobody, stored) = (parse(&passwords.nobody).unwrap(), passwords.hash(GOOD).await.unwrap());
        let stored = parse(&stored).unwrap();
        assert_eq!(nobody.params, stored.params);
        assert_eq!((nobody.algorithm, nobody.version), (stored.algorithm, stored.version));
        assert_eq!(nobody.salt.unwrap().len(), stored.salt.unwrap().len());
        assert_eq!(nobody.hash.unwrap().len(), stored.hash.unwrap().len());
    }

    #[tokio::test]
    async fn two_spellings_of_one_letter_are_one_password() {
        let passwords = Passwords::new(1);
        let stored = passwords.hash("gr\u{fc}ne Laterne im Hof").await.unwrap();
        assert_eq!(
            passwords.verify("gru\u{308}ne Laterne im Hof", Some(&stored)).await,
            Ok(true)
        );
    }

    #[tokio::test]
    async fn t121_bounds_hold_before_anything_is_hashed() {
        let passwords = Passwords::new(1);
        let _turn = passwords.turns.clone().acquire_owned().await.unwrap();
        for bad in ["", "eleven char", &"long word ".repeat(103), "password1234"] {
            assert_eq!(codes(passwords.hash(bad).await), [Code::BadInput], "{bad}");
        }
        assert_eq!(passwords.verify(&"a".repeat(1025), Some("$argon2id$")).await, Ok(false));
        assert_eq!(passwords.verify(&"a".repeat(1025), None).await, Ok(false));
        assert_eq!(check("twelve chars"), Ok(()));
        let longest: String = ('!'..='~').cycle().step_by(7).take(1024).collect();
        assert_eq!(check(&longest), Ok(()));
    }

    #[tokio::test]
    async fn t121_a_stored_hash_that_asks_too_much_is_a_fault() {
        let passwords = Passwords::new(1);
        let rest = "$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g";
        for start in [
            "$argon2id$v=19$m=4194304,t=2,p=1",
            "$argon2id$v=19$m=19456,t=1000,p=1",
            "$argon2id$v=19$m=19456,t=2,p=64",
            "$argon2i$v=19$m=19456,t=2,p=1",
            "$argon2id$v=99$m=19456,t=2,p=1",
            "$2b$12",
        ] {
            let stored = format!("{start}{rest}");
            assert_eq!(
                codes(passwords.verify(GOOD, Some(&stored)).await),
                [Code::Internal],
                "{start}"
            );
        }
        assert_eq!(codes(passwords.verify(GOOD, Some("")).await), [Code::Internal]);
        assert_eq!(
            codes(passwords.verify(GOOD, Some("$argon2id$v=19$m=19456,t=2,p=1")).await),
            [Code::Internal]
        );
    }

    #[tokio::test]
    async fn t121_who_waits_too_long_is_told_to_come_back() {
        assert_eq!(Passwords::new(0).wait, Duration::from_secs(2));
        let passwords = Passwords {
            wait: Duration::from_millis(20),
            ..Passwords::new(0)
        };
        let turn = passwords.turns.clone().acquire_owned().await.unwrap();
        assert_eq!(codes(passwords.hash(GOOD).await), [Code::RateLimited]);
        assert_eq!(codes(passwords.verify(GOOD, None).await), [Code::RateLimited]);
        drop(turn);
        assert_eq!(passwords.verify(GOOD, None).await, Ok(false));
    }

    #[tokio::test]
    async fn t121_work_that_nobody_waits_for_keeps_its_turn() {
        let passwords = Passwords {
            wait: Duration::from_millis(20),
            ..Passwords::new(1)
        };
        let (started, has_started) = mpsc::channel();
        let (finish, may_finish) = mpsc::channel::<()>();
        let running = tokio::spawn({
            let passwords = passwords.clone();
            async move {
                let work = move || {
                    started.send(()).unwrap();
                    may_finish.recv().unwrap();
                };
                passwords.turn(work).await
            }
        });
        tokio::task::spawn_blocking(move || has_started.recv().unwrap())
            .await
            .unwrap();
        running.abort();
        assert!(running.await.unwrap_err().is_cancelled());
        let refused: Result<(), Error> = passwords.turn(|| ()).await;
        assert_eq!(codes(refused), [Code::RateLimited]);
        finish.send(()).unwrap();
        let patient = Passwords {
            wait: Duration::from_secs(10),
            ..passwords
        };
        assert_eq!(patient.turn(|| 7).await, Ok(7));
    }
}
