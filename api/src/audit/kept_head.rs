//! Heads as they are handed out: signed, so that who kept one elsewhere can show that the server gave it (T148).
//!
//! What is signed (Ed25519) is the text `trialogue audit head 1`, the short name of the agency, and position and hash with a
//! colon between, each with a line feed behind it. Whoever has the public key can check that without the server.

use std::{fmt, str::FromStr};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::{Signature, Signer as _, SigningKey};

use super::verify::Head;

/// Signs heads, and knows what it signed.
pub struct HeadKey(SigningKey);

impl HeadKey {
    /// The key pair of a 32-byte seed, such as `InstanceSecret::derive("audit head")`.
    #[must_use]
    pub fn new(seed: [u8; 32]) -> Self {
        Self(SigningKey::from_bytes(&seed))
    }

    /// The public key, in base64 for addresses.
    #[must_use]
    pub fn public(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.verifying_key().as_bytes())
    }

    /// The head of an agency, signed.
    #[must_use]
    pub fn sign(&self, agency: &str, head: Head) -> KeptHead {
        KeptHead {
            head,
            signature: Some(self.0.sign(message(agency, head).as_bytes())),
        }
    }

    /// Whether this key signed the head for the agency; what bears no signature was not.
    #[must_use]
    pub fn signed(&self, agency: &str, kept: &KeptHead) -> bool {
        let message = message(agency, kept.head);
        let key = self.0.verifying_key();
        kept.signature
            .is_some_and(|signature| key.verify_strict(message.as_bytes(), &signature).is_ok())
    }
}

fn message(agency: &str, head: Head) -> String {
    format!("trialogue audit head 1\n{agency}\n{head}\n")
}

/// A head that somebody kept, with what the server signed it with, if it did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeptHead {
    /// The head.
    pub head: Head,
    /// The signature.
    pub signature: Option<Signature>,
}

impl fmt::Display for KeptHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.head)?;
        match &self.signature {
            Some(signature) => write!(f, ":{}", URL_SAFE_NO_PAD.encode(signature.to_bytes())),
            None => Ok(()),
        }
    }
}

impl FromStr for KeptHead {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let signed = text.match_indices(':').nth(1).map(|(place, _)| text.split_at(place));
        let Some((head, signature)) = signed else {
            return Ok(Self {
                head: text.parse()?,
                signature: None,
            });
        };
        let bytes = URL_SAFE_NO_PAD.decode(signature.trim_start_matches(':'));
        let signature = bytes.ok().and_then(|bytes| Signature::from_slice(&bytes).ok());
        Ok(Self {
            head: head.parse()?,
            signature: Some(signature.ok_or("the signature behind the hash is none, such as `audit head` prints")?),
        })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    fn head(position: i64) -> Head {
        format!("{position}:{}", "07".repeat(32)).parse().unwrap()
    }

    #[test]
    fn a_kept_head_reads_as_it_prints() {
        let signed = HeadKey::new([7; 32]).sign("alpha", head(41));
        let bare = KeptHead {
            signature: None,
            ..signed
        };
        for kept in [signed, bare] {
            assert_eq!(kept.to_string().parse(), Ok(kept));
        }
        let text = signed.to_string();
        for other in [
            text.replacen(':', " ", 1),
            format!("{text}0"),
            format!("{bare}:"),
            String::new(),
        ] {
            assert!(other.parse::<KeptHead>().is_err(), "{other}");
        }
    }

    #[test]
    fn t148_a_signature_is_of_one_head_of_one_agency_and_of_one_server() {
        let key = HeadKey::new([7; 32]);
        let kept = key.sign("alpha", head(41));
        assert!(key.signed("alpha", &kept));
        assert!(!key.signed("beta", &kept));
        assert!(!HeadKey::new([8; 32]).signed("alpha", &kept));
        let moved = KeptHead { head: head(42), ..kept };
        assert!(!key.signed("alpha", &moved));
        let bare = KeptHead {
            signature: None,
            ..kept
        };
        assert!(!key.signed("alpha", &bare));
    }
}
