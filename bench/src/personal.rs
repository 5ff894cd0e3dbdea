//! What it costs that a field is personal: the same documents over the same rows, once where a moderator reads what waits,
//! so that each text is decided for a purpose and goes on record, and once where everybody may read it.

use std::{
    fmt::Write as _,
    io::Write as _,
    time::{Duration, Instant},
};

use harness::database::{Database, Kind, column, literal};
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};
use trialogue::relay::global_id;
use uuid::Uuid;

use crate::{
    aims::Aims,
    drive::{self, drive},
    fault::Result,
    items::{Requests, post},
    measure::cluster,
    plan::{self, Size, VIEWERS},
    process::{cluster_time, peak_memory, processor_time},
    seed,
    target::{self, Target},
};

/// A document, and by how much reading what is personal may cost more.
struct Item {
    name: &'static str,
    document: &'static str,
    /// Personal fields of one answer.
    fields: usize,
    requests: u32,
    aim: f64,
}

const ITEMS: [Item; 2] = [
    Item {
        name: "point",
        document: "query Point($id: ID!) { node(id: $id) { ... on Contribution { id state body } } }",
        fields: 1,
        requests: 3000,
        aim: 1.40,
    },
    Item {
        name: "levels",
        document: "query Levels($state: ContributionState!) { projects(first: 10) { nodes { id title phases(first: 3) { \
                   nodes { id title contributions(first: 10, filter: { states: [$state] }) { nodes { id state body } } } } } } }",
        fields: 300,
        requests: 450,
        aim: 1.25,
    },
];

const ROUNDS: u32 = 5;

/// Whether a text waits, so that it is personal, or is out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Text {
    Personal,
    Public,
}

impl Text {
    const BOTH: [Self; 2] = [Self::Personal, Self::Public];

    const fn state(self) -> &'static str {
        match self {
            Self::Personal => "SUBMITTED",
            Self::Public => "PUBLISHED",
        }
    }
}

/// Measures both on one database or the other, with as many rows.
pub(crate) async fn measure(kinds: &[Kind], size: Size) -> Result<Aims> {
    let mut aims = Aims::default();
    for kind in kinds {
        let database = seed::database(*kind, size).await?;
        let rows = Rows::prepare(&database, size.agencies).await?;
        let bench = Bench {
            cluster: cluster(*kind).await,
            requests: Requests::new(size)?,
            server: Target::start(target::server(&database)?)?,
            agencies: size.agencies,
            rows,
        };
        let table = bench.run(&format!("{kind:?}"), &mut aims).await?;
        write!(std::io::stdout(), "\n{kind:?}, {} agencies:\n\n{table}", size.agencies)?;
    }
    Ok(aims)
}

/// Contributions of each agency whose texts wait, and some whose texts are out.
struct Rows {
    waiting: Vec<Vec<Uuid>>,
    out: Vec<Vec<Uuid>>,
}

impl Rows {
    /// Half of all contributions wait, and the first viewer of each agency runs all of its projects.
    async fn prepare(database: &Database, agencies: u32) -> Result<Self> {
        let (raw, kind) = (database.raw().await, database.kind());
        let half = match kind {
            Kind::Postgres => "get_byte(uuid_send(id), 15) < 128",
            Kind::Sqlite => "substr(id, 16) < x'80'",
        };
        let sql = format!(
            "UPDATE contribution SET state = CASE WHEN {half} THEN 'SUBMITTED' ELSE 'PUBLISHED' END,
             published_at = CASE WHEN {half} THEN NULL ELSE submitted_at END"
        );
        raw.execute_unprepared(&sql).await?;
        let mut rows = Self {
            waiting: Vec::new(),
            out: Vec::new(),
        };
        for agency in 0..agencies {
            let person = |number| literal(kind, plan::blind("person", &[agency, number]));
            let others: Vec<_> = (0..VIEWERS).map(person).collect();
            let (first, others) = (person(0), others.join(", "));
            let owns = format!("UPDATE participation SET roles = 1, person_id = {first} WHERE person_id IN ({others})");
            raw.execute_unprepared(&owns).await?;
            let tenant = literal(kind, plan::tenant(agency));
            let of = async |text: Text| {
                let state = text.state();
                let sql =
                    format!("SELECT id FROM contribution WHERE tenant_id = {tenant} AND state = '{state}' LIMIT 500");
                column(&raw, &sql).await
            };
            rows.waiting.push(of(Text::Personal).await);
            rows.out.push(of(Text::Public).await);
        }
        if kind == Kind::Postgres {
            raw.execute_unprepared("VACUUM ANALYZE").await?;
        }
        Ok(rows)
    }

    fn of(&self, text: Text, agency: u32, turn: u32) -> Option<Uuid> {
        let rows = match text {
            Text::Personal => &self.waiting,
            Text::Public => &self.out,
        };
        let rows = rows.get(usize::try_from(agency).ok()?)?;
        let place = usize::try_from(turn).ok()?.checked_rem(rows.len())?;
        rows.get(place).copied()
    }
}

struct Bench {
    /// The folder of the cluster.
    cluster: Option<std::path::PathBuf>,
    requests: Requests,
    server: Target,
    agencies: u32,
    rows: Rows,
}

impl Bench {
    async fn run(&self, kind: &str, aims: &mut Aims) -> Result<String> {
        let mut table = String::new();
        writeln!(
            table,
            "| item | personal fields | CPU s of 1000: public | personal | ratio | aim |"
        )?;
        writeln!(table, "|---|---|---|---|---|---|")?;
        for item in &ITEMS {
            for text in Text::BOTH {
                self.check(item, text).await?;
            }
            let mut all = Vec::new();
            for round in 0..=ROUNDS {
                let [personal, public] = [
                    self.turn(item, Text::Personal, round).await?,
                    self.turn(item, Text::Public, round).await?,
                ];
                if round > 0 {
                    all.push((personal, public));
                }
            }
            all.sort_by(|one, other| (one.0 / one.1).total_cmp(&(other.0 / other.1)));
            let (personal, public) = all.get(all.len() / 2).copied().unwrap_or_default();
            let what = format!(
                "{kind}, {}: processor time with personal fields by that without",
                item.name
            );
            aims.at_most(what, personal / public, item.aim);
            let ratio = |pair: Option<&(f64, f64)>| pair.map_or(0.0, |(personal, public)| personal / public);
            writeln!(
                table,
                "| {} | {} | {public:.3} | {personal:.3} | **{:.2}** ({:.2} to {:.2}) | {:.2} |",
                item.name,
                item.fields,
                personal / public,
                ratio(all.first()),
                ratio(all.last()),
                item.aim,
            )?;
        }
        writeln!(table, "\nPeak memory: {} MB.", peak_memory(self.server.pid())? / 1024)?;
        Ok(table)
    }

    /// Every text is there in both, or the figures would compare different work.
    async fn check(&self, item: &Item, text: Text) -> Result<()> {
        let answer = drive::ask(&self.server.address, &self.request(item, text, 0)).await?;
        let texts = answer.to_string().matches("\"body\":\"").count();
        if texts != item.fields || answer.get("errors").is_some() {
            return Err(format!("{} {text:?}: {texts} texts came: {answer}", item.name).into());
        }
        Ok(())
    }

    /// Seconds of processor of a thousand requests, of server and database, with what is done of it afterwards.
    async fn turn(&self, item: &Item, text: Text, round: u32) -> Result<f64> {
        let count = if round == 0 { item.requests / 5 } else { item.requests };
        let before = self.settled().await?;
        let request = |number| self.request(item, text, number);
        let from = round * item.requests;
        drive(&self.server.address, from..from + count, &request).await?;
        let took = self.settled().await?.saturating_sub(before);
        Ok(took.as_secs_f64() / f64::from(count) * 1000.0)
    }

    /// What server and database have taken, once the server rests: records of reads are laid out afterwards.
    async fn settled(&self) -> Result<Duration> {
        const REST: Duration = Duration::from_millis(300);
        const LONGEST: Duration = Duration::from_secs(30);
        let began = Instant::now();
        let mut last = self.taken()?;
        loop {
            tokio::time::sleep(REST).await;
            let now = self.taken()?;
            // Two ticks of the kernel's clock are what a resting server takes.
            if now.saturating_sub(last) <= Duration::from_millis(20) || began.elapsed() > LONGEST {
                return Ok(now);
            }
            last = now;
        }
    }

    fn taken(&self) -> Result<Duration> {
        let database = self.cluster.as_deref().map_or(Ok(Duration::ZERO), cluster_time)?;
        Ok(processor_time(self.server.pid())? + database)
    }

    fn request(&self, item: &Item, text: Text, number: u32) -> Vec<u8> {
        let (agency, turn) = (number % self.agencies, number / self.agencies);
        let id = self.rows.of(text, agency, turn).unwrap_or_default();
        let id: entity::id::ContributionId = entity::id::Id::from_uuid(id);
        let variables: Value = match item.fields {
            1 => json!({ "id": global_id(id).0 }),
            _ => json!({ "state": text.state() }),
        };
        let body = json!({ "query": item.document, "variables": variables }).to_string();
        let token = self.requests.token(agency * VIEWERS);
        post("graphql", token, "trialogue-purpose: PARTICIPATION_ADMIN\r\n", &body)
    }
}
