//! Agencies are neighbours on one server: what people of one do takes nothing from those of another.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use entity::vocabulary::TenantRole::{Auditor, Member, Staff};
use harness::{
    actor::Actor,
    app::App,
    on_both,
    process::Process,
    world::{
        Agency::{Alpha, Beta},
        PASSWORD,
    },
};
use serde_json::json;

/// Costs 99, of the 5,000 that an agency has in a minute: what floods is answered at first and refused then.
const DEAR: &str = "{ projects(first: 98) { nodes { id } } }";
const WHO: &str = "{ viewer { kind } tenant { slug } }";

/// Fewer connections to the database than there are who want one, and more who ask at once than are all in all: nobody is to be
/// sent away because a machine is slow.
const OPTIONS: &[(&str, &str)] = &[
    ("TRIALOGUE_DATABASE__MAX_CONNECTIONS", "4"),
    ("TRIALOGUE_LIMITS__CONCURRENT", "16"),
    ("TRIALOGUE_LIMITS__COST", "100"),
    ("TRIALOGUE_LIMITS__CALLER_COST_PER_MINUTE", "5000"),
    ("TRIALOGUE_LIMITS__AGENCY_COST_PER_MINUTE", "5000"),
    ("TRIALOGUE_PROXIES", "127.0.0.1/32"),
];

/// Two places, and so few who wait for them that one agency fills its share of that. Budgets suffice.
const LITTLE_ROOM: &[(&str, &str)] = &[
    ("TRIALOGUE_LIMITS__CONCURRENT", "2"),
    ("TRIALOGUE_LIMITS__WAITING", "8"),
    ("TRIALOGUE_LIMITS__CALLER_COST_PER_MINUTE", "5000000"),
];

/// So many who are sent away are a crowd, and then it is over.
const CROWD: usize = 100;

/// So many answers are a flood, and then it is over.
const FLOOD: usize = 300;

/// Who floods: three people from two places each, and visitors from six.
const VISITORS: u8 = 6;

on_both! {
    async fn t129_while_one_agency_floods_the_other_is_answered_and_nothing_of_it_is_refused(app: App) {
        let world = Arc::clone(&app.world);
        let database = app.stop().await;
        let (server, _) = Process::serve_with(&database, OPTIONS);
        let from = |place: u8| server.stranger().with("x-forwarded-for", format!("192.0.2.{place}"));
        let mut flooding = Vec::new();
        for role in [Staff, Member, Auditor] {
            let person = signed_in(&from(1), "alpha", &world.person(Alpha, role).email).await;
            flooding.extend([person.clone(), person]);
        }
        flooding.extend((2..2 + VISITORS).map(|place| from(place).with("trialogue-tenant", "alpha")));
        let member = signed_in(&from(101), "beta", &world.person(Beta, Member).email).await;
        let visitor = from(102).with("trialogue-tenant", "beta");

        let answered = Arc::new(AtomicUsize::new(0));
        let flooding = flooding.into_iter().map(|who| tokio::spawn(floods(who, Arc::clone(&answered))));
        let flooding: Vec<_> = flooding.collect();
        while answered.load(Ordering::Relaxed) < FLOOD {
            are_answered(&member, &visitor).await;
        }
        let mut met = [0, 0];
        for flood in flooding {
            let [accepted, refused] = flood.await.expect("who floods is answered or refused");
            met = [met[0] + accepted, met[1] + refused];
        }
        let [accepted, refused] = met;
        assert!(accepted > 0 && refused > 0, "{accepted} were accepted, {refused} refused");
        // What the other has spent, they still have.
        member.asks(DEAR).await.ok();
        server.kill();
    }

    async fn t129_while_more_of_one_agency_come_than_may_wait_nobody_of_the_other_is_sent_away(app: App) {
        let world = Arc::clone(&app.world);
        let database = app.stop().await;
        let (server, _) = Process::serve_with(&database, LITTLE_ROOM);
        let stranger = server.stranger();
        let member = signed_in(&stranger, "beta", &world.person(Beta, Member).email).await;
        let staff = signed_in(&stranger, "alpha", &world.person(Alpha, Staff).email).await;
        let [visitor, visits] = ["beta", "alpha"].map(|agency| stranger.with("trialogue-tenant", agency));
        // Their agencies are known from then on to have visitors.
        are_answered(&member, &visitor).await;
        visits.asks(WHO).await.ok();

        let away = Arc::new(AtomicUsize::new(0));
        let crowd = (0..12).flat_map(|_| [staff.clone(), visits.clone()]);
        let crowd: Vec<_> = crowd.map(|who| tokio::spawn(crowds(who, Arc::clone(&away)))).collect();
        while away.load(Ordering::Relaxed) < CROWD {
            are_answered(&member, &visitor).await;
        }
        for one in crowd {
            one.await.expect("who crowds is answered or sent away");
        }
        server.kill();
    }
}

/// Those of the other agency ask.
async fn are_answered(member: &Actor, visitor: &Actor) {
    for (who, kind) in [(member, "PERSON"), (visitor, "VISITOR")] {
        let seen = who.asks(WHO).await.ok();
        let expected = json!({ "viewer": { "kind": kind }, "tenant": { "slug": "beta" } });
        assert_eq!(seen.body["data"], expected);
    }
}

/// Asks again and again until all together were sent away so often.
async fn crowds(who: Actor, away: Arc<AtomicUsize>) {
    while away.load(Ordering::Relaxed) < CROWD {
        let answer = who.asks(WHO).await;
        if answer.status == 200 {
            answer.ok();
        } else {
            let told = (answer.status, answer.codes());
            assert_eq!(told, (503, vec!["UNAVAILABLE".to_owned()]), "{}", answer.text);
            away.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// Asks again and again until all together were answered so often; how many were accepted, and how many refused since the agency
/// has spent what it may.
async fn floods(who: Actor, answered: Arc<AtomicUsize>) -> [usize; 2] {
    let [mut accepted, mut refused] = [0, 0];
    while answered.load(Ordering::Relaxed) < FLOOD {
        let answer = who.asks(DEAR).await;
        answered.fetch_add(1, Ordering::Relaxed);
        if answer.status == 200 {
            answer.ok();
            accepted += 1;
        } else {
            let told = (answer.status, answer.codes());
            assert_eq!(told, (429, vec!["RATE_LIMITED".to_owned()]), "{}", answer.text);
            refused += 1;
        }
    }
    [accepted, refused]
}

async fn signed_in(from: &Actor, tenant: &str, email: &str) -> Actor {
    let input = json!({ "tenant": tenant, "email": email, "password": PASSWORD });
    let answer = from.does("signIn", input, "accessToken { value }").await.ok();
    from.bearing(&answer.text("/signIn/accessToken/value"))
}
