//! What all mutations share: the claim of an idempotency key, and payloads.

use async_graphql::InputType;
use sha2::{Digest, Sha256};

use super::Faults;
use crate::{operation::Operation, store::Claim};

/// The claim of a call that came with an idempotency key. Of the input only a digest is kept, sealed because few inputs
/// are possible where somebody takes a stand or answers a question: whoever has the rows could try them all.
pub fn claim<I: InputType>(
    operation: &Operation,
    faults: &mut Faults,
    mutation: &'static str,
    key: Option<&str>,
    input: &I,
) -> Option<Claim> {
    let key = faults.optional("idempotencyKey", key, 1, 100)?;
    let digest = Sha256::digest(input.to_value().to_string());
    // Bound to who asks, or somebody with the rows could have the digests of all answers made, and compare.
    let actor = operation.known_actor();
    let tenant = actor.map(|actor| actor.tenant.uuid().to_string()).unwrap_or_default();
    let person = actor.and_then(crate::actor::Actor::person);
    let person = person
        .map(|person| person.membership.uuid().to_string())
        .unwrap_or_default();
    Some(Claim {
        mutation,
        key,
        input: operation
            .seal()
            .seal(&["idempotency", &tenant, &person, mutation], &digest),
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
