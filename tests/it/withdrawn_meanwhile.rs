//! A read that goes on while a consent is withdrawn.

use harness::{
    app::{App, NOW},
    contribution::published,
    database::Kind,
    project::Project,
    soon::eventually,
    story,
};
use sea_orm::ConnectionTrait as _;
use serde_json::json;

use crate::{
    consents::{gives, publishes_to},
    demand::blocked,
    recipients::{organisation, speaker},
};

const SHARE: &str = "SHARE_WITH_PARTNER";
const AUTHOR: &str = "query($id: ID!) { node(id: $id) { ... on Contribution {
    author { person { displayName } } phase { title } } } }";

/// On PostgreSQL alone, where somebody who reads can be held up.
#[test]
fn t67_a_read_that_began_before_a_consent_was_withdrawn_ends_with_its_time_and_tells_nothing() {
    story::tell(Kind::Postgres, async |app: App| {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let words = published(&project.society, &project.owner, &phase, "A crossing.").await;
        let wheels = organisation(&project.owner, "Wheels").await;
        let partner = speaker(&app, &project, &wheels, "FACILITATOR").await;
        let notice = publishes_to(&app, SHARE, false, NOW, &[&wheels]).await;
        gives(&project.society, SHARE, &notice, json!({ "recipient": wheels }))
            .await
            .ok();
        // Long before the database would give up by itself.
        let app = app.limited(&[("limits.seconds", "4")]).await;
        let (partner, member) = (partner.at(&app.url).reading_for(SHARE), project.society.at(&app.url));
        let asked = json!({ "id": words });
        let seen = partner.graphql(AUTHOR, asked.clone()).await.ok();
        assert_eq!(seen.data("/node/author/person/displayName"), "Legal member");

        let raw = app.database.raw().await;
        raw.execute_unprepared("BEGIN; LOCK TABLE phase IN ACCESS EXCLUSIVE MODE")
            .await
            .unwrap();
        let reads = tokio::spawn({
            let (partner, asked) = (partner.clone(), asked.clone());
            async move { partner.graphql(AUTHOR, asked).await }
        });
        eventually(async || blocked(&app.database).await >= 1).await;
        let back = json!({ "purpose": SHARE, "recipient": wheels });
        member.does("withdrawConsent", back, "consent { state }").await.ok();
        let read = reads.await.unwrap();
        assert_eq!((read.status, read.codes()), (503, vec!["UNAVAILABLE".to_owned()]));
        assert_eq!(read.body.get("data"), None);
        raw.execute_unprepared("ROLLBACK").await.unwrap();

        let seen = partner.graphql(AUTHOR, asked).await.ok();
        assert_eq!(
            seen.data("/node"),
            &json!({ "author": null, "phase": { "title": "CO_DESIGN" } })
        );
        assert_eq!(seen.redacted(), ["CONSENT_REQUIRED node.author"]);
    });
}
