//! The one secret of an instance, from which every key of the server is derived.
//!
//! All nodes of an instance need the same one: either they share a data directory, or it is configured.

use std::fmt;
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use hkdf::Hkdf;
use sha2::Sha256;

use crate::{clock::Clock, error::io_words};

/// The name of the file in the data directory.
pub const FILE_NAME: &str = "instance.secret";

/// Separates our keys from those that another program might derive from the same bytes.
const SALT: &[u8] = b"trialogue/instance-secret/1";

/// A real secret of 32 random bytes has about 30 different ones; a placeholder has few.
const LEAST_DISTINCT: usize = 8;

/// The instance's secret. The bytes themselves are not kept, and nothing prints it.
#[derive(Clone)]
pub struct InstanceSecret(Hkdf<Sha256>);

/// Why there is no secret; it never holds a part of one.
#[derive(Debug)]
pub enum SecretError {
    /// The configured text is neither 64 hexadecimal digits nor base64 of 32 bytes.
    Malformed,
    /// The file holds something else than that.
    MalformedFile(PathBuf),
    /// The bytes repeat themselves like a placeholder; take `openssl rand -hex 32`.
    Weak,
    /// Others than the owner can read the file in the data directory.
    Readable(PathBuf),
    /// The file could not be read or made.
    Io(PathBuf, io::Error),
}

impl fmt::Display for SecretError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed => f.write_str("the instance secret must be 32 bytes as hexadecimal digits or base64"),
            Self::MalformedFile(path) => {
                write!(
                    f,
                    "the file {} must hold 32 bytes as hexadecimal digits or base64",
                    path.display()
                )
            }
            Self::Weak => {
                f.write_str("the instance secret is a placeholder; make a random one with `openssl rand -hex 32`")
            }
            Self::Readable(path) => write!(
                f,
                "the file {} must be readable by its owner only (mode 0600)",
                path.display()
            ),
            Self::Io(path, error) => write!(f, "the path {} cannot be used: {}", path.display(), io_words(error)),
        }
    }
}

impl std::error::Error for SecretError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(_, error) => Some(error),
            _ => None,
        }
    }
}

impl InstanceSecret {
    /// Reads the secret of a data directory, and makes it at the first start.
    ///
    /// Nodes that start at the same moment agree: whoever comes second reads what the first one made.
    pub fn from_data_dir(directory: &Path, clock: &Clock) -> Result<Self, SecretError> {
        let path = directory.join(FILE_NAME);
        if !path
            .try_exists()
            .map_err(|error| SecretError::Io(path.clone(), error))?
        {
            super::make_folder(directory).map_err(|error| SecretError::Io(directory.to_owned(), error))?;
            make(&path, clock).map_err(|error| SecretError::Io(path.clone(), error))?;
            tracing::info!(
                file = %path.display(),
                "made a new instance secret: tokens and lists of erasures of another are good for nothing here"
            );
        }
        if readable_by_others(&path)? {
            return Err(SecretError::Readable(path));
        }
        read(&path)
    }

    /// Takes configured text: 64 hexadecimal digits, or base64 (either alphabet, padded or not) of 32 bytes.
    pub fn parse(text: &str) -> Result<Self, SecretError> {
        let text = text.trim();
        let bytes = from_hex(text)
            .or_else(|| from_base64(text))
            .ok_or(SecretError::Malformed)?;
        if distinct(&bytes) < LEAST_DISTINCT {
            return Err(SecretError::Weak);
        }
        Ok(Self::from_bytes(&bytes))
    }

    /// Takes the bytes as they are.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(Hkdf::new(Some(SALT), bytes))
    }

    /// What the secret is known again by, and tells nothing of it: the key of a use that there is not.
    #[must_use]
    pub fn fingerprint(&self) -> [u8; 32] {
        self.derive("fingerprint")
    }

    /// The key for one use (HKDF-SHA256, RFC 5869): another label gives a key that tells nothing of this one.
    #[must_use]
    pub fn derive(&self, label: &str) -> [u8; 32] {
        let mut key = [0; 32];
        if self.0.expand(label.as_bytes(), &mut key).is_err() {
            // Only more than 8,160 bytes can fail; a key of zeros must never leave here all the same.
            std::process::abort();
        }
        key
    }
}

/// Writes beside the place and links into it: the name appears once, complete, or not at all, whoever else starts
/// and wherever a crash strikes.
fn make(path: &Path, clock: &Clock) -> io::Result<()> {
    let beside = path.with_extension(format!("{}.new", clock.blind_id().simple()));
    let made = write(&beside, &to_hex(&clock.random::<32>())).and_then(|()| match fs::hard_link(&beside, path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        other => other,
    });
    let removed = fs::remove_file(&beside);
    made?;
    removed?;
    match path.parent() {
        Some(directory) => sync_directory(directory),
        None => Ok(()),
    }
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()
}

/// A new name is durable only when its directory is.
fn sync_directory(directory: &Path) -> io::Result<()> {
    if cfg!(unix) {
        fs::File::open(directory)?.sync_all()
    } else {
        Ok(())
    }
}

fn read(path: &Path) -> Result<InstanceSecret, SecretError> {
    let text = fs::read(path).map_err(|error| SecretError::Io(path.to_owned(), error))?;
    let text = String::from_utf8(text).map_err(|_| SecretError::MalformedFile(path.to_owned()))?;
    InstanceSecret::parse(&text).map_err(|error| match error {
        SecretError::Malformed => SecretError::MalformedFile(path.to_owned()),
        other => other,
    })
}

fn readable_by_others(path: &Path) -> Result<bool, SecretError> {
    let metadata = fs::metadata(path).map_err(|error| SecretError::Io(path.to_owned(), error))?;
    #[cfg(unix)]
    let open = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o077 != 0;
    // Elsewhere access is inherited from the directory, and the mode says nothing.
    #[cfg(not(unix))]
    let open = !metadata.is_file();
    Ok(open)
}

fn to_hex(bytes: &[u8]) -> String {
    use fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

fn from_hex(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = [0; 32];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok()?;
    }
    Some(bytes)
}

fn from_base64(text: &str) -> Option<[u8; 32]> {
    let padding = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    [alphabet::STANDARD, alphabet::URL_SAFE]
        .iter()
        .find_map(|alphabet| GeneralPurpose::new(alphabet, padding).decode(text).ok())
        .and_then(|bytes| bytes.try_into().ok())
}

fn distinct(bytes: &[u8; 32]) -> usize {
    let mut sorted = bytes.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    sorted.len()
}

#[cfg(test)]
#[path = "secret_tests.rs"]
mod tests;
