//! Which passwords are tried first: listed ones, repetitions, and runs along the alphabet or the keyboard.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::password::SHORTEST;

/// Fewer steps than this that do not follow from the one before, and the password is a pattern.
const LEAST_SURPRISES: usize = 5;

/// Rows of the keyboards that people here have.
const ROWS: [&str; 8] = [
    "qwertyuiop",
    "qwertzuiop",
    "azertyuiop",
    "asdfghjkl",
    "qsdfghjklm",
    "zxcvbnm",
    "yxcvbnm",
    "1234567890",
];

/// The listed passwords, and their cores: with other digits and signs around it, it is the same password.
static LISTED: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let lines = include_str!("common_passwords.txt")
        .lines()
        .filter(|line| !line.starts_with('#'));
    lines
        .flat_map(|line| [line, core(line)])
        .filter(|text| !text.is_empty())
        .collect()
});

/// Whether it is one that a guesser tries first.
pub(super) fn is_common(password: &str) -> bool {
    let password = password.to_lowercase();
    LISTED.contains(password.as_str())
        || LISTED.contains(core(&password))
        || is_repetition(&password)
        || surprises(&password) < LEAST_SURPRISES
}

fn core(password: &str) -> &str {
    password.trim_matches(|sign: char| !sign.is_alphabetic())
}

/// A password that is too short does not become better by repeating it.
fn is_repetition(password: &str) -> bool {
    let letters: Vec<char> = password.chars().collect();
    (1..SHORTEST.min(letters.len())).any(|period| {
        letters
            .iter()
            .zip(letters.iter().skip(period))
            .all(|(letter, later)| letter == later)
    })
}

/// How many characters do not follow from the one before: as itself, its neighbour in the alphabet or on a keyboard.
fn surprises(password: &str) -> usize {
    let pairs = password.chars().zip(password.chars().skip(1));
    password.chars().take(1).count() + pairs.filter(|(one, next)| !follows(*one, *next)).count()
}

fn follows(one: char, next: char) -> bool {
    u32::from(one).abs_diff(u32::from(next)) <= 1
        || ROWS.iter().any(|row| {
            let place = |sign| row.chars().position(|letter| letter == sign);
            matches!((place(one), place(next)), (Some(a), Some(b)) if a.abs_diff(b) == 1)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_holds_what_it_says() {
        let lines: Vec<&str> = include_str!("common_passwords.txt")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .collect();
        assert!(lines.len() >= 200, "{}", lines.len());
        for line in &lines {
            assert!(
                line.len() >= SHORTEST && *line == line.to_lowercase() && line.trim() == *line,
                "{line}"
            );
        }
        assert_eq!(lines.iter().collect::<HashSet<_>>().len(), lines.len());
    }

    #[test]
    fn what_is_tried_first_is_refused() {
        for password in [
            "password1234",
            "Password1234!",
            "PASSWORD-2026",
            "!!Administrator!!",
            "iloveyou2025",
            "correcthorsebatterystaple",
            "aaaaaaaaaaaa",
            "abababababab",
            "changeme changeme ",
            "Lantern7Lantern7",
            "123456789012",
            "0987654321098",
            "abcdefghijkl",
            "ABCDEF123456",
            "qwertzuiopasdf",
            "qwertyuiop12",
            "112233445566",
            "aaabbbcccddd",
            "passwort1234",
        ] {
            assert!(is_common(password), "{password}");
        }
    }

    #[test]
    fn what_is_not_is_accepted() {
        for password in [
            "river lantern mosaic tram",
            "understanding",
            "twelve chars",
            "Gr\u{fc}ne Laterne 41",
            "kT9#mVq2!xRz",
            "\u{6cb3}\u{6d41}\u{706f}\u{7b3c}\u{7535}\u{8f66}",
            "my password is long enough to keep",
        ] {
            assert!(!is_common(password), "{password}");
        }
    }
}
