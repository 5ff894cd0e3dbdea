//! Global ids are TypeIDs: a prefix that names the type, and 26 characters of Crockford's base 32, in one spelling.

use async_graphql::ID;
use entity::id::{Id, Identified};
use uuid::Uuid;

use crate::error::{Refusal, Result};

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH: usize = 26;

/// The id of a row as the world outside sees it.
#[must_use]
pub fn global_id<E: Identified>(id: Id<E>) -> ID {
    ID(named(E::PREFIX, id.uuid()))
}

/// The same for a prefix that is known as text.
#[must_use]
pub fn named(prefix: &str, id: Uuid) -> String {
    let value = id.as_u128();
    let mut text = String::with_capacity(prefix.len() + 1 + LENGTH);
    text.push_str(prefix);
    text.push('_');
    for place in (0..LENGTH).rev() {
        let digit = usize::try_from((value >> (5 * place)) & 31).unwrap_or_default();
        text.push(ALPHABET.get(digit).copied().map_or('0', char::from));
    }
    text
}

/// The id of an `E`; `None` for any other spelling or type, whatever rows there are (T02).
#[must_use]
pub fn parse_id<E: Identified>(id: &ID) -> Option<Id<E>> {
    let (prefix, value) = split(id)?;
    (prefix == E::PREFIX).then(|| Id::from_uuid(value))
}

/// The id that `field` of a mutation's input names; any other spelling or type is the `NOT_FOUND` of no such row.
pub fn input_id<E: Identified>(id: &ID, field: &str) -> Result<Id<E>> {
    parse_id(id).ok_or_else(|| Refusal::not_found().at(&["input", field]).into())
}

/// The prefix of a well-formed id.
#[must_use]
pub fn prefix_of(id: &ID) -> Option<&str> {
    split(id).map(|(prefix, _)| prefix)
}

/// The prefix of a well-formed id, and its bare value.
#[must_use]
pub fn parts_of(id: &ID) -> Option<(&str, Uuid)> {
    split(id)
}

fn split(id: &ID) -> Option<(&str, Uuid)> {
    let (prefix, digits) = id.rsplit_once('_')?;
    if digits.len() != LENGTH {
        return None;
    }
    let mut value: u128 = 0;
    for (place, byte) in digits.bytes().enumerate() {
        let digit = ALPHABET.iter().position(|letter| *letter == byte)?;
        // 26 digits hold 130 bits: the first may not go past 7, or two spellings would name one id.
        if place == 0 && digit > 7 {
            return None;
        }
        value = (value << 5) | u128::try_from(digit).ok()?;
    }
    Some((prefix, Uuid::from_u128(value)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vector_of_the_specification_reads_and_writes() {
        let id = Uuid::from_u128(0x0188_9c89_df6b_7f1c_a388_91c5_0c33_2b1f);
        let text = named("project", id);
        let read = parse_id::<entity::project::Entity>(&ID(text.clone()));
        assert_eq!(read.map(Id::uuid), Some(id), "{text}");
        assert_eq!(
            named("prefix", Uuid::from_u128(0x0110_c853_1d09_52d8_d73e_1194_e95b_5f19)),
            "prefix_0123456789abcdefghjkmnpqrs"
        );
    }

    #[test]
    fn t02_any_other_spelling_is_refused() {
        let good = named("project", Uuid::from_u128(7));
        let bad = [
            good.to_uppercase(),
            good.replace("project", "person"),
            format!("{good}0"),
            good.replacen("_0", "_8", 1),
            good.replace('7', "l"),
            good.replace('_', "-"),
            String::new(),
        ];
        for text in bad {
            assert_eq!(parse_id::<entity::project::Entity>(&ID(text.clone())), None, "{text}");
        }
    }
}
