//! What is told of phases, projects, evaluations, stands and one's own requests.

use entity::vocabulary::TenantRole::{Administrator, Auditor, DataProtectionOfficer, DataSteward, Member};
use harness::{
    actor::Actor,
    app::{App, NOW},
    contribution::published,
    on_both,
    project::Project,
    socket::Socket,
    world::Agency::{Alpha, Beta},
};
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

use crate::judged::{Story, criterion};

async fn listening(who: &Actor, query: &str, project: &str) -> Socket {
    let mut socket = Socket::of(who).await;
    socket.listens("1", query, json!({ "project": project })).await;
    socket
}

on_both! {
    async fn the_steps_of_a_project_and_its_phases_are_told(app: App) {
        let project = Project::active(&app).await;
        let phases = "subscription($project: ID!) { phaseChanged(project: $project) { kind node { type state } } }";
        let projects = "subscription($project: ID!) { projectChanged(project: $project) { id kind node { state } } }";
        let mut of_phases = listening(&app.visitor(Alpha), phases, &project.id).await;
        let mut of_project = listening(&app.visitor(Alpha), projects, &project.id).await;
        // Each step is told before the next is taken, since what changes several times may be told once.
        let mut phase = String::new();
        for (verb, kind, state) in [("addPhase", "CREATED", "PLANNED"), ("openPhase", "CHANGED", "OPEN"), ("closePhase", "CHANGED", "CLOSED"),
                                    ("startPhaseReview", "CHANGED", "IN_REVIEW")] {
            if verb == "addPhase" {
                phase = project.phase("CO_DESIGN", json!({})).await;
            } else {
                project.leads(&phase, &[verb]).await;
            }
            let told = of_phases.answer("1").await;
            let expected = json!({ "kind": kind, "node": { "type": "CO_DESIGN", "state": state } });
            assert_eq!(told["data"]["phaseChanged"], expected);
        }
        project.moves("pauseProject", json!({ "reason": "The hall is closed." })).await.ok();
        let told = of_project.answer("1").await;
        let expected = json!({ "id": project.id, "kind": "CHANGED", "node": { "state": "PAUSED" } });
        assert_eq!(told["data"]["projectChanged"], expected);
        of_phases.is_silent().await;
        of_project.is_silent().await;
    }

    async fn what_became_of_many_at_once_says_to_read_again(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        published(&project.society, &project.owner, &phase, "One.").await;
        let query = "subscription($project: ID!) { contributionChanged(project: $project) { id kind node { id } } }";
        let mut socket = listening(&app.visitor(Alpha), query, &project.id).await;
        let again = json!({ "data": { "contributionChanged": { "id": null, "kind": "RESYNC", "node": null } } });
        for (verbs, why) in [(["closePhase"].as_slice(), "figures of stands were published"),
                             (["startPhaseReview", "publishDispositions"].as_slice(), "what became of them was")] {
            project.leads(&phase, verbs).await;
            assert_eq!(socket.answer("1").await, again, "{why}");
        }
        socket.is_silent().await;
    }

    async fn t74_neither_a_stand_nor_an_assessment_is_told_by_itself(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let id = published(&project.society, &project.owner, &phase, "One.").await;
        app.database.raw().await.execute_unprepared("UPDATE tenant SET disclosure_threshold = 3").await.unwrap();
        let query = "subscription($project: ID!) { contributionChanged(project: $project) {
            kind occurredAt node { stands { total { value } } } } }";
        let mut visitor = listening(&app.visitor(Alpha), query, &project.id).await;
        let mut owner = listening(&project.owner, query, &project.id).await;
        let mut people = vec![project.owner.clone(), project.economy.clone(), project.society.clone()];
        for role in [Administrator, DataSteward, DataProtectionOfficer] {
            let person = app.person(Alpha, role);
            project.joined(&person, "SOCIETY", "LAY").await;
            people.push(person);
        }
        app.clock.advance(chrono::Duration::minutes(7));
        let stands = ["AGREE", "DISAGREE", "AGREE", "PASS", "AGREE", "DISAGREE"];
        for (number, (person, stand)) in people.iter().zip(stands).enumerate() {
            let input = json!({ "contribution": id, "stand": stand });
            person.does("reactToContribution", input, "contribution { id }").await.ok();
            if number < 5 {
                owner.is_silent().await;
            }
        }
        for socket in [&mut visitor, &mut owner] {
            let told = socket.answer("1").await;
            let event = &told["data"]["contributionChanged"];
            assert_eq!(event["kind"], "CHANGED");
            assert_eq!(event["occurredAt"], "2026-06-15T10:00:00+00:00", "to the hour");
            assert_eq!(event["node"]["stands"]["total"]["value"], 6);
            socket.is_silent().await;
        }
    }

    async fn t73_who_listens_hears_of_no_answer_that_is_given_changed_or_taken_back(app: App) {
        let story = Story::collecting(&app, "CONCURRENT", &["UC-01"]).await;
        let gave = |score: i32| json!([{ "criterion": criterion("UC-01"), "answer": { "score": score } }]);
        for score in 1..=5 {
            let person = story.participant(&app, Some("SOCIETY"), "PARTICIPANT").await;
            story.answers(&person, gave(score)).await.ok();
        }
        let shown = "state version results { criteria { groups { sector relation figures { status n mean } } } }";
        let query = format!("subscription($project: ID!) {{ evaluationChanged(project: $project) {{ kind node {{ {shown} }} }} }}");
        let mut listeners = [
            listening(&app.visitor(Alpha), &query, &story.project).await,
            listening(&story.owner, &query, &story.project).await,
        ];
        let last = story.participant(&app, Some("SOCIETY"), "PARTICIPANT").await;
        let made = story.answers(&last, gave(2)).await.ok();
        story.answers(&last, gave(4)).await.ok();
        for listener in &mut listeners {
            listener.is_silent().await;
        }
        let closed = story.closed(&app).await;
        let computed = story.moves("computeEvaluation", &closed).await;
        story.moves("releaseEvaluation", &computed).await;
        let mut told = Value::Null;
        for listener in &mut listeners {
            // Closed, computed, released.
            for _ in 0..3 {
                told = listener.answer("1").await["data"]["evaluationChanged"]["node"].take();
            }
            assert_eq!(told["state"], "RELEASED");
            listener.is_silent().await;
        }
        // Figures that are out do not move when one of those behind them takes theirs back, nor is that told.
        let id = made.text("/submitAssessment/assessment/id");
        let own = last.graphql("query($id: ID!) { node(id: $id) { ... on Assessment { version } } }", json!({ "id": id })).await.ok();
        let back = json!({ "assessment": id, "version": own.text("/node/version") });
        last.does("withdrawAssessment", back, "evaluation { id }").await.ok();
        for listener in &mut listeners {
            listener.is_silent().await;
        }
        let read = format!("query($id: ID!) {{ evaluation(id: $id) {{ {shown} }} }}");
        for reader in [app.visitor(Alpha), story.owner.clone()] {
            let now = reader.graphql(&read, json!({ "id": story.id })).await.ok();
            assert_eq!(now.data("/evaluation/results"), &told["results"]);
        }
    }

    async fn an_evaluation_is_told_to_all_once_it_is_fixed_and_when_it_is_released(app: App) {
        let story = Story::draft(&app, "CONCURRENT", &["CV-DE"]).await;
        let query = "subscription($project: ID!) { evaluationChanged(project: $project) { id kind node { state } } }";
        let mut visitor = listening(&app.visitor(Alpha), query, &story.project).await;
        let mut version = story.version.clone();
        for (verb, kind, state) in [("lockEvaluation", "CREATED", "LOCKED"), ("openEvaluation", "CHANGED", "COLLECTING"),
                                    ("closeEvaluation", "CHANGED", "CLOSED")] {
            if verb == "closeEvaluation" {
                app.clock.advance(chrono::Duration::minutes(5));
            }
            version = story.moves(verb, &version).await;
            let told = visitor.answer("1").await;
            let expected = json!({ "id": story.id, "kind": kind, "node": { "state": state } });
            assert_eq!(told["data"]["evaluationChanged"], expected);
        }
        visitor.is_silent().await;
    }

    async fn ones_own_requests_are_told_and_nobody_elses(app: App) {
        let query = "subscription { dataSubjectRequestChanged { id kind node { state } } }";
        let mut sockets = Vec::new();
        for role in [Member, Auditor, DataSteward, DataProtectionOfficer] {
            let mut socket = Socket::of(&app.person(Alpha, role)).await;
            socket.listens("1", query, json!({})).await;
            sockets.push(socket);
        }
        let made = app.person(Alpha, Member).does("requestErasure", json!({}), "request { id version }").await.ok();
        let request = made.data("/requestErasure/request").clone();
        let told = sockets[0].answer("1").await;
        let expected = json!({ "id": request["id"], "kind": "CREATED", "node": { "state": "RECEIVED" } });
        assert_eq!(told["data"]["dataSubjectRequestChanged"], expected);
        for socket in &mut sockets {
            socket.is_silent().await;
        }
        let mut visitor = Socket::of(&app.visitor(Alpha)).await;
        visitor.subscribe("1", query, Value::Null).await;
        assert_eq!(visitor.refusal("1").await, ["UNAUTHENTICATED"]);
    }

    async fn what_an_erasure_takes_is_told_as_redacted_without_a_word_of_it(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let id = published(&project.society, &project.owner, &phase, "One of mine.").await;
        let query = "subscription($project: ID!) { contributionChanged(project: $project) { id kind occurredAt node { body byline { name } } } }";
        let mut visitor = listening(&app.visitor(Alpha), query, &project.id).await;
        app.clock.advance(chrono::Duration::minutes(7));
        crate::rights::erased(&app, &project.society).await;
        let told = visitor.answer("1").await;
        let expected = json!({ "id": id, "kind": "REDACTED", "occurredAt": "2026-06-15T10:00:00+00:00",
            "node": { "body": null, "byline": null } });
        assert_eq!(told["data"]["contributionChanged"], expected);
        visitor.is_silent().await;
    }

    async fn t16_the_events_of_every_agency_are_told_and_to_nobody_else(app: App) {
        let query = "subscription { dataSubjectRequestChanged { id cursor } }";
        let (alpha, beta) = (app.person(Alpha, Member), app.person(Beta, Member));
        let (mut one, mut other) = (Socket::of(&alpha).await, Socket::of(&beta).await);
        one.listens("1", query, json!({})).await;
        other.listens("1", query, json!({})).await;
        for (who, told, silent) in [(&alpha, 0, 1), (&beta, 1, 0)] {
            let made = who.does("requestErasure", json!({}), "request { id }").await.ok();
            let sockets = [&mut one, &mut other];
            let answer = sockets[told].answer("1").await;
            assert_eq!(answer["data"]["dataSubjectRequestChanged"]["id"], *made.data("/requestErasure/request/id"));
            sockets[silent].is_silent().await;
        }
    }

    async fn r22_t66_a_consent_that_is_withdrawn_between_two_events_counts_at_the_second(app: App) {
        let project = Project::active(&app).await;
        let (member, staff) = (&project.society, &project.owner);
        let made = staff.does("createOrganisation", json!({ "name": "Wheels", "actorType": "COMPANY" }), "organisation { id version }").await.ok();
        let wheels = made.data("/createOrganisation/organisation").clone();
        let seen = json!({ "organisation": wheels["id"], "version": wheels["version"] });
        staff.does("verifyOrganisation", seen, "organisation { id }").await.ok();
        let partner = app.person(Alpha, DataSteward);
        let offer = json!({ "project": project.id, "email": app.world.person(Alpha, DataSteward).email, "sector": "ECONOMY",
            "expertise": "PROFESSIONAL", "roles": ["PARTICIPANT", "FACILITATOR"], "organisation": wheels["id"] });
        let invited = staff.administering().does("inviteParticipant", offer, "invitation { id }").await.ok();
        let accept = json!({ "invitation": invited.text("/inviteParticipant/invitation/id") });
        partner.does("acceptProjectInvitation", accept, "participation { id }").await.ok();
        let notice = json!({ "purpose": "SHARE_WITH_PARTNER", "texts": [{ "language": "en", "text": "What we do." }],
            "recipients": [wheels["id"]], "retention": "P24M", "isMaterialChange": false, "takesEffectAt": NOW });
        let notice = partner.does("publishNotice", notice, "notice { id }").await.ok().text("/publishNotice/notice/id");
        let consent = json!({ "purpose": "SHARE_WITH_PARTNER", "notice": notice, "language": "en", "recipient": wheels["id"] });
        member.does("giveConsent", consent, "consent { state }").await.ok();

        let query = "subscription($project: ID!) { projectChanged(project: $project) { node { state
            participations { nodes { person { displayName } } } } } }";
        let mut socket = listening(&partner.reading_for("SHARE_WITH_PARTNER"), query, &project.id).await;
        project.moves("pauseProject", json!({ "reason": "The hall is closed." })).await.ok();
        let told = socket.answer("1").await;
        assert_eq!(told["data"]["projectChanged"]["node"]["state"], "PAUSED");
        assert!(told.to_string().contains("Legal member"), "{told}");
        let back = json!({ "purpose": "SHARE_WITH_PARTNER", "recipient": wheels["id"] });
        member.does("withdrawConsent", back, "consent { state }").await.ok();
        project.moves("resumeProject", json!({})).await.ok();
        let told = socket.answer("1").await;
        assert_eq!(told["data"]["projectChanged"]["node"]["state"], "ACTIVE");
        assert!(!told.to_string().contains("Legal member"), "{told}");
        assert!(told.to_string().contains("CONSENT_REQUIRED"), "{told}");
        // Each read was on record before its event left.
        let mine = member.asks("{ myDataAccess(first: 100) { nodes { purpose outcome fields } } }").await.ok();
        assert!(mine.text.contains(r#""purpose":"SHARE_WITH_PARTNER","outcome":"SHOWN""#), "{}", mine.text);
        assert!(mine.text.contains(r#""purpose":"SHARE_WITH_PARTNER","outcome":"REFUSED""#), "{}", mine.text);
    }
}
