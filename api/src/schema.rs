//! The GraphQL schema: the domains' queries and mutations, merged.

use std::sync::Arc;

use async_graphql::{MergedObject, MergedSubscription, SDLExportOptions, SchemaBuilder, ValidationMode};
use chrono::{DateTime, Utc};

use crate::{
    audit, client, consent, contribution, evaluation, exchange,
    identity::{self, Identity},
    insight, interest, node, organisation, participation, people, phase, privacy, profile, project, public_service,
    relay::{cost, directives},
    report, retention, tenancy, tenant_policy,
};

/// Where reading starts.
#[derive(Default, MergedObject)]
pub struct Query(
    identity::Queries,
    tenancy::Queries,
    node::Queries,
    project::Queries,
    client::Queries,
    insight::Queries,
    exchange::Queries,
    organisation::Queries,
    evaluation::Queries,
    public_service::Queries,
    privacy::Queries,
    audit::Queries,
    tenant_policy::Queries,
    retention::Queries,
    consent::Queries,
    participation::Queries,
);

/// What a viewer may do; each is one transaction, several in one document run one after another and fail alone.
#[derive(Default, MergedObject)]
pub struct Mutation(
    participation::Mutations,
    identity::Mutations,
    tenancy::Mutations,
    people::Mutations,
    project::Mutations,
    contribution::Mutations,
    evaluation::Mutations,
    phase::Mutations,
    contribution::ReactionMutations,
    client::Mutations,
    organisation::Mutations,
    public_service::Mutations,
    privacy::Mutations,
    tenant_policy::Mutations,
    retention::Mutations,
    consent::Mutations,
    profile::Mutations,
    interest::Mutations,
    report::Mutations,
);

/// What a viewer may listen to, over a WebSocket, as server-sent events or in parts over HTTP.
#[derive(Default, MergedSubscription)]
pub struct Subscription(
    contribution::Subscriptions,
    project::Subscriptions,
    phase::Subscriptions,
    evaluation::Subscriptions,
    privacy::Subscriptions,
);

/// The schema of the server.
pub type Schema = async_graphql::Schema<Query, Mutation, Subscription>;

fn builder() -> SchemaBuilder<Query, Mutation, Subscription> {
    // The library's own words are about its Rust types.
    Schema::build(Query::default(), Mutation::default(), Subscription::default())
        .override_output_type_description::<DateTime<Utc>>(
            "An instant with offset (RFC 3339), such as 2026-11-23T09:30:00Z; answers are in UTC.",
        )
}

/// The schema, ready to run documents that `http` has validated.
#[must_use]
pub fn schema(identity: Arc<Identity>) -> Schema {
    builder()
        .validation_mode(ValidationMode::Fast)
        .disable_suggestions()
        .data(identity)
        .finish()
}

/// The schema in its own language.
#[must_use]
pub fn sdl() -> String {
    let options = SDLExportOptions::new().include_specified_by();
    let lines = builder().finish().sdl_with_options(options);
    let mut text: String = lines.lines().flat_map(|line| [line.trim_end(), "\n"]).collect();
    while text.ends_with("\n\n") {
        text.pop();
    }
    directives::described(&cost::published(&text))
}
