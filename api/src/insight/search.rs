//! What a search finds.

use async_graphql::{Context, ID, SimpleObject, Union};
use entity::{
    id::Id,
    project,
    search_term::{Column, Entity, Model},
    vocabulary::{AccessClass, Purpose, SearchKind},
};
use sea_orm::ColumnTrait;

use super::excerpt::excerpt;
use crate::{
    contribution::{self, Contribution},
    error::{Code, Fault, Refusal, Result},
    operation::Operation,
    organisation::Organisation,
    project::Project,
    public_service::PublicService,
    relay::{Narrowed, Noun, PageArgs, Sort, access::access, is_known, operation, paged},
    store::search::{having, terms_to_find},
};

/// More words make a search slower and not better (T120).
const MOST_TERMS: usize = 16;

/// What can be found; alias fields that differ between them.
#[derive(Clone, Debug, Union)]
#[expect(clippy::large_enum_variant, reason = "what was found goes into its answer at once")]
pub(super) enum SearchResult {
    /// A project.
    Project(Project),
    /// A contribution.
    Contribution(Contribution),
    /// A public service.
    PublicService(PublicService),
    /// An organisation.
    Organisation(Organisation),
}

/// Something that a search found.
#[derive(Clone, Debug, SimpleObject)]
pub(super) struct SearchHit {
    /// What it is.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    kind: SearchKind,
    /// Its title or name; null for a contribution without one.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    title: Option<String>,
    /// Up to 200 characters around the words, cut from text that you may read; null where the title alone was found.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    excerpt: Option<String>,
    /// Project that it belongs to; null where none.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    project: Option<Project>,
    /// The object itself.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    object: SearchResult,
}

connection!(SearchHitConnection, SearchHitEdge, SearchHit, "search results");

/// What is looked for.
pub(super) struct Wanted<'q> {
    pub(super) query: &'q str,
    pub(super) kinds: Option<&'q [SearchKind]>,
    pub(super) project: Option<&'q ID>,
}

impl Wanted<'_> {
    /// The words as terms.
    fn terms(&self) -> Result<Vec<String>> {
        let refuse = |message: &str| Refusal::new(Code::BadInput, message).at(&["query"]);
        if self.query.chars().count() > 200 {
            return Err(refuse("The words are too long: 200 characters at most.").into());
        }
        let terms = terms_to_find(self.query);
        if terms.len() > MOST_TERMS {
            return Err(refuse("Too many words: 16 at most, and 17 characters of writing without spaces.").into());
        }
        let letters = |term: &String| term.chars().count() > 1 || !term.is_ascii();
        if !terms.iter().any(letters) {
            return Err(refuse("There is no word to find: 2 letters at least.").into());
        }
        Ok(terms)
    }
}

/// The page of what `wanted` finds. Each kind's objects load in one statement.
pub(super) async fn search(ctx: &Context<'_>, wanted: &Wanted<'_>, args: &PageArgs) -> Result<SearchHitConnection> {
    let terms = wanted.terms()?;
    let operation = operation(ctx)?;
    let tx = operation.snapshot().await?;
    let mut condition = having(tx.actor(), &terms);
    let mut kinds = wanted.kinds.map(<[SearchKind]>::to_vec);
    if let Some(kinds) = &mut kinds {
        kinds.sort_unstable();
        kinds.dedup();
        condition = condition.add(Column::Kind.is_in(kinds.iter().copied()));
    }
    if !contribution::are_words_open(operation)? {
        condition = condition.add(Column::Kind.ne(SearchKind::Contribution));
    }
    let project = Narrowed::by(wanted.project, &["project"])?;
    is_known::<project::Entity>(operation, project.as_ref()).await?;
    condition = condition.add_option(project.map(|project| Column::ProjectId.eq(project.id)));
    let withheld = operation
        .resting()
        .parts(Purpose::ParticipationAdmin, operation.clock().now());
    if !withheld.is_empty() {
        let theirs = contribution::contributions_by(&tx, &withheld);
        condition = condition.add(Column::ObjectId.not_in_subquery(theirs));
    }
    let order = [Column::Place, Column::DatedAt].map(|column| Sort::public(column, true));
    let list = ["Query.search", &format!("{terms:?} {kinds:?} {:?}", wanted.project)];
    let rows = || tx.rows::<Entity>().filter(condition.clone());
    let page = paged(ctx, operation, rows, order, &list, args).await?;
    let of_kind = |kind: SearchKind| {
        page.nodes()
            .filter(move |row| row.kind == kind)
            .map(|row| row.object_id)
    };
    let owners = page.nodes().filter_map(|row| row.project_id);
    let projects = of_kind(SearchKind::Project).map(Id::from_uuid).chain(owners);
    let projects = Project::find_all(operation, &once_each(projects)).await?;
    let contributions = of_kind(SearchKind::Contribution).map(Id::from_uuid);
    let contributions = Contribution::find_all(operation, &once_each(contributions)).await?;
    let services = of_kind(SearchKind::PublicService).map(Id::from_uuid);
    let services = PublicService::find_all(operation, &once_each(services)).await?;
    let organisations = of_kind(SearchKind::Organisation).map(Id::from_uuid);
    let organisations = Organisation::find_all(operation, &once_each(organisations)).await?;
    let project_of = |row: &Model| {
        let own = row.project_id?;
        projects.iter().find(|project| project.key == own).cloned()
    };
    let mut hits = Vec::new();
    for row in page.nodes() {
        let found = match row.kind {
            SearchKind::Project => projects
                .iter()
                .find(|project| project.key.uuid() == row.object_id)
                .map(|project| of_project(project, &terms)),
            SearchKind::Contribution => contributions
                .iter()
                .find(|contribution| contribution.key.uuid() == row.object_id)
                .map(|contribution| of_contribution(operation, contribution, &terms)),
            SearchKind::PublicService => services
                .iter()
                .find(|service| service.key.uuid() == row.object_id)
                .map(|service| of_service(service, &terms)),
            SearchKind::Organisation => organisations
                .iter()
                .find(|organisation| organisation.key.uuid() == row.object_id)
                .map(of_organisation),
        };
        // The row rule let the term through in this very snapshot, so its object is there.
        let hit = found.ok_or_else(|| Fault::logged("a term of an object that is not there"))?;
        hits.push(SearchHit {
            project: project_of(row),
            ..hit
        });
    }
    Ok(page.with(hits).into())
}

fn once_each<E>(ids: impl Iterator<Item = Id<E>>) -> Vec<Id<E>> {
    let mut ids: Vec<_> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn of_project(project: &Project, terms: &[String]) -> SearchHit {
    SearchHit {
        kind: SearchKind::Project,
        title: Some(project.title.clone()),
        excerpt: excerpt(project.texts(), terms),
        project: None,
        object: SearchResult::Project(project.clone()),
    }
}

fn of_contribution(operation: &Operation, contribution: &Contribution, terms: &[String]) -> SearchHit {
    let (title, body) = contribution.words(operation);
    SearchHit {
        kind: SearchKind::Contribution,
        title: title.map(ToOwned::to_owned),
        excerpt: excerpt(body, terms),
        project: None,
        object: SearchResult::Contribution(contribution.clone()),
    }
}

fn of_service(service: &PublicService, terms: &[String]) -> SearchHit {
    SearchHit {
        kind: SearchKind::PublicService,
        title: Some(service.title.clone()),
        excerpt: excerpt(service.texts(), terms),
        project: None,
        object: SearchResult::PublicService(service.clone()),
    }
}

fn of_organisation(organisation: &Organisation) -> SearchHit {
    SearchHit {
        kind: SearchKind::Organisation,
        title: Some(organisation.name.clone()),
        excerpt: None,
        project: None,
        object: SearchResult::Organisation(organisation.clone()),
    }
}
