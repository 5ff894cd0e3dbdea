//! A project with people of every sector in it, for stories that are told inside one.

use entity::vocabulary::TenantRole::{Auditor, Member, Staff};
use serde_json::{Value, json};

use crate::{actor::Actor, answer::Answer, app::App, world::Agency};

/// A public project of agency Alpha that anyone may join, and who takes part in it.
pub struct Project {
    /// Its global id.
    pub id: String,
    /// Its owner: staff of the agency, who takes part for the state, as a professional.
    pub owner: Actor,
    /// The auditor, who takes part for economy as a professional, once [`Project::joined`] was told.
    pub economy: Actor,
    /// The member, who takes part for society as a lay person, once [`Project::joined`] was told.
    pub society: Actor,
}

impl Project {
    /// An active one in which economy and society take part.
    pub async fn active(app: &App) -> Self {
        let project = Self::under_way(app, "PUBLIC").await;
        project.joined(&project.economy, "ECONOMY", "PROFESSIONAL").await;
        project.joined(&project.society, "SOCIETY", "LAY").await;
        project
    }

    /// An active one with this visibility, in which its owner alone takes part.
    pub async fn under_way(app: &App, visibility: &str) -> Self {
        let project = Self::draft(app, visibility).await;
        for verb in ["startProjectReadiness", "announceProject", "activateProject"] {
            project.moves(verb, json!({})).await.ok();
        }
        project
    }

    /// A public one that is announced, in which its owner alone takes part.
    pub async fn announced(app: &App) -> Self {
        let project = Self::draft(app, "PUBLIC").await;
        for verb in ["startProjectReadiness", "announceProject"] {
            project.moves(verb, json!({})).await.ok();
        }
        project
    }

    /// A draft with this visibility, in which its owner alone takes part.
    pub async fn draft(app: &App, visibility: &str) -> Self {
        let owner = app.person(Agency::Alpha, Staff);
        let input = json!({
            "title": "Safer ways to school", "summary": "How should children get to school safely?",
            "objectOfCocreation": "SERVICE", "visibility": visibility, "joining": "OPEN",
        });
        let made = owner.does("createProject", input, "project { id }").await.ok();
        Self {
            id: made.text("/createProject/project/id"),
            owner,
            economy: app.person(Agency::Alpha, Auditor),
            society: app.person(Agency::Alpha, Member),
        }
    }

    /// The same with everybody signed in anew, once the clock has moved past the end of their tokens.
    pub async fn again(&self, app: &App) -> Self {
        let signed_in = async |role| {
            let email = &app.world.person(Agency::Alpha, role).email;
            app.stranger().signed_in(email).await
        };
        Self {
            id: self.id.clone(),
            owner: signed_in(Staff).await,
            economy: signed_in(Auditor).await,
            society: signed_in(Member).await,
        }
    }

    /// Lets somebody join; answers with the global id of their participation.
    pub async fn joined(&self, who: &Actor, sector: &str, expertise: &str) -> String {
        let input = json!({ "project": self.id, "sector": sector, "expertise": expertise });
        let joined = who.does("joinProject", input, "participation { id }").await.ok();
        joined.text("/joinProject/participation/id")
    }

    /// Lets somebody join for society as a facilitator; answers with the global id of their participation.
    pub async fn facilitated_by(&self, who: &Actor) -> String {
        let joined = self.joined(who, "SOCIETY", "LAY").await;
        let seen = version(&self.owner, &joined).await;
        let grant = json!({ "participation": joined, "version": seen, "role": "FACILITATOR" });
        self.owner
            .does("grantProjectRole", grant, "participation { id }")
            .await
            .ok();
        joined
    }

    /// Has the owner call a mutation of the project, with its version of now and `more` of the input.
    pub async fn moves(&self, verb: &str, more: Value) -> Answer {
        let input = input("project", &self.id, &version(&self.owner, &self.id).await, more);
        self.owner.does(verb, input, "project { id version state }").await
    }

    /// Has the owner plan a phase of this kind, such as `CO_DESIGN`, with `more` of the input; answers with its id.
    pub async fn phase(&self, kind: &str, more: Value) -> String {
        let added = self.adds_phase(&self.owner, kind, more).await.ok();
        added.text("/addPhase/phase/id")
    }

    /// Has somebody plan a phase.
    pub async fn adds_phase(&self, who: &Actor, kind: &str, more: Value) -> Answer {
        let mut input = json!({ "project": self.id, "type": kind, "title": kind, "description": "What happens." });
        merge(&mut input, more);
        who.does("addPhase", input, PHASE).await
    }

    /// Has the owner call a mutation of a phase, with its version of now and `more` of the input.
    pub async fn moves_phase(&self, verb: &str, phase: &str, more: Value) -> Answer {
        self.has_moved_phase(&self.owner, verb, phase, more).await
    }

    /// The same by somebody else, who knows the version from the owner.
    pub async fn has_moved_phase(&self, who: &Actor, verb: &str, phase: &str, more: Value) -> Answer {
        let input = input("phase", phase, &version(&self.owner, phase).await, more);
        who.does(verb, input, PHASE).await
    }

    /// Plans and opens a phase of this kind; answers with its id.
    pub async fn open_phase(&self, kind: &str) -> String {
        let phase = self.phase(kind, json!({})).await;
        self.moves_phase("openPhase", &phase, json!({})).await.ok();
        phase
    }

    /// Leads an open phase through these verbs, one after the other.
    pub async fn leads(&self, phase: &str, verbs: &[&str]) {
        for verb in verbs {
            self.moves_phase(verb, phase, json!({})).await.ok();
        }
    }
}

/// From open to completed.
pub const TO_THE_END: &[&str] = &["closePhase", "startPhaseReview", "reportPhase", "completePhase"];

const PHASE: &str = "phase { id version type title position state stateReason eligibleSectors methods opensAt closesAt
    openedAt closedAt isBlindReview }";

/// The version of a project or a phase as somebody sees it now.
pub async fn version(reader: &Actor, id: &str) -> String {
    let query = "query($id: ID!) { node(id: $id) { ... on Project { version } ... on Phase { version }
        ... on Participation { version } } }";
    let seen = reader.graphql(query, json!({ "id": id })).await.ok();
    seen.text("/node/version")
}

fn input(noun: &str, id: &str, version: &str, more: Value) -> Value {
    let mut input = json!({ "version": version });
    merge(&mut input, json!({ noun: id }));
    merge(&mut input, more);
    input
}

fn merge(into: &mut Value, more: Value) {
    if let (Some(into), Value::Object(more)) = (into.as_object_mut(), more) {
        into.extend(more);
    }
}
