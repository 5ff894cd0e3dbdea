//! Writes the planned rows as a job does an import: by `Tx::insert_all`, a transaction a project, under row security.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike as _, Duration, NaiveDate, Utc};
use entity::{
    account, activity, contribution,
    id::{Id, TenantId},
    membership, participation, person, phase, project, reaction,
    scalar::{Day, LanguageTag},
    set::{Member as _, Set},
    standing::{Standing, StandingConsents},
    tenant,
    vocabulary::{
        ActivityKind, AgencyKind, ContributionKind, ContributionState, EngagementMethod, Expertise, JoiningRoute,
        MembershipState, ObjectOfCocreation, ParticipationState, PhaseState, PhaseType, ProjectJoining, ProjectRole,
        ProjectState, ProjectVisibility, Purpose, Sector, Stand, TenantRole,
    },
};
use harness::database::{Database, Kind};
use sea_orm::{ActiveValue::Set as Is, ConnectionTrait as _};
use trialogue::{actor::Actor, store::Store};

use crate::{
    fault::{Result, stored},
    plan::{self, CONTRIBUTIONS, PHASES, Project, Size, blind},
};

/// About 350 bytes, as people write.
const BODY: &str = "The crossing at the library is dark from four in the afternoon, and the lights give people with a stick or a \
    pram too little time. A second lamp, and ten seconds more, would cost little and let the older neighbours come to the \
    evening courses again. We asked forty people in the street; thirty-one would use it every week, and nine now and then.";

/// A database with all rows, ready to be measured.
pub(crate) async fn database(kind: Kind, size: Size) -> Result<Database> {
    let database = Database::fresh(kind).await;
    let store = database.store().await;
    write(&store, size).await?;
    store.close().await;
    if kind == Kind::Postgres {
        // What autovacuum would do in its own time, done before: a plan must not depend on when it comes.
        database.raw().await.execute_unprepared("VACUUM ANALYZE").await?;
    }
    Ok(database)
}

/// Writes everything.
async fn write(store: &Store, size: Size) -> Result<()> {
    for agency in 0..size.agencies {
        people(store, size, agency).await?;
        for number in 0..size.projects {
            project(store, size, Project { agency, number }).await?;
        }
    }
    Ok(())
}

fn actor(agency: u32) -> Actor {
    Actor::job(TenantId::from_uuid(plan::tenant(agency)), "bench")
}

/// An agency and its people: one in twenty is staff, everybody else a member.
async fn people(store: &Store, size: Size, agency: u32) -> Result<()> {
    let at = Project { agency, number: 0 }.at();
    let tx = stored(store.write(actor(agency)).await)?;
    let made = tx.global().insert_tenant(tenant::ActiveModel {
        id: Is(Id::from_uuid(plan::tenant(agency))),
        slug: Is(format!("agency-{agency}")),
        name: Is(format!("Agency {agency}")),
        kind: Is(AgencyKind::LocalAuthority),
        jurisdiction: Is("GB".to_owned()),
        language: Is(LanguageTag::english()),
        time_zone: Is("Europe/London".to_owned()),
        controller_contact: Is("office@agency.example".to_owned()),
        data_protection_contact: Is("protection@agency.example".to_owned()),
        disclosure_threshold: Is(5),
        spread_limit: Is(200.into()),
        allowed_origins: Is(entity::origins::Origins::default()),
        phase_types: Is(PhaseType::ALL.iter().copied().collect()),
        policies: Is(0),
        created_at: Is(at),
        version: Is(1),
    });
    stored(made.await)?;
    let (mut people, mut memberships) = (Vec::new(), Vec::new());
    for number in 0..size.people {
        let account = Id::from_uuid(blind("account", &[agency, number]));
        let person = Id::from_uuid(blind("person", &[agency, number]));
        let email = format!("person-{number}@agency-{agency}.example");
        let account_made = tx.global().insert_account(account::ActiveModel {
            id: Is(account),
            email: Is(email.clone().into()),
            email_key: Is(email.clone().into()),
            address_key: Is(email.clone().into()),
            password_hash: Is("none".to_owned().into()),
            created_at: Is(at),
            generation: Is(1),
        });
        stored(account_made.await)?;
        people.push(person::ActiveModel {
            id: Is(person),
            account_id: Is(account),
            legal_name: Is(format!("Person {number} of agency {agency}").into()),
            display_name: Is(format!("Person {number}").into()),
            email: Is(email.into()),
            language: Is(LanguageTag::english().into()),
            created_at: Is(at),
            standing_consents: Is(StandingConsents::of(goes_by_name(number).then(|| to_be_named(at))).into()),
            version: Is(1),
            ..Default::default()
        });
        let roles = Set::EMPTY.with(TenantRole::Member);
        let is_staff = number >= plan::VIEWERS && number.is_multiple_of(20);
        memberships.push(membership::ActiveModel {
            id: Is(Id::from_uuid(plan::membership(agency, number))),
            person_id: Is(person.into()),
            account_id: Is(account),
            roles: Is(if is_staff { roles.with(TenantRole::Staff) } else { roles }.into()),
            state: Is(MembershipState::Active.into()),
            state_reason: Is(None.into()),
            created_at: Is(at.into()),
            last_active_on: Is(entity::scalar::Day::from(at.date_naive()).into()),
            version: Is(1),
            ..Default::default()
        });
    }
    stored(tx.insert_all::<person::Entity>(people).await)?;
    stored(tx.insert_all::<membership::Entity>(memberships).await)?;
    stored(tx.commit().await)
}

/// A project with all that is in it.
async fn project(store: &Store, size: Size, project: Project) -> Result<()> {
    let tx = stored(store.write(actor(project.agency)).await)?;
    stored(tx.insert::<project::Entity>(row(project)).await)?;
    let people = project.people(size);
    let participations = people.iter().map(|person| participation(project, *person));
    stored(tx.insert_all::<participation::Entity>(participations.collect()).await)?;
    let phases = (0..PHASES).map(|phase| self::phase(project, phase));
    stored(tx.insert_all::<phase::Entity>(phases.collect()).await)?;
    let all = || (0..PHASES).flat_map(|phase| (0..CONTRIBUTIONS).map(move |number| (phase, number)));
    let contributions = all().map(|(phase, number)| contribution(project, &people, phase, number));
    stored(tx.insert_all::<contribution::Entity>(contributions.collect()).await)?;
    let stands = all().map(|(phase, number)| stand(project, &people, phase, number));
    stored(tx.insert_all::<reaction::Entity>(stands.collect()).await)?;
    stored(tx.insert_all::<activity::Entity>(activities(project)).await)?;
    stored(tx.commit().await)
}

fn row(project: Project) -> project::ActiveModel {
    let at = project.at();
    let state = match project.number % 10 {
        0 => ProjectState::Draft,
        1 => ProjectState::Announced,
        2 => ProjectState::Concluded,
        _ => ProjectState::Active,
    };
    let visibility = match project.number % 7 {
        0 => ProjectVisibility::Participants,
        1 => ProjectVisibility::Tenant,
        _ => ProjectVisibility::Public,
    };
    project::ActiveModel {
        id: Is(Id::from_uuid(project.id())),
        slug: Is(project.slug()),
        title: Is(format!("Project {} for safer streets", project.number)),
        summary: Is("Neighbours and the agency find out together what makes the way home safer.".to_owned()),
        language: Is(LanguageTag::english()),
        object_of_cocreation: Is(ObjectOfCocreation::Service),
        visibility: Is(visibility),
        joining: Is(ProjectJoining::Open),
        state: Is(state),
        created_at: Is(at),
        announced_at: Is((state != ProjectState::Draft).then_some(at)),
        updated_at: Is(at),
        version: Is(1),
        ..Default::default()
    }
}

/// One in eight stands by their display name, and consents to it.
const fn goes_by_name(number: u32) -> bool {
    number.is_multiple_of(8)
}

fn to_be_named(at: DateTime<Utc>) -> Standing {
    Standing {
        purpose: Purpose::PublicAttribution,
        recipient: None,
        attribute: None,
        notice: 1,
        expires_at: DateTime::<Utc>::MAX_UTC,
        given_at: at,
    }
}

fn participation(project: Project, number: u32) -> participation::ActiveModel {
    let sector = match number % 3 {
        0 => Sector::Society,
        1 => Sector::Economy,
        _ => Sector::State,
    };
    let named = goes_by_name(number).then(|| format!("Person {number}"));
    let Project { agency, .. } = project;
    participation::ActiveModel {
        id: Is(Id::from_uuid(project.participation(number))),
        project_id: Is(Id::from_uuid(project.id())),
        person_id: Is(Some(Id::from_uuid(blind("person", &[agency, number]))).into()),
        pseudonym: Is(format!("participant-{number}")),
        public_name: Is(named.into()),
        sector: Is(Some(sector).into()),
        expertise: Is(Some(Expertise::Lay).into()),
        roles: Is(Set::EMPTY.with(ProjectRole::Participant).into()),
        joined_via: Is(JoiningRoute::OpenCall.into()),
        state: Is(ParticipationState::Active.into()),
        joined_on: Is(Day::from(project.at().date_naive()).into()),
        version: Is(1),
        ..Default::default()
    }
}

fn phase(project: Project, number: u32) -> phase::ActiveModel {
    let at = project.at();
    let (phase_type, state) = match number {
        0 => (PhaseType::CoCommissioning, PhaseState::Closed),
        1 => (PhaseType::CoDesign, PhaseState::Open),
        _ => (PhaseType::CoDelivery, PhaseState::Planned),
    };
    let opened: Option<DateTime<Utc>> = (state != PhaseState::Planned).then_some(at);
    phase::ActiveModel {
        id: Is(Id::from_uuid(project.phase(number))),
        project_id: Is(Id::from_uuid(project.id())),
        phase_type: Is(phase_type),
        title: Is(format!("Phase {}", number + 1)),
        description: Is("What happens here, in a sentence or two.".to_owned()),
        position: Is(i32::try_from(number).unwrap_or_default() + 1),
        state: Is(state),
        methods: Is(Set::EMPTY.with(EngagementMethod::PublicConsultation)),
        eligible_sectors: Is(Sector::ALL.iter().copied().collect()),
        opened_at: Is(opened),
        closed_at: Is((state == PhaseState::Closed).then_some(at + Duration::days(60))),
        is_blind_review: Is(false),
        created_at: Is(at),
        version: Is(1),
        ..Default::default()
    }
}

/// One in ten waits for moderation.
fn contribution(project: Project, people: &[u32], phase: u32, number: u32) -> contribution::ActiveModel {
    let at = project.contributed_at(phase, number);
    let author = people.iter().cycle().nth(index(number)).copied().unwrap_or_default();
    let is_published = is_published(number);
    let figure = |least: u32, span: u32| i32::try_from(least + (number + phase) % span).unwrap_or_default();
    let [agree, disagree, pass] = [figure(20, 13), figure(12, 7), figure(6, 5)];
    let shown = |figure: i32| is_published.then_some(figure);
    contribution::ActiveModel {
        id: Is(Id::from_uuid(project.contribution(phase, number))),
        project_id: Is(Id::from_uuid(project.id())),
        phase_id: Is(Id::from_uuid(project.phase(phase))),
        author_id: Is(Some(Id::from_uuid(project.participation(author))).into()),
        import_key: Is(Some(number.to_string())),
        kind: Is(ContributionKind::Idea),
        state: Is(if is_published {
            ContributionState::Published
        } else {
            ContributionState::Submitted
        }),
        title: Is(Some(format!("Idea {number} of phase {phase}")).into()),
        body: Is(Some(BODY.to_owned()).into()),
        language: Is(LanguageTag::english()),
        may_contain_special_category: Is(false.into()),
        thread_depth: Is(0),
        created_at: Is(at),
        submitted_at: Is(Some(at)),
        published_at: Is(is_published.then_some(at)),
        updated_at: Is(at),
        agree_tally: Is(agree.into()),
        disagree_tally: Is(disagree.into()),
        pass_tally: Is(pass.into()),
        agree_settled: Is(agree.into()),
        disagree_settled: Is(disagree.into()),
        pass_settled: Is(pass.into()),
        agree_published: Is(shown(agree)),
        disagree_published: Is(shown(disagree)),
        pass_published: Is(shown(pass)),
        total_published: Is(shown(agree + disagree + pass)),
        stands_published_at: Is(is_published.then_some(at)),
        version: Is(1),
        ..Default::default()
    }
}

/// One stand on each contribution, of the next participant, on the day after.
fn stand(project: Project, people: &[u32], phase: u32, number: u32) -> reaction::ActiveModel {
    let day: NaiveDate = (project.contributed_at(phase, number) + Duration::days(1)).date_naive();
    let who = people
        .iter()
        .cycle()
        .nth(index(number) + 1)
        .copied()
        .unwrap_or_default();
    let path = [project.agency, project.number, phase, number];
    reaction::ActiveModel {
        id: Is(Id::from_uuid(blind("reaction", &path))),
        project_id: Is(Id::from_uuid(project.id())),
        contribution_id: Is(Id::from_uuid(project.contribution(phase, number))),
        participation_id: Is(Id::from_uuid(project.participation(who)).into()),
        stand: Is(Stand::Agree.into()),
        reacted_on: Is(Day::from(day).into()),
        ..Default::default()
    }
}

/// What happened in each phase and month, of both kinds, as the acts before would have left it.
fn activities(project: Project) -> Vec<activity::ActiveModel> {
    let mut sums: BTreeMap<(u32, NaiveDate, bool), i32> = BTreeMap::new();
    for phase in 0..PHASES {
        for number in 0..CONTRIBUTIONS {
            let at = project.contributed_at(phase, number).date_naive();
            if is_published(number) {
                *sums.entry((phase, month(at), false)).or_default() += 1;
            }
            *sums.entry((phase, month(at + Duration::days(1)), true)).or_default() += 1;
        }
    }
    let row = |(place, ((phase, month, is_stand), number)): (u32, ((u32, NaiveDate, bool), i32))| {
        let path = [project.agency, project.number, phase, place];
        activity::ActiveModel {
            id: Is(Id::from_uuid(blind("activity", &path))),
            project_id: Is(Id::from_uuid(project.id())),
            phase_id: Is(Id::from_uuid(project.phase(phase))),
            month: Is(month),
            kind: Is(if is_stand {
                ActivityKind::Reaction
            } else {
                ActivityKind::Contribution
            }),
            number: Is(number),
            people: Is(number),
            is_imported: Is(true),
            ..Default::default()
        }
    };
    (0..).zip(sums).map(row).collect()
}

fn month(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

const fn is_published(number: u32) -> bool {
    number % 10 != 9
}

fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or_default()
}
