//! The class of each field, printed in the SDL as `@access`.

#![expect(missing_docs, reason = "the directive macros make items without docs")]

use async_graphql::TypeDirective;
use entity::vocabulary::{AccessClass, Purpose};

/// Says how confidential a field is and for which purposes it may be read; none named means that no purpose is asked
/// for.
#[TypeDirective(location = "FieldDefinition", name = "access")]
pub fn access(
    #[graphql(desc = "Class of the field; the policies say who may read that class and when.")] class: AccessClass,
    #[graphql(desc = "Purposes that open the field; a request without one of them gets null.")] purposes: Option<
        Vec<Purpose>,
    >,
) {
}

/// Says how many entries a plain list can hold at most; it is short by nature and is not paged.
#[TypeDirective(location = "FieldDefinition", name = "list")]
pub fn list(#[graphql(desc = "Largest number of entries.")] max: i32) {}
