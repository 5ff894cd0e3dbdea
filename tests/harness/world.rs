//! Two agencies with a person of each role, made once for each database system and copied for each test.

use std::{collections::BTreeMap, sync::Arc};

use entity::{set::Member, vocabulary::TenantRole};
use serde_json::json;
use tokio::sync::OnceCell;

use crate::{
    app::App,
    database::{Database, Kind},
    product,
};

/// Everybody's password.
pub const PASSWORD: &str = "kettle orchard 41 harbour";

/// The agencies of the world; nothing but their names differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Agency {
    /// Where most stories are told.
    Alpha,
    /// The neighbour, of whom nothing may be known.
    Beta,
}

impl Agency {
    /// Its short name.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Alpha => "alpha",
            Self::Beta => "beta",
        }
    }
}

/// A member of an agency.
#[derive(Clone, Debug)]
pub struct Person {
    /// The address that they sign in with.
    pub email: String,
    /// Their access token, good while the clock stands.
    pub token: String,
    /// The global id of their membership.
    pub membership: String,
}

/// Who is there.
#[derive(Default)]
pub struct World {
    founders: BTreeMap<Agency, Person>,
    people: BTreeMap<(Agency, TenantRole), Person>,
}

impl World {
    /// The person of an agency who has this role and no other.
    #[must_use]
    pub fn person(&self, agency: Agency, role: TenantRole) -> &Person {
        self.people
            .get(&(agency, role))
            .expect("there is a person of each role")
    }

    /// The first administrator of an agency, who has every role.
    #[must_use]
    pub fn founder(&self, agency: Agency) -> &Person {
        self.founders
            .get(&agency)
            .expect("each agency has a first administrator")
    }
}

/// A server over a copy of the world.
pub(crate) async fn app(kind: Kind) -> App {
    static WORLDS: [OnceCell<(Database, Arc<World>)>; 2] = [const { OnceCell::const_new() }; 2];
    let [sqlite, postgres] = &WORLDS;
    let template = match kind {
        Kind::Sqlite => sqlite,
        Kind::Postgres => postgres,
    };
    let (database, world) = template.get_or_init(|| Box::pin(made(kind))).await;
    App::over(database.copy().await, world.clone()).await
}

/// Makes the world by the ways that are open to operators and people: the command line's, and HTTP.
async fn made(kind: Kind) -> (Database, Arc<World>) {
    let mut world = World::default();
    let app = App::over(Database::fresh(kind).await, Arc::default()).await;
    for agency in [Agency::Alpha, Agency::Beta] {
        let email = format!("founder@{}.example.org", agency.slug());
        let secret = product::create_tenant(&app.database, &app.clock, agency.slug(), &email).await;
        let founder = accept(&app, &secret, email).await;
        for role in TenantRole::ALL {
            let name = role_name(*role);
            let email = format!(
                "{}@{}.example.org",
                name.to_lowercase().replace('_', "-"),
                agency.slug()
            );
            let input = json!({ "email": email, "roles": [name] });
            let invited = app
                .stranger()
                .bearing(&founder.token)
                .does("inviteMember", input, "invitationToken")
                .await
                .ok();
            let person = accept(&app, &invited.text("/inviteMember/invitationToken"), email).await;
            world.people.insert((agency, *role), person);
        }
        world.founders.insert(agency, founder);
    }
    (app.stop().await, Arc::new(world))
}

async fn accept(app: &App, secret: &str, email: String) -> Person {
    let (legal_name, _) = email.split_once('@').expect("it is an address");
    let input = json!({ "token": secret, "password": PASSWORD, "legalName": format!("Legal {legal_name}") });
    let selection = "membership { id } accessToken { value }";
    let accepted = app.stranger().does("acceptInvitation", input, selection).await.ok();
    Person {
        token: accepted.text("/acceptInvitation/accessToken/value"),
        membership: accepted.text("/acceptInvitation/membership/id"),
        email,
    }
}

/// The role as the schema spells it.
#[must_use]
pub fn role_name(role: TenantRole) -> String {
    async_graphql::InputType::to_value(&role).to_string()
}
