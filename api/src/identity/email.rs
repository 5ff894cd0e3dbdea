//! Addresses: as given, and as they are compared.

use unicode_normalization::UnicodeNormalization;

/// An e-mail address.
#[derive(Clone)]
pub struct Email {
    shown: String,
    key: String,
}

impl Email {
    /// The address, if it looks like one: one `@` with something on both sides, no spaces, 254 characters at most.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let shown = text.trim();
        let (local, domain) = shown.split_once('@')?;
        let fits = shown.len() <= 254
            && !local.is_empty()
            && local.len() <= 64
            && !domain.is_empty()
            && !domain.contains('@')
            && !domain.starts_with('.')
            && !domain.ends_with('.')
            && !shown.chars().any(|c| c.is_whitespace() || c.is_control());
        fits.then(|| Self {
            shown: shown.to_owned(),
            key: shown.nfkc().flat_map(char::to_lowercase).nfkc().collect(),
        })
    }

    /// As it was given.
    #[must_use]
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// As it is compared: NFKC and lower case, so that one address has one account (T134).
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_has_one_key() {
        let key = |text: &str| Email::parse(text).map(|email| email.key().to_owned());
        assert_eq!(key(" Vera@Example.ORG "), Some("vera@example.org".to_owned()));
        assert_eq!(key("ｖera@example.org"), key("VERA@example.org"));
        for bad in [
            "",
            "vera",
            "@example.org",
            "vera@",
            "a b@example.org",
            "a@b@c",
            "vera@.org",
        ] {
            assert_eq!(key(bad), None, "{bad}");
        }
    }
}
