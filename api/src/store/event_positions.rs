//! Gives events their positions.

use chrono::{DateTime, Utc};
use entity::{event, id::Id};
use sea_orm::{ActiveModelTrait as _, ConnectionTrait as _, DbBackend, IntoActiveModel as _, Statement};
use uuid::Uuid;

use super::{Tx, fault};
use crate::error::{Fault, Result};

/// One statement for any number of events, which an index finds. The id of nothing says that there is no project or phase.
const PLACE: &str = "UPDATE event SET delivered_at = $2, position = placed.position, \
    project_id = nullif(placed.project_id, '00000000-0000-0000-0000-000000000000'), \
    phase_id = nullif(placed.phase_id, '00000000-0000-0000-0000-000000000000') \
    FROM unnest($3::uuid[], $4::bigint[], $5::uuid[], $6::uuid[]) AS placed (id, position, project_id, phase_id) \
    WHERE event.tenant_id = $1 AND event.id = placed.id";

impl Tx {
    /// Keeps the positions of events, which the caller has locked, where they happened, and that they got them now.
    pub async fn place(&self, now: DateTime<Utc>, mut placed: Vec<event::Model>) -> Result<()> {
        for row in &mut placed {
            row.delivered_at = Some(now);
        }
        if self.is_postgres() {
            self.place_at_once(now, &placed).await
        } else {
            self.place_anew(placed).await
        }
    }

    async fn place_at_once(&self, now: DateTime<Utc>, placed: &[event::Model]) -> Result<()> {
        let ids: Vec<Uuid> = placed.iter().map(|row| row.id.uuid()).collect();
        let positions: Option<Vec<i64>> = placed.iter().map(|row| row.position).collect();
        let positions = positions.ok_or_else(|| Fault::logged("an event that is to get a position has none"))?;
        let projects = placed.iter().map(|row| row.project_id.map(Id::uuid));
        let phases = placed.iter().map(|row| row.phase_id.map(Id::uuid));
        let values = [
            self.actor().tenant.uuid().into(),
            now.into(),
            ids.into(),
            positions.into(),
            projects.map(Option::unwrap_or_default).collect::<Vec<Uuid>>().into(),
            phases.map(Option::unwrap_or_default).collect::<Vec<Uuid>>().into(),
        ];
        let place = Statement::from_sql_and_values(DbBackend::Postgres, PLACE, values);
        let done = self.connection().execute_raw(place).await;
        let done = done.map_err(|error| fault::of(&error))?.rows_affected();
        if u64::try_from(placed.len()).is_ok_and(|number| number == done) {
            Ok(())
        } else {
            Err(Fault::logged("events that got positions are not all there").into())
        }
    }

    /// By two statements for all of them, where changes would be one for each.
    async fn place_anew(&self, placed: Vec<event::Model>) -> Result<()> {
        let gone = self.among(event::Column::Id, placed.iter().map(|row| row.id.uuid()));
        self.delete_all::<event::Entity>(gone).await?;
        let rows = placed.into_iter().map(|row| row.into_active_model().reset_all());
        self.insert_all::<event::Entity>(rows.collect()).await
    }
}
