//! Which reports one may know of.

use entity::{
    contribution,
    contribution_report::{Column, Entity},
    id::{PersonId, TenantId},
    set::Set,
    vocabulary::{ProjectRole, TenantRole},
};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Expr, SelectStatement},
};

use crate::{
    actor::{Actor, Person},
    participation,
    store::{Visible, by_office, ids_where},
};

impl Visible for Entity {
    /// One's own; for who moderates a project those in it, and for the data protection officer by office all, but never those on
    /// one's own words: who is reported learns neither of it nor by whom.
    fn visible(actor: &Actor) -> Condition {
        let Some(person) = actor.person() else {
            return Condition::any().add(Expr::val(false));
        };
        let moderators = Set::EMPTY.with(ProjectRole::Owner).with(ProjectRole::Facilitator);
        let moderated = participation::projects_of(actor.tenant, person.person, moderators);
        let on_others_words = |person: Person| {
            let own_words = words_of(actor.tenant, person.person);
            Condition::all().add(Column::ContributionId.not_in_subquery(own_words))
        };
        let handled = on_others_words(person).add(Column::ProjectId.in_subquery(moderated));
        Condition::any()
            .add(Column::ReporterId.in_subquery(participation::own_ids(actor.tenant, person.person)))
            .add(handled)
            .add_option(by_office(actor, &[TenantRole::DataProtectionOfficer], on_others_words))
    }
}

/// The contributions of a person.
fn words_of(tenant: TenantId, person: PersonId) -> SelectStatement {
    let own = contribution::Column::AuthorId.in_subquery(participation::own_ids(tenant, person));
    ids_where::<contribution::Entity>(tenant, own)
}
