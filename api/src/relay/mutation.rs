//! What all mutations share: the claim of an idempotency key, and payloads.

use async_graphql::InputType;
use sha2::{Digest, Sha256};

use super::Faults;
use crate::store::Claim;

/// The claim of a call that came with an idempotency key.
pub fn claim<I: InputType>(faults: &mut Faults, mutation: &'static str, key: Option<&str>, input: &I) -> Option<Claim> {
    let key = faults.optional("idempotencyKey", key, 1, 100)?;
    let digest = Sha256::digest(input.to_value().to_string());
    Some(Claim {
        mutation,
        key,
        input: digest
            .iter()
            .fold(String::new(), |text, byte| format!("{text}{byte:02x}")),
    })
}

/// Declares the payload of a mutation that answers with one object.
macro_rules! payload {
    ($Payload:ident, $mutation:literal, $field:ident: $Noun:ty, $what:literal) => {
        #[doc = concat!("What ", $mutation, " answers.")]
        #[derive(Debug, async_graphql::SimpleObject)]
        pub(crate) struct $Payload {
            #[doc = concat!("The ", $what, " as it is now, read with your rights; null when the mutation is refused.")]
            #[graphql(directive = $crate::relay::access::access::apply(entity::vocabulary::AccessClass::Public, None))]
            pub(crate) $field: Option<$Noun>,
        }
    };
}
