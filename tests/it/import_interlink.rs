//! Co-production processes of the INTERLINK project, imported as templates, and projects that start from them.

use std::{
    path::{Path, PathBuf},
    process::{Output, Stdio},
};

use entity::vocabulary::TenantRole::Staff;
use harness::{
    app::App,
    database::{Database, column},
    on_both,
    process::command,
    source::root,
    world::Agency::{Alpha, Beta},
};
use serde_json::{Value, json};

const TABLES: [(&str, i64); 4] = [
    ("project_template", 4),
    // 14 of the file, and one of assessment for each process.
    ("template_phase", 14 + 4),
    ("template_objective", 40),
    ("template_task", 109),
];

on_both! {
    async fn the_processes_become_templates_once(app: App) {
        let run = import(&app.database, "alpha", &schemas());
        assert_eq!(run.status.code(), Some(0), "{}", said(&run));
        assert_eq!(String::from_utf8_lossy(&run.stdout), "Read: 4 processes. Written: 4 templates; 0 were there already.\n");
        assert_eq!(counts(&app.database).await, TABLES.map(|(_, count)| count));
        let again = import(&app.database, "alpha", &schemas());
        assert_eq!(String::from_utf8_lossy(&again.stdout), "Read: 4 processes. Written: 0 templates; 4 were there already.\n");
        assert_eq!(counts(&app.database).await, TABLES.map(|(_, count)| count));

        let needed = column::<String>(&app.database.raw().await, "SELECT prerequisites FROM template_task").await;
        let needed = needed.iter().map(|list| serde_json::from_str::<Vec<String>>(list).unwrap().len());
        assert_eq!(needed.sum::<usize>(), 69);
    }

    async fn the_mark_that_some_programs_write_first_is_no_part_of_the_file(app: App) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("schemas.json");
        std::fs::write(&file, format!("\u{feff}{}", std::fs::read_to_string(schemas()).unwrap())).unwrap();
        let run = import(&app.database, "alpha", &file);
        assert_eq!(run.status.code(), Some(0), "{}", said(&run));
        assert_eq!(counts(&app.database).await, TABLES.map(|(_, count)| count));
    }

    async fn phases_stand_in_the_order_of_what_they_need_and_end_with_assessment(app: App) {
        import(&app.database, "alpha", &schemas());
        let query = r#"query { projectTemplates(orderBy: CREATED_AT_ASC) { totalCount nodes {
            title(language: "en") lv: title(language: "lv") first: title languages source
            phases { type title prerequisites { title } objectives { title(language: "es") prerequisites { title(language: "es") } } }
        } } }"#;
        let seen = app.visitor(Alpha).asks(query).await.ok();
        assert_eq!(seen.data("/projectTemplates/totalCount"), &json!(4));
        let templates = seen.data("/projectTemplates/nodes").as_array().unwrap();
        let hackathon = templates.iter().find(|template| template["title"] == "Hackathon creation process").unwrap();
        assert_eq!(hackathon["lv"], "Hakatona izveides process");
        assert_eq!(hackathon["first"], hackathon["title"]);
        assert_eq!(hackathon["languages"], json!(["en", "es", "it", "lv"]));
        assert!(hackathon["source"].as_str().unwrap().contains("Apache-2.0"));
        let phases: Vec<_> = hackathon["phases"].as_array().unwrap().iter()
            .map(|phase| (phase["type"].as_str().unwrap(), phase["title"].as_str().unwrap(), phase["prerequisites"][0]["title"].clone()))
            .collect();
        assert_eq!(phases, [
            ("CO_DESIGN", "Engage", Value::Null),
            ("CO_DESIGN", "Design", json!("Engage")),
            ("CO_DELIVERY", "Run", json!("Design")),
            ("CO_DELIVERY", "Exploit", json!("Run")),
            ("CO_ASSESSMENT", "Assess together", json!("Exploit")),
        ]);
        // Whatever is needed stands before what needs it, at every level.
        for phase in templates.iter().flat_map(|template| template["phases"].as_array().unwrap()) {
            let mut before: Vec<&Value> = Vec::new();
            for objective in phase["objectives"].as_array().unwrap() {
                let needed = objective["prerequisites"].as_array().unwrap();
                assert!(needed.iter().all(|needed| before.contains(&&needed["title"])), "{objective}");
                before.push(&objective["title"]);
            }
        }
    }

    async fn t34_each_part_is_found_by_its_id_and_by_its_agency_alone(app: App) {
        import(&app.database, "alpha", &schemas());
        let query = "{ projectTemplates(first: 1) { nodes { id phases { id objectives { id tasks { id } } } } } }";
        let seen = app.visitor(Alpha).asks(query).await.ok();
        let id = |place: &str| seen.text(&format!("/projectTemplates/nodes/0{place}"));
        let ids = [id("/id"), id("/phases/0/id"), id("/phases/0/objectives/0/id"), id("/phases/0/objectives/0/tasks/0/id")];
        let nodes = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }";
        let found = app.visitor(Alpha).graphql(nodes, json!({ "ids": ids })).await.ok();
        let types = ["ProjectTemplate", "TemplatePhase", "TemplateObjective", "TemplateTask"];
        for (place, (name, id)) in types.iter().zip(&ids).enumerate() {
            assert_eq!(found.data(&format!("/nodes/{place}")), &json!({ "__typename": name, "id": id }));
        }
        let other = app.founder(Beta).graphql(nodes, json!({ "ids": ids })).await.ok();
        assert_eq!(other.data("/nodes"), &json!([null, null, null, null]));
        assert_eq!(app.visitor(Beta).asks(query).await.ok().data("/projectTemplates/nodes"), &json!([]));
    }

    async fn a_project_starts_with_the_phases_of_its_template(app: App) {
        import(&app.database, "alpha", &schemas());
        let query = "{ projectTemplates { nodes { id title } } }";
        let seen = app.visitor(Alpha).asks(query).await.ok();
        let all = seen.data("/projectTemplates/nodes").as_array().unwrap();
        let hackathon = all.iter().find(|template| template["title"] == "Hackathon creation process").unwrap();
        let input = json!({ "title": "Skola", "summary": "Kā?", "objectOfCocreation": "SERVICE", "visibility": "PUBLIC",
                            "joining": "OPEN", "language": "lv", "template": hackathon["id"] });
        let made = app.person(Alpha, Staff).does("createProject", input.clone(), "project { state }").await.ok();
        assert_eq!(made.text("/createProject/project/state"), "DRAFT");
        let raw = app.database.raw().await;
        let phases = "SELECT position || ' ' || phase_type || ' ' || phase.state || ' ' || title FROM phase ORDER BY position";
        assert_eq!(column::<String>(&raw, phases).await, [
            "1 CO_DESIGN PLANNED Iesaistīties",
            "2 CO_DESIGN PLANNED Projektēšana",
            "3 CO_DELIVERY PLANNED Palaist",
            "4 CO_DELIVERY PLANNED Izmantojiet",
            "5 CO_ASSESSMENT PLANNED Izvērtēt kopā",
        ]);
        let origins = "SELECT count(*) FROM phase_origin JOIN template_phase ON template_phase.id = template_phase_id
                       JOIN phase ON phase.id = phase_id WHERE phase.position = template_phase.position";
        assert_eq!(column::<i64>(&raw, origins).await, [5]);
        assert_eq!(column::<i64>(&raw, "SELECT count(*) FROM project_origin").await, [1]);
        assert_eq!(column::<i64>(&raw, "SELECT count(*) FROM phase_state_change WHERE to_state = 'PLANNED'").await, [5]);

        // Each leads back to what it was made from, and what was planned by hand to nothing.
        let staff = app.person(Alpha, Staff);
        let mut by_hand = input.clone();
        by_hand.as_object_mut().unwrap().remove("template");
        by_hand["title"] = json!("Ar roku");
        staff.does("createProject", by_hand, "project { id }").await.ok();
        let back = "{ projects(orderBy: TITLE_DESC) { nodes { template { id }
            phases { nodes { title templatePhase { title(language: \"lv\") } } } } } }";
        let seen = staff.asks(back).await.ok();
        assert_eq!(seen.data("/projects/nodes/0/template/id"), &hackathon["id"]);
        assert_eq!(seen.data("/projects/nodes/1/template"), &json!(null));
        let phases = seen.data("/projects/nodes/0/phases/nodes").as_array().unwrap();
        assert_eq!(phases.len(), 5);
        for phase in phases {
            assert_eq!(phase["templatePhase"]["title"], phase["title"]);
        }
        for phase in seen.data("/projects/nodes/1/phases/nodes").as_array().unwrap() {
            assert_eq!(phase["templatePhase"], json!(null));
        }

        // What is not there and what is another agency's answer alike, and leave nothing.
        for template in [hackathon["id"].as_str().unwrap(), "template_01h455vb4pex5vsknk084sn02q", "x"] {
            let mut input = input.clone();
            input["template"] = json!(template);
            let refused = app.founder(Beta).does("createProject", input, "project { id }").await.refused("NOT_FOUND");
            assert_eq!(refused.inputs(), ["input.template"]);
        }
        assert_eq!(column::<i64>(&raw, "SELECT count(*) FROM project").await, [2]);
    }

    async fn a_circle_is_refused_with_its_members_and_nothing_is_written(app: App) {
        let phase = |id: &str, needs: &[&str]| {
            let needs: Vec<_> = needs.iter().map(|id| json!({ "item": id, "status": "finished" })).collect();
            json!({ "id": id, "name_translations": { "en": id }, "prerequisites": needs, "objectives": [] })
        };
        let process = |id: &str, phases: Vec<Value>| json!({ "id": id, "name_translations": { "en": id }, "phases": phases });
        let good = process("good", vec![phase("a", &[])]);
        let bad = process("bad", vec![phase("a", &[]), phase("b", &["a", "c"]), phase("c", &["b"]), phase("d", &["c"])]);
        let folder = tempfile::tempdir().unwrap();
        let refused = |content: String, what: &str| {
            let file = folder.path().join("schemas.json");
            std::fs::write(&file, content).unwrap();
            let run = import(&app.database, "alpha", &file);
            assert_eq!(run.status.code(), Some(1), "{}", said(&run));
            assert!(said(&run).contains(what), "{what}: {}", said(&run));
        };
        refused(json!([good, bad]).to_string(), "in `bad`: these need one another in a circle: b, c.");
        refused(json!([process("bad", vec![phase("a", &["z"])])]).to_string(), "`a` needs `z`");
        refused(json!([process("bad", vec![phase("a", &[]), phase("a", &[])])]).to_string(), "the same id");
        for phases in [json!([]), Value::Null] {
            let mut none = process("none", Vec::new());
            none["phases"] = phases.clone();
            if phases.is_null() {
                none.as_object_mut().unwrap().remove("phases");
            }
            refused(json!([good, none]).to_string(), "There is no phase in `none`");
        }
        refused("[{}]".to_owned(), "missing field `id`");
        refused("[\n{".to_owned(), "line 2");
        refused("[".repeat(100_000), "not a JSON array");
        let run = import(&app.database, "gamma", &schemas());
        assert_eq!(run.status.code(), Some(1));
        let run = import(&app.database, "alpha", Path::new("/nowhere/schemas.json"));
        assert_eq!(run.status.code(), Some(1));
        assert_eq!(counts(&app.database).await, [0, 0, 0, 0]);
    }

    async fn t23_a_key_that_no_process_has_is_refused_with_its_place_and_nothing_is_stored(app: App) {
        let text = std::fs::read_to_string(schemas()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("schemas.json");
        for key in ["tenantId", "state", "createdAt", "version", "sourceId"] {
            for place in ["/0", "/0/phases/0", "/0/phases/0/objectives/0/tasks/0"] {
                let mut told: Value = serde_json::from_str(&text).unwrap();
                let item = told.pointer_mut(place).unwrap();
                item[key] = json!("1");
                let sentence = format!("There is a key in `{}", item["id"].as_str().unwrap());
                std::fs::write(&file, told.to_string()).unwrap();
                let run = import(&app.database, "alpha", &file);
                assert_eq!(run.status.code(), Some(1), "{}", said(&run));
                assert!(said(&run).contains(&sentence), "{key} {place}: {}", said(&run));
            }
        }
        assert_eq!(counts(&app.database).await, [0, 0, 0, 0]);
    }
}

fn schemas() -> PathBuf {
    root().join("tests/data/interlink/schemas.json")
}

fn import(database: &Database, tenant: &str, file: &Path) -> Output {
    let mut call = command(database, database.url(), &["import", "interlink", "--tenant", tenant]);
    call.arg(file).stdout(Stdio::piped()).stderr(Stdio::piped());
    call.output().expect("the binary runs")
}

fn said(run: &Output) -> String {
    String::from_utf8_lossy(&run.stderr).into_owned()
}

async fn counts(database: &Database) -> [i64; 4] {
    let raw = database.raw().await;
    let mut counts = [0; 4];
    for (count, (table, _)) in counts.iter_mut().zip(TABLES) {
        *count = column::<i64>(&raw, &format!("SELECT count(*) FROM {table}")).await[0];
    }
    counts
}
