//! What people tell about themselves for statistics: each attribute by a consent of its own, and nobody else reads it.

use entity::vocabulary::TenantRole::{Administrator, Auditor, DataProtectionOfficer, DataSteward, Member, Staff};
use harness::{
    actor::Actor,
    answer::Answer,
    app::{App, NOW},
    database::column,
    on_both,
    world::Agency::{Alpha, Beta},
};
use serde_json::{Value, json};

use crate::consents::{gives, person_of, publishes};

const OWN: &str = "profile { version ageBand birthYear municipality postalAddress gender education hasDisability hasMigrationBackground }";
const ORDINARY: &str = "REPRESENTATIVENESS";
const SPECIAL: &str = "REPRESENTATIVENESS_SPECIAL";

/// Consents to tell these attributes, each alone.
async fn consents_to(app: &App, who: &Actor, attributes: &[&str]) {
    let (ordinary, special) = (
        publishes(app, ORDINARY, false, NOW).await,
        publishes(app, SPECIAL, false, NOW).await,
    );
    for attribute in attributes {
        let (purpose, notice) = if ["DISABILITY", "MIGRATION_BACKGROUND"].contains(attribute) {
            (SPECIAL, &special)
        } else {
            (ORDINARY, &ordinary)
        };
        gives(who, purpose, notice, json!({ "attribute": attribute }))
            .await
            .ok();
    }
}

/// What somebody told, as they read it.
async fn own(who: &Actor) -> Value {
    let seen = who.asks(&format!("{{ viewer {{ {OWN} }} }}")).await.ok();
    seen.data("/viewer/profile").clone()
}

/// What a reader gets of a person's profile.
async fn reads(reader: &Actor, person: &str) -> Answer {
    let query = format!("query($id: ID!) {{ node(id: $id) {{ ... on Person {{ {OWN} }} }} }}");
    reader.graphql(&query, json!({ "id": person })).await.ok()
}

async fn stored(app: &App) -> i64 {
    let raw = app.database.raw().await;
    let sql = "SELECT count(*) FROM participant_profile WHERE birth_year IS NOT NULL OR postal_address IS NOT NULL
        OR gender IS NOT NULL OR education IS NOT NULL OR has_disability IS NOT NULL OR has_migration_background IS NOT NULL";
    column::<i64>(&raw, sql).await[0]
}

on_both! {
    async fn each_attribute_is_told_by_its_own_consent_and_goes_with_it(app: App) {
        let member = app.person(Alpha, Member);
        assert_eq!(own(&member).await, json!(null));
        let all = json!({ "birthYear": 1984, "postalAddress": "Main Street 5, 12345 Exampleton", "gender": "DIVERSE",
                          "education": "HIGHER", "hasDisability": true, "hasMigrationBackground": false });
        let refused = member.does("updateMyProfile", all.clone(), OWN).await;
        assert_eq!(refused.codes(), vec!["CONSENT_REQUIRED"; 6]);
        assert_eq!(refused.inputs(), ["input.birthYear", "input.postalAddress", "input.gender", "input.education",
            "input.hasDisability", "input.hasMigrationBackground"]);
        consents_to(&app, &member, &["BIRTH_YEAR", "DISABILITY"]).await;
        let refused = member.does("updateMyProfile", all, OWN).await;
        assert_eq!((refused.codes().len(), stored(&app).await), (4, 0), "one consent is not four");
        let told = member.does("updateMyProfile", json!({ "birthYear": 1984, "hasDisability": true }), OWN).await.ok();
        let profile = told.data("/updateMyProfile/profile").clone();
        assert_eq!((&profile["ageBand"], &profile["birthYear"], &profile["hasDisability"], &profile["gender"]),
            (&json!("FROM_30_TO_44"), &json!(1984), &json!(true), &json!(null)));
        assert_eq!(own(&member).await, profile);
        member.does("updateMyProfile", json!({ "birthYear": 1985 }), OWN).await.refused("CONFLICT");
        for born in [1899, 2027] {
            member.does("updateMyProfile", json!({ "birthYear": born, "version": profile["version"] }), OWN).await.refused("BAD_INPUT");
        }
        // The consent goes, and the value with it; the other stays.
        let withdrawn = json!({ "purpose": SPECIAL, "attribute": "DISABILITY" });
        member.does("withdrawConsent", withdrawn, "consent { state }").await.ok();
        let now = own(&member).await;
        assert_eq!((&now["hasDisability"], &now["birthYear"]), (&json!(null), &json!(1984)));
        let raw = app.database.raw().await;
        assert_eq!(column::<i64>(&raw, "SELECT count(*) FROM participant_profile WHERE has_disability IS NOT NULL").await, [0]);
        let again = json!({ "hasDisability": true, "version": now["version"] });
        member.does("updateMyProfile", again, OWN).await.refused("CONSENT_REQUIRED");
        let clear = json!({ "version": now["version"], "attributes": ["BIRTH_YEAR"] });
        let cleared = member.does("clearMyProfile", clear.clone(), OWN).await.ok();
        assert_eq!((cleared.data("/clearMyProfile/profile/ageBand"), stored(&app).await), (&json!(null), 0));
        member.does("clearMyProfile", clear, OWN).await.refused("CONFLICT");
        for nobody in [app.visitor(Alpha), app.stranger().with("trialogue-tenant", "beta")] {
            nobody.does("updateMyProfile", json!({ "birthYear": 1984 }), OWN).await.refused("FORBIDDEN");
            let clear = json!({ "version": "x", "attributes": ["BIRTH_YEAR"] });
            nobody.does("clearMyProfile", clear, OWN).await.refused("FORBIDDEN");
        }
        assert_eq!(stored(&app).await, 0, "nothing changed");
    }

    async fn nobody_else_reads_what_was_told_but_the_steward_a_band_with_consent(app: App) {
        let member = app.person(Alpha, Member);
        let id = person_of(&member).await;
        consents_to(&app, &member, &["BIRTH_YEAR", "POSTAL_ADDRESS", "GENDER", "DISABILITY"]).await;
        let told = json!({ "birthYear": 1984, "postalAddress": "Main Street 5, 12345 Exampleton", "gender": "FEMALE", "hasDisability": true });
        member.does("updateMyProfile", told, OWN).await.ok();
        let steward = app.person(Alpha, DataSteward).reading_for(ORDINARY);
        let seen = reads(&steward, &id).await;
        let profile = seen.data("/node/profile");
        assert_eq!((&profile["ageBand"], &profile["municipality"]), (&json!("FROM_30_TO_44"), &json!("Exampleton")));
        for field in ["birthYear", "postalAddress", "gender", "education", "hasDisability", "hasMigrationBackground"] {
            assert_eq!(profile[field], json!(null), "{field}");
            assert!(seen.redacted().contains(&format!("AGGREGATE_ONLY node.profile.{field}")), "{:?}", seen.redacted());
        }
        // Of who told nothing it looks as of who did not consent (T36).
        let other = reads(&steward, &person_of(&app.person(Alpha, Auditor)).await).await;
        assert!(other.data("/node/profile").is_object());
        for field in ["ageBand", "municipality"] {
            assert!(other.redacted().contains(&format!("CONSENT_REQUIRED node.profile.{field}")), "{:?}", other.redacted());
        }
        member.does("withdrawConsent", json!({ "purpose": ORDINARY, "attribute": "BIRTH_YEAR" }), "consent { state }").await.ok();
        let seen = reads(&steward, &id).await;
        assert_eq!((&seen.data("/node/profile")["ageBand"], &seen.data("/node/profile")["municipality"]), (&json!(null), &json!("Exampleton")));
        assert!(seen.redacted().contains(&"CONSENT_REQUIRED node.profile.ageBand".to_owned()));
        let none = reads(&app.person(Alpha, DataSteward), &id).await;
        assert_eq!(none.redacted(), ["PURPOSE_REQUIRED node.profile"]);
        let none = reads(&app.person(Alpha, DataSteward).administering(), &id).await;
        assert_eq!(none.redacted(), ["PURPOSE_NOT_PERMITTED node.profile"]);
        for reader in [app.person(Alpha, Staff), app.person(Alpha, Administrator), app.person(Alpha, DataProtectionOfficer), app.person(Alpha, Auditor)] {
            for purpose in [ORDINARY, SPECIAL] {
                let seen = reads(&reader.reading_for(purpose), &id).await;
                assert_eq!((seen.data("/node/profile"), seen.redacted()), (&json!(null), vec!["AGGREGATE_ONLY node.profile".to_owned()]));
            }
        }
        assert_eq!(reads(&app.founder(Beta).reading_for(ORDINARY), &id).await.data("/node"), &json!(null));
    }

    async fn t68_a_stale_consent_tells_the_person_so_and_stores_nothing_new(app: App) {
        let member = app.person(Alpha, Member);
        consents_to(&app, &member, &["BIRTH_YEAR"]).await;
        let told = member.does("updateMyProfile", json!({ "birthYear": 1984 }), OWN).await.ok();
        let version = told.text("/updateMyProfile/profile/version");
        publishes(&app, ORDINARY, true, NOW).await;
        let change = json!({ "birthYear": 1985, "version": version });
        member.does("updateMyProfile", change, OWN).await.refused("CONSENT_STALE");
        let id = person_of(&member).await;
        let steward = reads(&app.person(Alpha, DataSteward).reading_for(ORDINARY), &id).await;
        assert!(steward.redacted().contains(&"CONSENT_STALE node.profile.ageBand".to_owned()), "{:?}", steward.redacted());
        assert_eq!(own(&member).await["birthYear"], 1984, "what was told under the old notice stays the person's to read");
    }
}
