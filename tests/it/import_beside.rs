//! A conversation that goes on here: what people do in its phase beside what was imported.

use harness::{
    app::App,
    database::{literal, rows},
    on_both,
};
use uuid::Uuid;

use crate::import_polis::{all, export, imported};

on_both! {
    async fn what_people_do_in_the_phase_of_a_conversation_is_not_counted_as_imported(app: App) {
        let database = app.stop().await;
        // Of January 2100, since a month that is over moves by many people only.
        let statements = ["4103222400000,x,7,3,0,0,1,A statement", "4103308800000,x,8,3,0,0,0,Another"];
        let noted = "SELECT kind || ' ' || CAST(month AS TEXT) || ' ' || number || ' ' || people FROM activity ORDER BY 1";
        imported(&database, "stands", export(&statements, &["4103222400000,x,7,1,1"]).path());
        assert_eq!(all::<String>(&database, noted).await, ["CONTRIBUTION 2100-01-01 1 1", "REACTION 2100-01-01 1 1"]);

        // Somebody writes and takes a stand, and a moderator publishes what waited. What is noted of that is their own matter.
        let [part, words, stand] = [1, 2, 3].map(|id| literal(database.kind(), Uuid::from_u128(id)));
        let raw = database.raw().await;
        for sql in [
            format!("INSERT INTO participation (tenant_id, id, project_id, pseudonym, sector, expertise, roles, joined_via, state,
                         joined_on, version)
                     SELECT tenant_id, {part}, project_id, 'participant-here', 'SOCIETY', 'LAY', 8, 'OPEN_CALL', 'ACTIVE',
                         '2100-01-20', 1 FROM contribution WHERE import_key = '7'"),
            format!("INSERT INTO reaction (tenant_id, id, project_id, contribution_id, participation_id, stand, reacted_on)
                     SELECT tenant_id, {stand}, project_id, id, {part}, 'AGREE', '2100-01-20'
                     FROM contribution WHERE import_key = '7'"),
            format!("INSERT INTO contribution (tenant_id, id, project_id, phase_id, author_id, kind, state, body, language,
                         may_contain_special_category, thread_depth, created_at, submitted_at, published_at, updated_at,
                         agree_tally, disagree_tally, pass_tally, version)
                     SELECT tenant_id, {words}, project_id, phase_id, {part}, 'IDEA', 'PUBLISHED', 'A lamp.', 'en', false, 0,
                         created_at, created_at, created_at, created_at, 0, 0, 0, 1 FROM contribution WHERE import_key = '7'"),
            "UPDATE contribution SET state = 'PUBLISHED', published_at = (SELECT created_at FROM contribution WHERE import_key = '7')
             WHERE import_key = '8'".to_owned(),
        ] {
            rows(&raw, &sql).await.expect("the superuser may");
        }
        let votes = ["4103222400000,x,7,1,1", "4103222400000,x,7,2,0"];
        assert_eq!(imported(&database, "stands", export(&statements, &votes).path())["written"]["stands"], 1);
        assert_eq!(all::<String>(&database, noted).await, ["CONTRIBUTION 2100-01-01 1 1", "REACTION 2100-01-01 2 2"]);
        // Figures of all stands on a statement are one thing, and those of what was written here come with its phase.
        let tallies = "SELECT agree_tally || ' ' || pass_tally FROM contribution WHERE import_key = '7'";
        assert_eq!(all::<String>(&database, tallies).await, ["2 1"]);
        let unlooked = "SELECT body FROM contribution WHERE stands_published_at IS NULL";
        assert_eq!(all::<String>(&database, unlooked).await, ["A lamp."]);
    }
}
