//! How people are asked into a project, and what the one who asks learns by it: nothing but a yes.

use entity::vocabulary::TenantRole::{self, Administrator, Auditor, Member, Staff};
use harness::{
    actor::Actor,
    answer::Answer,
    app::App,
    database::column,
    on_both,
    project::Project,
    world::{
        Agency::{Alpha, Beta},
        PASSWORD,
    },
};
use serde_json::{Value, json};

const INVITED: &str = "invitation { id version state email sector expertise projectRoles tenantRoles project { id } organisation { name } } invitationToken";
const SHOWN: &str = "invitation { id version state }";
const PART: &str = "participation { id state sector expertise roles joinedVia organisation { name } }";
const OWN: &str = "{ viewer { invitations { totalCount nodes { id sector projectRoles project { id } } } } }";
const READ: &str = "query($id: ID!) { node(id: $id) { ... on Invitation { id version state email } } }";

on_both! {
    async fn a_member_is_asked_into_a_project_and_accepts_signed_in(app: App) {
        let project = Project::announced(&app).await;
        let owner = app.person(Alpha, Staff);
        let member = app.person(Alpha, Member);
        let invited = owner.administering().does("inviteParticipant", to(&app, &project, Member), INVITED).await.ok();
        let offer = invited.data("/inviteParticipant/invitation");
        assert_eq!((&offer["state"], &offer["sector"], &offer["expertise"]), (&json!("INVITED"), &json!("SOCIETY"), &json!("LAY")));
        assert_eq!((&offer["projectRoles"], &offer["tenantRoles"], &offer["project"]["id"]), (&json!(["PARTICIPANT"]), &json!(["MEMBER"]), &json!(project.id)));
        assert_eq!(offer["email"], json!(app.world.person(Alpha, Member).email));
        let id = invited.text("/inviteParticipant/invitation/id");
        let waiting = member.asks(OWN).await.ok();
        assert_eq!(waiting.data("/viewer/invitations/totalCount"), 1);
        assert_eq!(waiting.data("/viewer/invitations/nodes/0/id"), &json!(id));
        assert_eq!(owner.asks(OWN).await.ok().data("/viewer/invitations/totalCount"), 0);
        let accept = json!({ "invitation": id, "idempotencyKey": "k" });
        let accepted = member.does("acceptProjectInvitation", accept.clone(), PART).await.ok();
        let part = accepted.data("/acceptProjectInvitation/participation").clone();
        assert_eq!((&part["state"], &part["sector"], &part["joinedVia"], &part["roles"]),
                   (&json!("ACTIVE"), &json!("SOCIETY"), &json!("INVITATION"), &json!(["PARTICIPANT"])));
        let again = member.does("acceptProjectInvitation", accept, PART).await.ok();
        assert_eq!(again.data("/acceptProjectInvitation/participation"), &part);
        member.does("acceptProjectInvitation", json!({ "invitation": id }), PART).await.refused("INVITATION_INVALID");
        assert_eq!(member.asks(OWN).await.ok().data("/viewer/invitations/totalCount"), 0);
        let seen = owner.graphql(READ, json!({ "id": id })).await.ok();
        assert_eq!(seen.data("/node/state"), "ACCEPTED");
        let secret = invited.text("/inviteParticipant/invitationToken");
        accept_secret(&app, &secret, PASSWORD).await.refused("INVITATION_INVALID");
    }

    async fn t89_an_invitation_looks_the_same_whether_the_address_is_known_or_not(app: App) {
        let project = Project::announced(&app).await;
        let owner = app.person(Alpha, Staff);
        let mut told = Vec::new();
        for email in [app.world.person(Alpha, Member).email.clone(), app.world.person(Beta, Member).email.clone(), "nobody@example.org".to_owned()] {
            let mut input = to(&app, &project, Member);
            input["email"] = json!(email);
            let answer = owner.does("inviteParticipant", input, "invitation { state email tenantRoles projectRoles }").await.ok();
            told.push(answer.text.replace(&email, "x"));
        }
        assert_eq!(told[0], told[1]);
        assert_eq!(told[0], told[2]);
    }

    async fn t97_others_may_not_invite_and_nothing_is_stored(app: App) {
        let project = Project::active(&app).await;
        let before = count(&app, "invitation").await;
        let input = to(&app, &project, TenantRole::DataSteward);
        for who in [project.society.clone(), project.economy.clone(), app.founder(Alpha), app.visitor(Alpha)] {
            let refused = who.does("inviteParticipant", input.clone(), INVITED).await.refused("FORBIDDEN");
            assert_eq!(refused.data("/inviteParticipant"), &json!({ "invitation": null, "invitationToken": null }));
        }
        let theirs = app.founder(Beta).does("inviteParticipant", input.clone(), INVITED).await.refused("NOT_FOUND");
        let mut none = input.clone();
        none["project"] = json!("project_01h455vb4pex5vsknk084sn02q");
        assert_eq!(app.founder(Beta).does("inviteParticipant", none, INVITED).await.refused("NOT_FOUND").text, theirs.text);
        let owner = app.person(Alpha, Staff);
        for (field, value) in [("email", json!("nobody")), ("roles", json!([])), ("expiresAt", json!("2026-06-15T10:00:00Z")), ("expiresAt", json!("2027-06-15T10:00:00Z"))] {
            let mut bad = input.clone();
            bad[field] = value;
            let refused = owner.does("inviteParticipant", bad, INVITED).await.refused("BAD_INPUT");
            assert_eq!(refused.inputs(), [format!("input.{field}")]);
        }
        project.moves("cancelProject", json!({ "reason": "No money." })).await.ok();
        owner.does("inviteParticipant", input, INVITED).await.refused("INVALID_TRANSITION");
        assert_eq!(count(&app, "invitation").await, before);
    }

    async fn t96_a_facilitator_offers_no_more_than_their_reach_and_is_told_no_secret(app: App) {
        let project = Project::active(&app).await;
        grant(&project, &project.society, "FACILITATOR").await;
        let facilitator = project.society.clone();
        let mut input = to(&app, &project, TenantRole::DataSteward);
        input["roles"] = json!(["OWNER"]);
        let refused = facilitator.does("inviteParticipant", input.clone(), INVITED).await.refused("FORBIDDEN");
        assert_eq!(refused.inputs(), ["input.roles"]);
        input["roles"] = json!(["FACILITATOR", "PARTICIPANT"]);
        let invited = facilitator.administering().does("inviteParticipant", input, INVITED).await.ok();
        assert_eq!(invited.data("/inviteParticipant/invitation/projectRoles"), &json!(["FACILITATOR", "PARTICIPANT"]));
        assert_eq!(invited.data("/inviteParticipant/invitationToken"), &json!(null));
        assert_eq!(invited.redacted(), ["FIELD_FORBIDDEN inviteParticipant.invitationToken"]);
        let list = "{ tenant { invitations(filter: { states: [INVITED] }) { totalCount nodes { state } } } }";
        assert_eq!(facilitator.asks(list).await.ok().data("/tenant/invitations/totalCount"), 1);
        assert_eq!(app.person(Alpha, Administrator).asks(list).await.ok().data("/tenant/invitations/totalCount"), 1);
        let refused = project.economy.asks(list).await.ok();
        assert_eq!((refused.data("/tenant/invitations"), refused.redacted()), (&json!(null), vec!["FIELD_FORBIDDEN tenant.invitations".to_owned()]));
    }

    async fn t96_what_the_inviter_may_no_longer_give_comes_from_nobody_and_never_to_themselves(app: App) {
        let project = Project::active(&app).await;
        let part = grant(&project, &project.society, "FACILITATOR").await;
        let facilitator = project.society.clone();
        let mut offer = to(&app, &project, TenantRole::DataSteward);
        offer["roles"] = json!(["FACILITATOR"]);
        let special = facilitator.does("inviteParticipant", offer.clone(), INVITED).await.ok();
        let mut own = offer.clone();
        own["email"] = json!(app.world.person(Alpha, Member).email);
        let own = facilitator.does("inviteParticipant", own, INVITED).await.ok();
        offer["roles"] = json!(["PARTICIPANT"]);
        let plain = facilitator.does("inviteParticipant", offer, INVITED).await.ok();
        let id = |answer: &Answer| json!({ "invitation": answer.text("/inviteParticipant/invitation/id") });
        facilitator.does("acceptProjectInvitation", id(&own), PART).await.refused("FORBIDDEN");
        let mut revoke = part;
        revoke["role"] = json!("FACILITATOR");
        project.owner.does("revokeProjectRole", revoke, "participation { id }").await.ok();
        let steward = app.person(Alpha, TenantRole::DataSteward);
        let before = count(&app, "participation").await;
        steward.does("acceptProjectInvitation", id(&special), PART).await.refused("INVITATION_INVALID");
        assert_eq!(count(&app, "participation").await, before);
        let joined = steward.does("acceptProjectInvitation", id(&plain), PART).await.ok();
        assert_eq!(joined.data("/acceptProjectInvitation/participation/roles"), &json!(["PARTICIPANT"]));
        let mut second = to(&app, &project, TenantRole::DataSteward);
        second["roles"] = json!(["OWNER"]);
        let second = project.owner.does("inviteParticipant", second, INVITED).await.ok();
        steward.does("acceptProjectInvitation", id(&second), PART).await.refused("ALREADY_EXISTS");
    }

    async fn t90_an_invitation_is_taken_up_by_whom_it_was_made_for_alone(app: App) {
        let project = Project::active(&app).await;
        let invited = project.owner.does("inviteParticipant", to(&app, &project, TenantRole::DataSteward), INVITED).await.ok();
        let id = json!({ "invitation": invited.text("/inviteParticipant/invitation/id") });
        for verb in ["acceptProjectInvitation", "declineInvitation"] {
            let shown = if verb == "declineInvitation" { SHOWN } else { PART };
            project.society.does(verb, id.clone(), shown).await.refused("NOT_FOUND");
            app.visitor(Alpha).does(verb, id.clone(), shown).await.refused("NOT_FOUND");
            app.founder(Beta).does(verb, id.clone(), shown).await.refused("NOT_FOUND");
            app.founder(Alpha).does(verb, id.clone(), shown).await.refused("FORBIDDEN");
            project.owner.does(verb, id.clone(), shown).await.refused("FORBIDDEN");
        }
        app.clock.advance(chrono::Duration::days(14));
        let steward = app.stranger().signed_in(&app.world.person(Alpha, TenantRole::DataSteward).email).await;
        assert_eq!(steward.asks(OWN).await.ok().data("/viewer/invitations/totalCount"), 0);
        steward.does("acceptProjectInvitation", id.clone(), PART).await.refused("INVITATION_INVALID");
        steward.does("declineInvitation", id.clone(), SHOWN).await.refused("INVITATION_INVALID");
        let seen = steward.graphql(READ, json!({ "id": id["invitation"] })).await.ok();
        assert_eq!(seen.data("/node/state"), "EXPIRED");
    }

    async fn for_the_state_only_staff_accept(app: App) {
        let project = Project::active(&app).await;
        let mut input = to(&app, &project, TenantRole::DataSteward);
        input["sector"] = json!("STATE");
        let invited = project.owner.does("inviteParticipant", input, INVITED).await.ok();
        let id = json!({ "invitation": invited.text("/inviteParticipant/invitation/id") });
        let steward = app.person(Alpha, TenantRole::DataSteward);
        steward.does("acceptProjectInvitation", id.clone(), PART).await.refused("FORBIDDEN");
        accept_secret(&app, &invited.text("/inviteParticipant/invitationToken"), PASSWORD).await.refused("INVITATION_INVALID");
        give(&app, TenantRole::DataSteward, "STAFF").await;
        let joined = steward.does("acceptProjectInvitation", id, PART).await.ok();
        assert_eq!(joined.data("/acceptProjectInvitation/participation/sector"), "STATE");
    }

    async fn t89_one_that_was_declined_looks_to_the_inviter_like_one_that_waits(app: App) {
        let project = Project::announced(&app).await;
        let owner = app.person(Alpha, Staff);
        let one = owner.does("inviteParticipant", to(&app, &project, Member), INVITED).await.ok();
        let id = one.text("/inviteParticipant/invitation/id");
        let before = owner.graphql(READ, json!({ "id": id })).await.ok();
        let member = app.person(Alpha, Member);
        let events = count(&app, "event").await;
        let declined = member.does("declineInvitation", json!({ "invitation": id, "idempotencyKey": "n" }), SHOWN).await.ok();
        assert_eq!(declined.data("/declineInvitation/invitation/id"), &json!(id));
        member.does("declineInvitation", json!({ "invitation": id, "idempotencyKey": "n" }), SHOWN).await.ok();
        assert_eq!(count(&app, "event").await, events);
        assert_eq!(owner.graphql(READ, json!({ "id": id })).await.ok().text, before.text);
        let waiting = json!({ "id": project.id });
        let list = "query($id: ID!) { tenant { invitations(filter: { states: [INVITED], project: $id }) { totalCount } } }";
        assert_eq!(owner.graphql(list, waiting).await.ok().data("/tenant/invitations/totalCount"), 1);
        for unknown in ["project_01h455vb4pex5vsknk084sn02q", id.as_str(), "x"] {
            let refused = owner.graphql(list, json!({ "id": unknown })).await.refused("NOT_FOUND");
            assert_eq!(refused.inputs(), ["filter.project"], "{unknown}");
        }
        assert_eq!(member.asks(OWN).await.ok().data("/viewer/invitations/totalCount"), 0);
        member.does("declineInvitation", json!({ "invitation": id }), SHOWN).await.refused("INVITATION_INVALID");
        member.does("acceptProjectInvitation", json!({ "invitation": id }), PART).await.refused("INVITATION_INVALID");
        accept_secret(&app, &one.text("/inviteParticipant/invitationToken"), PASSWORD).await.refused("INVITATION_INVALID");
        let seen = json!({ "invitation": id, "version": before.text("/node/version") });
        let withdrawn = owner.does("withdrawInvitation", seen, SHOWN).await.ok();
        assert_eq!(withdrawn.data("/withdrawInvitation/invitation/state"), "WITHDRAWN");
    }

    async fn an_invitation_is_taken_back_by_who_could_have_made_it(app: App) {
        let project = Project::active(&app).await;
        let invited = project.owner.does("inviteParticipant", to(&app, &project, TenantRole::DataSteward), INVITED).await.ok();
        let part = |name: &str| invited.text(&format!("/inviteParticipant/invitation/{name}"));
        let seen = json!({ "invitation": part("id"), "version": part("version") });
        app.person(Alpha, TenantRole::DataSteward).does("withdrawInvitation", seen.clone(), SHOWN).await.refused("FORBIDDEN");
        project.society.does("withdrawInvitation", seen.clone(), SHOWN).await.refused("NOT_FOUND");
        app.founder(Beta).does("withdrawInvitation", seen.clone(), SHOWN).await.refused("NOT_FOUND");
        let mut old = seen.clone();
        old["version"] = json!("x");
        project.owner.does("withdrawInvitation", old, SHOWN).await.refused("CONFLICT");
        let withdrawn = app.person(Alpha, Administrator).does("withdrawInvitation", seen.clone(), SHOWN).await.ok();
        assert_eq!(withdrawn.data("/withdrawInvitation/invitation/state"), "WITHDRAWN");
        project.owner.does("withdrawInvitation", seen, SHOWN).await.refused("INVALID_TRANSITION");
        let id = json!({ "invitation": part("id") });
        app.person(Alpha, TenantRole::DataSteward).does("acceptProjectInvitation", id, PART).await.refused("INVITATION_INVALID");
        accept_secret(&app, &invited.text("/inviteParticipant/invitationToken"), PASSWORD).await.refused("INVITATION_INVALID");
    }

    async fn who_is_no_member_yet_comes_in_by_the_secret_into_agency_and_project(app: App) {
        let project = Project::announced(&app).await;
        let mut input = to(&app, &project, Member);
        input["email"] = json!("vera@example.org");
        let invited = app.person(Alpha, Staff).does("inviteParticipant", input, INVITED).await.ok();
        let accepted = accept_secret(&app, &invited.text("/inviteParticipant/invitationToken"), PASSWORD).await.ok();
        let part = accepted.data("/acceptInvitation/participation");
        assert_eq!((&part["state"], &part["joinedVia"], &part["sector"]), (&json!("ACTIVE"), &json!("INVITATION"), &json!("SOCIETY")));
        assert_eq!(accepted.data("/acceptInvitation/membership/roles"), &json!(["MEMBER"]));
    }

    async fn t90_a_members_secret_needs_the_members_password_and_lets_no_suspended_one_in(app: App) {
        let project = Project::announced(&app).await;
        let owner = app.person(Alpha, Staff);
        let secret = owner.does("inviteParticipant", to(&app, &project, Auditor), INVITED).await.ok().text("/inviteParticipant/invitationToken");
        let accounts = count(&app, "account").await;
        accept_secret(&app, &secret, "a new password that is long").await.refused("INVALID_CREDENTIALS");
        let membership = app.world.person(Alpha, Auditor).membership.clone();
        let version = "query($id: ID!) { node(id: $id) { ... on Membership { version } } }";
        let now = app.founder(Alpha).graphql(version, json!({ "id": membership })).await.ok();
        let suspend = json!({ "membership": membership, "version": now.text("/node/version"), "reason": "Away." });
        let suspended = app.founder(Alpha).does("suspendMembership", suspend, "membership { version }").await.ok();
        accept_secret(&app, &secret, PASSWORD).await.refused("INVALID_CREDENTIALS");
        let back = json!({ "membership": membership, "version": suspended.text("/suspendMembership/membership/version") });
        app.founder(Alpha).does("reinstateMembership", back, "membership { id }").await.ok();
        let accepted = accept_secret(&app, &secret, PASSWORD).await.ok();
        assert_eq!(accepted.data("/acceptInvitation/participation/joinedVia"), "INVITATION");
        assert_eq!(accepted.data("/acceptInvitation/membership/id"), &json!(membership));
        assert_eq!(count(&app, "account").await, accounts);
        assert_eq!(count(&app, "membership").await, 14);
    }

    async fn who_was_removed_comes_back_by_an_invitation_for_the_sector_of_then(app: App) {
        let project = Project::active(&app).await;
        let own = part_of(&project, &project.society).await;
        let mut remove = own.clone();
        remove["reason"] = json!("Enough.");
        project.owner.does("removeParticipation", remove, "participation { id }").await.ok();
        let mut other = to(&app, &project, Member);
        other["sector"] = json!("ECONOMY");
        let other = project.owner.does("inviteParticipant", other, INVITED).await.ok();
        let id = |answer: &Answer| json!({ "invitation": answer.text("/inviteParticipant/invitation/id") });
        project.society.does("acceptProjectInvitation", id(&other), PART).await.refused("PRECONDITION_UNMET");
        let same = project.owner.does("inviteParticipant", to(&app, &project, Member), INVITED).await.ok();
        let back = project.society.does("acceptProjectInvitation", id(&same), PART).await.ok();
        assert_eq!(back.data("/acceptProjectInvitation/participation/id"), &own["participation"]);
        assert_eq!(back.data("/acceptProjectInvitation/participation/joinedVia"), "INVITATION");
    }

    async fn an_invitation_names_a_verified_organisation_only(app: App) {
        let project = Project::announced(&app).await;
        let staff = app.person(Alpha, Staff);
        let made = staff.does("createOrganisation", json!({ "name": "Residents", "actorType": "NGO" }), "organisation { id version }").await.ok();
        let part = |name: &str| made.text(&format!("/createOrganisation/organisation/{name}"));
        let mut input = to(&app, &project, Member);
        input["organisation"] = json!(part("id"));
        staff.does("inviteParticipant", input.clone(), INVITED).await.refused("PRECONDITION_UNMET");
        staff.does("verifyOrganisation", json!({ "organisation": part("id"), "version": part("version") }), "organisation { id }").await.ok();
        let invited = staff.does("inviteParticipant", input, INVITED).await.ok();
        assert_eq!(invited.data("/inviteParticipant/invitation/organisation/name"), "Residents");
        let id = json!({ "invitation": invited.text("/inviteParticipant/invitation/id") });
        let joined = app.person(Alpha, Member).does("acceptProjectInvitation", id, PART).await.ok();
        assert_eq!(joined.data("/acceptProjectInvitation/participation/organisation/name"), "Residents");
    }
}

/// An invitation of the agency's person with this role, for society.
fn to(app: &App, project: &Project, role: TenantRole) -> Value {
    json!({ "project": project.id, "email": app.world.person(Alpha, role).email, "sector": "SOCIETY", "expertise": "LAY",
            "roles": ["PARTICIPANT"] })
}

async fn accept_secret(app: &App, secret: &str, password: &str) -> Answer {
    let input = json!({ "token": secret, "password": password, "legalName": "Vera Example" });
    let shown = "membership { id roles } participation { state joinedVia sector } accessToken { value }";
    app.stranger().does("acceptInvitation", input, shown).await
}

/// Somebody's own participation, as verbs name it.
async fn part_of(project: &Project, who: &Actor) -> Value {
    let own = "query($id: ID!) { node(id: $id) { ... on Project { viewerParticipation { id version } } } }";
    let own = who.graphql(own, json!({ "id": project.id })).await.ok();
    let part = own.data("/node/viewerParticipation");
    json!({ "participation": part["id"], "version": part["version"] })
}

/// Gives a participant a role; answers with their participation, as verbs name it.
async fn grant(project: &Project, who: &Actor, role: &str) -> Value {
    let mut input = part_of(project, who).await;
    input["role"] = json!(role);
    project
        .owner
        .does("grantProjectRole", input, "participation { id }")
        .await
        .ok();
    part_of(project, who).await
}

/// Gives the agency's person with this role another.
async fn give(app: &App, person: TenantRole, role: &str) {
    let membership = app.world.person(Alpha, person).membership.clone();
    let version = "query($id: ID!) { node(id: $id) { ... on Membership { version } } }";
    let now = app
        .founder(Alpha)
        .graphql(version, json!({ "id": membership }))
        .await
        .ok();
    let input = json!({ "membership": membership, "version": now.text("/node/version"), "role": role });
    app.founder(Alpha)
        .does("grantTenantRole", input, "membership { id }")
        .await
        .ok();
}

async fn count(app: &App, table: &str) -> i64 {
    column(&app.database.raw().await, &format!("SELECT count(*) FROM {table}")).await[0]
}
