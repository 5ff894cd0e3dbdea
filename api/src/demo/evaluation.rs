//! A project that went the whole way: what was asked for was delivered and judged, and the results are released.

use chrono::{Duration, SecondsFormat};
use serde_json::{Value as Json, json};

use super::{
    Result,
    open::{TO_ACTIVE, TO_COMPLETED, join, note_roles, part_of, say, who_joined},
    stage::{Scene, text},
    words::{Fate, KINDS, Said},
};

/// What is asked of everybody who took part.
const ASKED: [&str; 3] = ["CV-CI", "CV-DE", "KI-01"];

/// Who answers, and how, in the order of [`ASKED`]. Eight of society are enough for figures; those of the economy, each
/// in a role of their own, and of the state are not, and their groups are withheld.
const ANSWERS: &[(&str, &[Option<i32>])] = &[
    ("rosa", &[Some(2), Some(2), Some(5)]),
    ("ravi", &[Some(1), Some(1), Some(4)]),
    ("ruth", &[Some(2), Some(1), Some(4)]),
    ("remi", &[Some(1), Some(0), Some(3)]),
    ("rhys", &[Some(0), Some(1), Some(4)]),
    ("rana", &[Some(1), Some(2), Some(5)]),
    ("ryan", &[Some(-1), Some(-1), Some(2)]),
    ("rita", &[Some(1), None, Some(4)]),
    ("esme", &[Some(1), Some(1), Some(4)]),
    // As an assessor he judges as a user, whom the last is not asked of.
    ("ewan", &[Some(0), Some(1)]),
    ("enzo", &[Some(2), Some(1), Some(4)]),
    ("stanley", &[Some(1), Some(1), None]),
];

const STREET: &[(&str, &str)] = &[
    (
        "What the school run is like",
        "Families, shops and the office say what the problem is.",
    ),
    (
        "How the street could be",
        "Everybody proposes; the office says what becomes of each proposal.",
    ),
    (
        "The street, mornings and afternoons",
        "Volunteers, shops and the office close the street to cars twice a day.",
    ),
    ("Was it worth it", "All who took part judge the result together."),
];

const PROPOSED: &[(Said, Option<(&str, &str)>)] = &[
    (
        Said {
            by: "rosa",
            kind: "PROPOSAL",
            title: "Close the street at the bell",
            body: "No cars in the street for half an hour before and after school.",
            fate: Fate::Published,
            replies: &[("enzo", "We can deliver before eight, so this works for our shop.")],
            stands: [
                &["ravi", "ruth", "remi", "rana", "rita", "enzo"],
                &["ryan", "rhys", "esme", "ewan", "stanley"],
                &[],
            ],
        },
        Some(("ACCEPTED", "It costs little, and shops and families agree on it.")),
    ),
    (
        Said {
            by: "ravi",
            kind: "PROPOSAL",
            title: "A crossing with a light",
            body: "A light at the corner that turns green when a child waits.",
            fate: Fate::Published,
            replies: &[],
            stands: [&["rosa", "ruth"], &["ewan"], &[]],
        },
        Some((
            "PARTLY_ACCEPTED",
            "The corner gets a raised crossing; the light has to wait for the next budget.",
        )),
    ),
    (
        Said {
            by: "ryan",
            kind: "IDEA",
            title: "A second car park",
            body: "Make room for thirty cars behind the school.",
            fate: Fate::Published,
            replies: &[],
            stands: [&["ewan"], &["rosa", "rita"], &[]],
        },
        Some((
            "DECLINED",
            "It would bring more cars past the gate, which is what families asked to end.",
        )),
    ),
];

/// Tells the story from the first draft to the released results.
pub(super) async fn tell(scene: &mut Scene<'_>) -> Result<()> {
    let input = json!({
        "slug": "school-street", "title": "A school street for Mill Lane", "summary": "How should children get to school safely?",
        "visibility": "PUBLIC", "objectOfCocreation": "SERVICE", "joining": "OPEN",
    });
    let project = scene.makes("sofia", "createProject", "project", input).await?;
    let told = json!({ "problemStatement": "Two hundred children cross between cars that stop anywhere.",
                       "expectedResults": "A street that is safe when school begins and ends." });
    scene
        .moves("sofia", "updateProject", ("project", &project), told)
        .await?;
    scene.leads("sofia", ("project", &project), TO_ACTIVE).await?;
    join(scene, &project).await?;
    for (who, role) in [("stanley", "FACILITATOR"), ("enzo", "DELIVERER"), ("ewan", "ASSESSOR")] {
        let part = part_of(scene, who, &project).await?;
        scene
            .moves(
                "sofia",
                "grantProjectRole",
                ("participation", &part),
                json!({ "role": role }),
            )
            .await?;
    }
    let joined = who_joined(scene);
    note_roles(scene, &project, joined).await?;
    let mut phases = Vec::new();
    for (kind, (title, description)) in KINDS.iter().zip(STREET) {
        let input = json!({ "project": project, "type": kind, "title": title, "description": description });
        phases.push(scene.makes("sofia", "addPhase", "phase", input).await?);
    }
    let [commissioning, design, delivery, assessment] = phases.as_slice() else {
        return Ok(());
    };
    open(scene, commissioning).await?;
    scene.later(Duration::days(7));
    scene.leads("sofia", ("phase", commissioning), TO_COMPLETED).await?;
    let accepted = designed(scene, design).await?;
    delivered(scene, delivery, &accepted).await?;
    judged(scene, &project, assessment).await?;
    let steps = ["concludeProject", "completeProjectEvaluation"];
    scene.leads("sofia", ("project", &project), &steps).await
}

async fn open(scene: &mut Scene<'_>, phase: &str) -> Result<()> {
    scene.moves("sofia", "openPhase", ("phase", phase), json!({})).await
}

/// Co-design, until everybody knows what becomes of each proposal; answers with those that were accepted.
async fn designed(scene: &mut Scene<'_>, phase: &str) -> Result<Vec<String>> {
    open(scene, phase).await?;
    let (mut decided, mut accepted) = (Vec::new(), Vec::new());
    for (said, outcome) in PROPOSED {
        let id = say(scene, phase, said).await?;
        scene.later(Duration::days(3));
        if let Some((outcome, reason)) = outcome {
            if outcome.ends_with("ACCEPTED") {
                accepted.push(id.clone());
            }
            decided.push((id, json!({ "outcome": outcome, "reason": reason })));
        }
    }
    scene
        .leads("sofia", ("phase", phase), &["closePhase", "startPhaseReview"])
        .await?;
    for (id, outcome) in decided {
        scene
            .moves("stanley", "startContributionReview", ("contribution", &id), json!({}))
            .await?;
        scene
            .moves("stanley", "disposeContribution", ("contribution", &id), outcome)
            .await?;
    }
    scene.later(Duration::days(5));
    let rest = ["publishDispositions", "reportPhase", "completePhase"];
    scene.leads("sofia", ("phase", phase), &rest).await?;
    Ok(accepted)
}

/// Co-delivery, with an entry in its log.
async fn delivered(scene: &mut Scene<'_>, phase: &str, accepted: &[String]) -> Result<()> {
    open(scene, phase).await?;
    let entry = Said {
        by: "enzo",
        kind: "DELIVERY_LOG",
        title: "First week",
        body: "Barriers up on all five days, twice a day. One delivery came late and waited round the corner.",
        fate: Fate::Published,
        replies: &[],
        stands: [&[], &[], &[]],
    };
    say(scene, phase, &entry).await?;
    scene.later(Duration::days(30));
    for id in accepted {
        let done = json!({ "isImplemented": true });
        scene
            .moves("stanley", "recordImplementation", ("contribution", id), done)
            .await?;
    }
    scene.leads("sofia", ("phase", phase), TO_COMPLETED).await
}

/// Co-assessment: an evaluation looks back, closes on its day, and its results are released.
async fn judged(scene: &mut Scene<'_>, project: &str, phase: &str) -> Result<()> {
    open(scene, phase).await?;
    let catalogue = scene.asks(None, "{ criteria { id key } }", json!({})).await?;
    let known = catalogue.pointer("/criteria").and_then(Json::as_array);
    let id_of = |key: &str| {
        let found = known
            .into_iter()
            .flatten()
            .find(|criterion| criterion.get("key").is_some_and(|known| known == key));
        text(found.unwrap_or(&Json::Null), "/id")
    };
    let criteria: Vec<String> = ASKED.iter().map(|key| id_of(key)).collect::<Result<_>>()?;
    let ends = scene.now() + Duration::days(14);
    let input = json!({
        "project": project, "phase": phase, "title": "The school street after six weeks", "timing": "RETROSPECTIVE",
        "population": "Families, shops and staff who took part in the school street.", "criteria": criteria,
        "closesAt": ends.to_rfc3339_opts(SecondsFormat::Millis, true),
    });
    let evaluation = scene.makes("sofia", "createEvaluation", "evaluation", input).await?;
    scene
        .leads(
            "sofia",
            ("evaluation", &evaluation),
            &["lockEvaluation", "openEvaluation"],
        )
        .await?;
    for (who, scores) in ANSWERS {
        let answers: Vec<Json> = criteria
            .iter()
            .zip(*scores)
            .map(|(criterion, score)| {
                let answer = score.map_or_else(
                    || json!({ "nonAnswer": "DONT_KNOW" }),
                    |score| json!({ "score": score }),
                );
                json!({ "criterion": criterion, "answer": answer })
            })
            .collect();
        let input = json!({ "evaluation": evaluation, "answers": answers });
        scene.does(who, "submitAssessment", input, "evaluation { id }").await?;
    }
    scene.later(Duration::days(15));
    let steps = ["closeEvaluation", "computeEvaluation", "releaseEvaluation"];
    scene.leads("sofia", ("evaluation", &evaluation), &steps).await?;
    scene.leads("sofia", ("phase", phase), TO_COMPLETED).await
}
