//! A project at a server that is a process of its own, for stories that choose its options.

use std::sync::Arc;

use entity::vocabulary::TenantRole;

use crate::{
    actor::Actor,
    app::App,
    database::Kind,
    process::Process,
    project::Project,
    story::Fixture as _,
    world::{Agency::Alpha, World},
};

/// The server, what is there, and who speaks to it.
pub struct Served<const N: usize> {
    /// The server.
    pub server: Process,
    /// Who is there.
    pub world: Arc<World>,
    /// The global id of an active project.
    pub project: String,
    /// That of a phase of it that is open for contributions.
    pub phase: String,
    /// The people of agency Alpha with the roles that were asked for, signed in.
    pub people: [Actor; N],
}

impl<const N: usize> Served<N> {
    /// A server with these options as variables of the environment.
    pub async fn to(roles: [TenantRole; N], options: &[(&str, &str)]) -> Self {
        let app = App::fresh(Kind::Sqlite).await;
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let world = Arc::clone(&app.world);
        let (server, _) = Process::serve_with(&app.stop().await, options);
        let mut people = Vec::new();
        for role in roles {
            let email = &world.person(Alpha, role).email;
            people.push(server.stranger().signed_in(email).await);
        }
        let Ok(people) = <[Actor; N]>::try_from(people) else {
            panic!("as many as there are roles")
        };
        Self {
            server,
            world,
            project: project.id,
            phase,
            people,
        }
    }
}
