//! Single-use and program secrets: shown once, kept as a digest.
//!
//! They hold 256 random bits, so one plain SHA-256 is enough: there is no dictionary to try.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::clock::Clock;

/// What the secret is for. Its prefix tells people and secret scanners, and one kind never passes for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Secret {
    /// Lets somebody accept an invitation.
    Invitation,
    /// Lets a program ask for access tokens.
    Client,
}

/// A new secret.
pub struct Made {
    /// What its holder gets to see, this once.
    pub shown: String,
    /// What is stored: SHA-256 of `shown`, as hexadecimal digits.
    pub digest: String,
}

impl Secret {
    /// Makes a new one.
    #[must_use]
    pub fn make(self, clock: &Clock) -> Made {
        let shown = format!("{}{}", self.prefix(), URL_SAFE_NO_PAD.encode(clock.random::<32>()));
        let digest = digest(&shown);
        Made { shown, digest }
    }

    /// The digest to look up, if `shown` has the form of this kind at all.
    #[must_use]
    pub fn parse(self, shown: &str) -> Option<String> {
        let encoded = shown.strip_prefix(self.prefix())?;
        if encoded.len() != 43 {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(encoded).ok()?;
        (bytes.len() == 32).then(|| digest(shown))
    }

    /// Whether `shown` is the secret whose digest is stored; takes the same time wherever they differ (T83).
    #[must_use]
    pub fn matches(self, shown: &str, stored: &str) -> bool {
        self.parse(shown)
            .is_some_and(|digest| digest.as_bytes().ct_eq(stored.as_bytes()).into())
    }

    fn prefix(self) -> &'static str {
        match self {
            Self::Invitation => "tri_inv_",
            Self::Client => "tri_cli_",
        }
    }
}

fn digest(shown: &str) -> String {
    format!("{:x}", Sha256::digest(shown))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_matches_its_digest_and_no_other() {
        let clock = Clock::system();
        let (one, other) = (Secret::Invitation.make(&clock), Secret::Invitation.make(&clock));
        assert_ne!(one.shown, other.shown);
        assert_eq!(one.shown.len(), 51);
        assert_eq!(one.digest.len(), 64);
        assert_eq!(Secret::Invitation.parse(&one.shown), Some(one.digest.clone()));
        assert!(Secret::Invitation.matches(&one.shown, &one.digest));
        assert!(!Secret::Invitation.matches(&one.shown, &other.digest));
        assert!(!Secret::Invitation.matches(&one.shown, ""));
    }

    #[test]
    fn one_kind_never_passes_for_another() {
        let made = Secret::Client.make(&Clock::system());
        assert!(!Secret::Invitation.matches(&made.shown, &made.digest));
        let renamed = made.shown.replace("tri_cli_", "tri_inv_");
        assert!(!Secret::Invitation.matches(&renamed, &made.digest));
    }

    #[test]
    fn the_digest_is_of_the_text_as_shown() {
        let shown = format!("tri_inv_{}", "A".repeat(43));
        assert_eq!(
            Secret::Invitation.parse(&shown).as_deref(),
            Some("4da9062a38edd89d9a507571bf73ecf463567df0f9e97ce2011962caf4257d24")
        );
    }

    #[test]
    fn other_alphabets_lengths_and_spellings_are_refused() {
        let body = "A".repeat(43);
        for text in [
            String::new(),
            body.clone(),
            format!("tri_inv_{}", "A".repeat(42)),
            format!("tri_inv_{}", "A".repeat(44)),
            format!("tri_inv_{body}="),
            format!(" tri_inv_{body}"),
            format!("TRI_INV_{body}"),
            format!("tri_inv_+{}", "A".repeat(42)),
            format!("tri_inv_/{}", "A".repeat(42)),
            // The last character carries two bits that must be zero: there is one spelling for 32 bytes.
            format!("tri_inv_{}B", "A".repeat(42)),
            format!("tri_inv_é{}", "A".repeat(41)),
        ] {
            assert_eq!(Secret::Invitation.parse(&text), None, "{text}");
        }
    }
}
