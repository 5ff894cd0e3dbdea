//! Organisations: who enters and checks them, and who reads what of them.

use entity::vocabulary::TenantRole::{self, Administrator, Member, Staff};
use harness::{
    app::App,
    database::column,
    on_both,
    world::Agency::{Alpha, Beta},
};
use serde_json::{Value, json};

const SHOWN: &str = "organisation { id version name actorType sector url isVerified revealsSpecialCategory }";
const LIST: &str = "query($filter: OrganisationFilter, $orderBy: OrganisationOrder!) {
    organisations(filter: $filter, orderBy: $orderBy) { totalCount nodes { name sector revealsSpecialCategory } } }";

on_both! {
    async fn staff_enter_an_organisation_and_its_sector_follows_from_its_kind(app: App) {
        let kinds = [("MINISTRY", "STATE"), ("PUBLIC_PROVIDER", "STATE"), ("SME", "ECONOMY"), ("CONTRACTOR", "ECONOMY"),
                     ("NGO", "SOCIETY"), ("UNIVERSITY", "SOCIETY")];
        for (kind, sector) in kinds {
            let made = app.person(Alpha, Staff).does("createOrganisation", new(kind, kind), SHOWN).await.ok();
            assert_eq!(made.data("/createOrganisation/organisation/sector"), sector);
            assert_eq!(made.data("/createOrganisation/organisation/isVerified"), false);
            assert_eq!(made.data("/createOrganisation/organisation/revealsSpecialCategory"), false);
        }
        let list = json!({ "filter": { "sectors": ["STATE", "SOCIETY"] }, "orderBy": "NAME_DESC" });
        let names = app.visitor(Alpha).graphql(LIST, list).await.ok().data("/organisations").clone();
        assert_eq!(names["totalCount"], 4);
        assert_eq!(names["nodes"].as_array().unwrap().iter().map(|node| node["name"].clone()).collect::<Vec<_>>(),
                   ["UNIVERSITY", "PUBLIC_PROVIDER", "NGO", "MINISTRY"]);
    }

    async fn t97_others_may_not_and_nothing_is_stored(app: App) {
        for role in [Member, TenantRole::Auditor, TenantRole::DataSteward, TenantRole::DataProtectionOfficer] {
            let refused = app.person(Alpha, role).does("createOrganisation", new("Residents", "NGO"), SHOWN).await;
            refused.refused("FORBIDDEN");
        }
        app.visitor(Alpha).does("createOrganisation", new("Residents", "NGO"), SHOWN).await.refused("FORBIDDEN");
        assert_eq!(count(&app).await, 0);
        let made = make(&app).await;
        for verb in ["updateOrganisation", "verifyOrganisation"] {
            app.person(Alpha, Member).does(verb, made.clone(), SHOWN).await.refused("FORBIDDEN");
            app.visitor(Alpha).does(verb, made.clone(), SHOWN).await.refused("FORBIDDEN");
            let theirs = app.founder(Beta).does(verb, made.clone(), SHOWN).await.refused("NOT_FOUND");
            let mut none = made.clone();
            none["organisation"] = json!("organisation_01h455vb4pex5vsknk084sn02q");
            assert_eq!(app.founder(Beta).does(verb, none, SHOWN).await.refused("NOT_FOUND").text, theirs.text);
        }
        assert_eq!(versions(&app).await, [1]);
    }

    async fn an_organisation_is_verified_once_and_anew_under_a_new_name(app: App) {
        let mut seen = make(&app).await;
        let administrator = app.person(Alpha, Administrator);
        let verified = administrator.does("verifyOrganisation", seen.clone(), SHOWN).await.ok();
        assert_eq!(verified.data("/verifyOrganisation/organisation/isVerified"), true);
        administrator.does("verifyOrganisation", seen.clone(), SHOWN).await.refused("INVALID_TRANSITION");
        administrator.does("updateOrganisation", seen.clone(), SHOWN).await.refused("CONFLICT");
        seen["version"] = verified.data("/verifyOrganisation/organisation/version").clone();
        seen["url"] = json!("https://example.org/about");
        let changed = administrator.does("updateOrganisation", seen.clone(), SHOWN).await.ok();
        assert_eq!(changed.data("/updateOrganisation/organisation/isVerified"), true);
        assert_eq!(changed.data("/updateOrganisation/organisation/url"), "https://example.org/about");
        seen["version"] = changed.data("/updateOrganisation/organisation/version").clone();
        seen["name"] = json!("Hillside Residents");
        let renamed = administrator.does("updateOrganisation", seen, SHOWN).await.ok();
        assert_eq!(renamed.data("/updateOrganisation/organisation/isVerified"), false);
        assert_eq!(renamed.data("/updateOrganisation/organisation/name"), "Hillside Residents");
    }

    async fn a_name_is_there_once_in_an_agency_however_it_is_spelt(app: App) {
        make(&app).await;
        let staff = app.person(Alpha, Staff);
        let refused = staff.does("createOrganisation", new("RIVERSIDE residents", "NGO"), SHOWN).await.refused("ALREADY_EXISTS");
        assert_eq!(refused.inputs(), ["input.name"]);
        app.person(Beta, Staff).does("createOrganisation", new("Riverside Residents", "NGO"), SHOWN).await.ok();
        let other = staff.does("createOrganisation", new("Hillside", "NGO"), SHOWN).await.ok();
        let part = |name: &str| other.text(&format!("/createOrganisation/organisation/{name}"));
        let rename = json!({ "organisation": part("id"), "version": part("version"), "name": "riverside residents" });
        staff.does("updateOrganisation", rename, SHOWN).await.refused("ALREADY_EXISTS");
        let mut bad = new(" ", "NGO");
        bad["url"] = json!("javascript:alert(1)");
        let bad = staff.does("createOrganisation", bad, SHOWN).await;
        assert_eq!((bad.codes(), bad.inputs()), (vec!["BAD_INPUT".to_owned(); 2], vec!["input.name".to_owned(), "input.url".to_owned()]));
        assert_eq!(count(&app).await, 3);
    }

    async fn whether_belonging_tells_of_a_person_is_for_staff(app: App) {
        let mut patients = new("Patients", "COMMUNITY_GROUP");
        patients["revealsSpecialCategory"] = json!(true);
        app.person(Alpha, Staff).does("createOrganisation", patients, SHOWN).await.ok();
        let list = json!({ "filter": null, "orderBy": "CREATED_AT_ASC" });
        for (role, reads) in [(Staff, true), (Administrator, true), (TenantRole::DataSteward, true), (Member, false), (TenantRole::Auditor, false)] {
            let seen = app.person(Alpha, role).graphql(LIST, list.clone()).await.ok();
            let shown = if reads { json!(true) } else { json!(null) };
            assert_eq!(seen.data("/organisations/nodes/0/revealsSpecialCategory"), &shown, "{role:?}");
            let refused: &[&str] = if reads { &[] } else { &["FIELD_FORBIDDEN organisations.nodes[*].revealsSpecialCategory"] };
            assert_eq!(seen.redacted(), refused);
        }
        let neighbour = app.founder(Beta).graphql(LIST, list).await.ok();
        assert_eq!(neighbour.data("/organisations"), &json!({ "totalCount": 0, "nodes": [] }));
    }
}

fn new(name: &str, kind: &str) -> Value {
    json!({ "name": name, "actorType": kind })
}

/// An organisation of Alpha, as verbs name it.
async fn make(app: &App) -> Value {
    let input = new("Riverside Residents", "COMMUNITY_GROUP");
    let made = app
        .person(Alpha, Staff)
        .does("createOrganisation", input, SHOWN)
        .await
        .ok();
    let part = |name: &str| made.text(&format!("/createOrganisation/organisation/{name}"));
    json!({ "organisation": part("id"), "version": part("version") })
}

async fn count(app: &App) -> i64 {
    column(&app.database.raw().await, "SELECT count(*) FROM organisation").await[0]
}

async fn versions(app: &App) -> Vec<i64> {
    column(&app.database.raw().await, "SELECT version FROM organisation").await
}
