//! What staff wrote of people who were erased before that went with them. A hold kept it where it stands
//! (`m20261130_000036_what_staff_wrote`), and nobody else could have it erased: it goes once no hold keeps it.

use entity::{contribution, held_record, legal_hold, participation, pseudonym_reveal, vocabulary::ContributionState};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Set,
    sea_query::{Condition, SelectStatement},
};

use super::{Tx, fault, visible::of_tenant};
use crate::error::Result;

impl Tx {
    /// Forgets why the names of people were revealed who are not found any more, and why their words were taken up or not,
    /// where no hold that stands keeps it.
    pub async fn drop_unheld_reasons(&self) -> Result<()> {
        use contribution::Column;
        // Whoever places a hold comes before or after.
        self.delete_beside_holds().await?;
        let blank = pseudonym_reveal::ActiveModel {
            reason: Set(String::new().into()),
            ..Default::default()
        };
        let done = pseudonym_reveal::Entity::update_many()
            .set(blank)
            .filter(self.unheld_reveals())
            .exec(self.connection())
            .await;
        done.map_err(|error| fault::of(&error))?;
        // When they last changed is when the erasure was, and so it stays.
        let none = contribution::ActiveModel {
            outcome_reason: Set(None.into()),
            ..Default::default()
        };
        let theirs = self.unheld_words().add(Column::OutcomeReason.is_not_null());
        self.update_all::<contribution::Entity>(theirs, none, Column::Version)
            .await?;
        let blank = contribution::ActiveModel {
            implementation_reason: Set(Some(String::new())),
            ..Default::default()
        };
        let theirs = self.unheld_words().add(Column::ImplementationReason.ne(""));
        self.update_all::<contribution::Entity>(theirs, blank, Column::Version)
            .await
    }

    /// Reveals of people whom no link leads to any more, and no copy of it that a hold on them keeps.
    fn unheld_reveals(&self) -> Condition {
        use pseudonym_reveal::Column;
        let tenant = self.actor().tenant;
        let unlinked = participation::Entity::find()
            .select_only()
            .column(participation::Column::Id)
            .filter(of_tenant::<participation::Entity>(tenant))
            .filter(participation::Column::PersonId.is_null())
            .into_query();
        let holds = self.standing(legal_hold::Column::PersonId, legal_hold::Column::Id);
        let kept = held_record::Entity::find()
            .select_only()
            .column(held_record::Column::RowId)
            .filter(of_tenant::<held_record::Entity>(tenant))
            .filter(held_record::Column::TableName.eq(participation::DECLARATION.table))
            .filter(held_record::Column::HoldId.in_subquery(holds))
            .into_query();
        of_tenant::<pseudonym_reveal::Entity>(tenant)
            .add(Column::Reason.ne(""))
            .add(Column::ParticipationId.in_subquery(unlinked))
            .add(Column::ParticipationId.not_in_subquery(kept))
    }

    /// Words that an erasure took, in projects that no hold keeps.
    fn unheld_words(&self) -> Condition {
        use contribution::Column;
        let projects = self.standing(legal_hold::Column::ProjectId, legal_hold::Column::ProjectId);
        Condition::all()
            .add(Column::State.eq(ContributionState::Redacted))
            .add(Column::ProjectId.not_in_subquery(projects))
    }

    /// This column of the holds that stand and are about what the other names.
    fn standing(&self, about: legal_hold::Column, column: legal_hold::Column) -> SelectStatement {
        legal_hold::Entity::find()
            .select_only()
            .column(column)
            .filter(of_tenant::<legal_hold::Entity>(self.actor().tenant))
            .filter(about.is_not_null())
            .filter(legal_hold::Column::LiftedAt.is_null())
            .into_query()
    }
}
