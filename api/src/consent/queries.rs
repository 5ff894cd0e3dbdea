//! Where reading what an agency processes data for starts.

use async_graphql::{Context, Object};
use entity::vocabulary::AccessClass;

use super::purpose::{ProcessingPurpose, all};
use crate::relay::{
    access::{access, list},
    answer, operation,
};

/// The queries of this domain.
#[derive(Default)]
pub struct Queries;

#[Object(name = "ConsentQueries")]
impl Queries {
    /// What the tenant processes personal data for, with basis and notice; visitors read it too.
    #[graphql(directive = access::apply(AccessClass::Public, None), directive = list::apply(20))]
    async fn purposes(&self, ctx: &Context<'_>) -> Option<Vec<ProcessingPurpose>> {
        let found = async { all(operation(ctx)?).await };
        answer(ctx, None, found.await)
    }
}
