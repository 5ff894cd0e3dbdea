//! Opaque strings that only this instance can make and read: cursors and versions.
//!
//! XChaCha20-Poly1305 with a nonce that is a MAC of context and content (as in SIV, RFC 5297): equal positions give
//! equal strings, so answers stay byte for byte the same. What the string shows is its length and whether two are
//! equal; what it is bound to (tenant, list, filter, order, viewer) goes into the context (T06).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// Nothing that was sealed here is longer; what is need not be decoded.
const LONGEST: usize = 4096;

/// Seals and opens, with one key.
#[derive(Clone)]
pub struct Seal {
    cipher: XChaCha20Poly1305,
    mac: Hmac<Sha256>,
}

impl Seal {
    /// A seal with a key of its own, such as `InstanceSecret::derive("cursor")`.
    #[must_use]
    pub fn new(key: [u8; 32]) -> Self {
        // HMAC pads a shorter key with zeros to its block anyway; given whole, there is no length to fail on.
        let mut block = [0; 64];
        for (to, from) in block.iter_mut().zip(key) {
            *to = from;
        }
        let mac = <Hmac<Sha256> as KeyInit>::new(&block.into());
        let cipher_key = mac.clone().chain_update([0]).finalize().into_bytes();
        Self {
            cipher: XChaCha20Poly1305::new(&cipher_key),
            mac,
        }
    }

    /// Seals `plain`, readable only with the same `context`. At most 3,032 bytes, or it will not open.
    #[must_use]
    pub fn seal(&self, context: &[impl AsRef<str>], plain: &[u8]) -> String {
        let context = frame(context);
        let nonce = self.nonce(&context, plain);
        let payload = Payload {
            msg: plain,
            aad: &context,
        };
        // Fails for 256 GiB only; the empty string opens nowhere.
        let sealed = self.cipher.encrypt(&XNonce::from(nonce), payload).unwrap_or_default();
        URL_SAFE_NO_PAD.encode([nonce.as_slice(), &sealed].concat())
    }

    /// What was sealed in this context with this key; none for anything else, and no word why.
    #[must_use]
    pub fn open(&self, context: &[impl AsRef<str>], sealed: &str) -> Option<Vec<u8>> {
        if sealed.len() > LONGEST {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (nonce, ciphertext) = bytes.split_first_chunk::<24>()?;
        let payload = Payload {
            msg: ciphertext,
            aad: &frame(context),
        };
        self.cipher.decrypt(&XNonce::from(*nonce), payload).ok()
    }

    fn nonce(&self, context: &[u8], plain: &[u8]) -> [u8; 24] {
        // The 1 keeps it apart from the cipher's key; the framed context ends where it says.
        let tag = self
            .mac
            .clone()
            .chain_update([1])
            .chain_update(context)
            .chain_update(plain)
            .finalize()
            .into_bytes();
        let mut nonce = [0; 24];
        for (to, from) in nonce.iter_mut().zip(tag) {
            *to = from;
        }
        nonce
    }
}

/// Parts with their lengths: `["ab", "c"]` and `["a", "bc"]` must differ.
fn frame(parts: &[impl AsRef<str>]) -> Vec<u8> {
    let mut framed = (parts.len() as u64).to_be_bytes().to_vec();
    for part in parts.iter().map(AsRef::as_ref) {
        framed.extend((part.len() as u64).to_be_bytes());
        framed.extend(part.as_bytes());
    }
    framed
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONTEXT: &[&str] = &["tenant", "projects", "TITLE_ASC"];

    fn seal() -> Seal {
        Seal::new([7; 32])
    }

    #[test]
    fn what_is_sealed_opens_and_the_same_gives_the_same_string() {
        for plain in [&b""[..], b"a", b"Park by the river\0\xff", &[9; 3032]] {
            let sealed = seal().seal(CONTEXT, plain);
            assert_eq!(sealed, seal().seal(CONTEXT, plain));
            assert_eq!(seal().open(CONTEXT, &sealed).as_deref(), Some(plain));
            assert!(
                sealed
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
            );
        }
        assert_ne!(seal().seal(CONTEXT, b"a"), seal().seal(CONTEXT, b"b"));
    }

    #[test]
    fn another_context_or_key_opens_nothing() {
        let sealed = seal().seal(&["ab", "c"], b"17");
        for context in [
            &[][..],
            &["ab"],
            &["a", "bc"],
            &["abc"],
            &["ab", "c", ""],
            &["", "ab", "c"],
            &["c", "ab"],
        ] {
            assert_eq!(seal().open(context, &sealed), None, "{context:?}");
            assert_ne!(seal().seal(context, b"17"), sealed);
        }
        assert_eq!(Seal::new([8; 32]).open(&["ab", "c"], &sealed), None);
    }

    #[test]
    fn no_bit_can_be_changed() {
        let sealed = seal().seal(CONTEXT, b"2026-01-02|42");
        for at in 0..sealed.len() {
            for bit in 0..8 {
                let mut bytes = sealed.clone().into_bytes();
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << bit;
                }
                if let Ok(text) = String::from_utf8(bytes) {
                    assert_eq!(seal().open(CONTEXT, &text), None, "{at} {bit}");
                }
            }
        }
    }

    #[test]
    fn nothing_can_be_cut_off_or_added() {
        let sealed = seal().seal(CONTEXT, b"2026-01-02|42");
        for end in 0..sealed.len() {
            assert_eq!(seal().open(CONTEXT, sealed.get(..end).unwrap_or_default()), None);
            assert_eq!(seal().open(CONTEXT, sealed.get(end + 1..).unwrap_or_default()), None);
        }
        for text in ["=", " ", "A", "AA", "AAAA", "\n"].map(|more| format!("{sealed}{more}")) {
            assert_eq!(seal().open(CONTEXT, &text), None);
        }
        assert_eq!(seal().open(CONTEXT, &"A".repeat(4097)), None);
        assert_eq!(seal().open(CONTEXT, "MQ"), None);
    }
}
