//! What others get in the place of what somebody told: a band of ages for a year, a municipality for an address.

use async_graphql::Enum;

/// A band of ages in years.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
pub enum AgeBand {
    /// Under 18 years.
    #[graphql(name = "UNDER_18")]
    Under18,
    /// 18 to 29 years.
    #[graphql(name = "FROM_18_TO_29")]
    From18To29,
    /// 30 to 44 years.
    #[graphql(name = "FROM_30_TO_44")]
    From30To44,
    /// 45 to 59 years.
    #[graphql(name = "FROM_45_TO_59")]
    From45To59,
    /// 60 to 74 years.
    #[graphql(name = "FROM_60_TO_74")]
    From60To74,
    /// 75 and over.
    #[graphql(name = "FROM_75")]
    From75,
}

/// The band of who was born in one year, in another; by the age that is reached in it.
pub(super) const fn band(birth_year: i32, year: i32) -> AgeBand {
    match year.saturating_sub(birth_year) {
        ..18 => AgeBand::Under18,
        18..30 => AgeBand::From18To29,
        30..45 => AgeBand::From30To44,
        45..60 => AgeBand::From45To59,
        60..75 => AgeBand::From60To74,
        75.. => AgeBand::From75,
    }
}

/// The municipality of an address: its last part without the postal code. None where the address has one part alone, or
/// the last is a code alone, so that a street is never taken for a place.
pub(super) fn municipality(address: &str) -> Option<String> {
    let parts = address.split([',', '\n', ';']).map(str::trim);
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    let last = parts.last().filter(|_| parts.len() > 1)?;
    let has_digit = |word: &&str| word.chars().any(char::is_numeric);
    // Some codes have letters of their own, such as 1017 AB.
    let is_code = |word: &&str| word.len() <= 2 && word.chars().all(|letter| letter.is_ascii_uppercase());
    let words = last.split_whitespace().filter(|word| !has_digit(word));
    let place = words.skip_while(is_code).collect::<Vec<_>>().join(" ");
    (!place.is_empty()).then_some(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_becomes_a_band() {
        for (born, expected) in [
            (2026, AgeBand::Under18),
            (2009, AgeBand::Under18),
            (2008, AgeBand::From18To29),
            (1997, AgeBand::From18To29),
            (1996, AgeBand::From30To44),
            (1982, AgeBand::From30To44),
            (1981, AgeBand::From45To59),
            (1967, AgeBand::From45To59),
            (1966, AgeBand::From60To74),
            (1952, AgeBand::From60To74),
            (1951, AgeBand::From75),
            (1900, AgeBand::From75),
        ] {
            assert_eq!(band(born, 2026), expected, "{born}");
        }
    }

    #[test]
    fn an_address_becomes_a_municipality_and_a_street_never_does() {
        for (address, expected) in [
            ("Main Street 5, 12345 Exampleton", Some("Exampleton")),
            ("Main Street 5\n12345 New Exampleton", Some("New Exampleton")),
            ("5 Rue de la Paix; 75002 Paris", Some("Paris")),
            ("Kerkstraat 1, 1017 AB Amsterdam", Some("Amsterdam")),
            ("Main Street 5", None),
            ("Main Street 5, 12345", None),
            ("12345", None),
            ("", None),
        ] {
            assert_eq!(municipality(address).as_deref(), expected, "{address}");
        }
    }
}
