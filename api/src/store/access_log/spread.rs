//! For how many people's data each reader asked within an hour: people by whatever sessions, and organisations by whatever
//! programs (T152).

use chrono::{DateTime, TimeDelta, Utc};
use entity::{
    access_log_entry as log, client,
    id::{ClientId, Id, MembershipId, OrganisationId},
    tenant,
    vocabulary::Purpose,
};
use sea_orm::{
    ActiveEnum as _, ColumnTrait as _, FromQueryResult,
    sea_query::{Expr, ExprTrait as _, Func, Query, SelectStatement},
};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::{
    error::Result,
    store::{Tx, visible::of_tenant},
};

/// Within what time people are counted.
pub(super) const HOUR: TimeDelta = TimeDelta::hours(1);

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reader {
    /// A person, by whatever sessions.
    Member(MembershipId),
    /// An organisation, by whatever programs.
    Organisation(OrganisationId),
    /// A program that no organisation answers for.
    Client(ClientId),
}

/// For how many people's data somebody asked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spread {
    pub(super) reader: Reader,
    pub(super) purpose: Purpose,
    pub(super) people: i64,
    /// When the hour began.
    hour: DateTime<Utc>,
}

#[derive(FromQueryResult)]
struct ByMember {
    membership_id: Uuid,
    purpose: Purpose,
    people: i64,
}

#[derive(FromQueryResult)]
struct ByProgram {
    /// The organisation's, or the program's where it has none.
    reader_id: Uuid,
    /// How many reads an organisation answers for: all or none.
    answered_for: i64,
    purpose: Purpose,
    people: i64,
}

/// Those who asked for more than the agency lets pass, in the hour from this instant on: one statement for people, one for
/// programs. Who declares no purpose is shown nothing, and is not counted.
pub(super) async fn spreads(tx: &Tx, hour: DateTime<Utc>) -> Result<Vec<Spread>> {
    let of_member = |row: ByMember| Spread {
        reader: Reader::Member(Id::from_uuid(row.membership_id)),
        purpose: row.purpose,
        people: row.people,
        hour,
    };
    let of_program = |row: ByProgram| Spread {
        reader: if row.answered_for > 0 {
            Reader::Organisation(Id::from_uuid(row.reader_id))
        } else {
            Reader::Client(Id::from_uuid(row.reader_id))
        },
        purpose: row.purpose,
        people: row.people,
        hour,
    };
    let members: Vec<ByMember> = tx.found(&by_member(tx, hour)).await?;
    let programs: Vec<ByProgram> = tx.found(&by_program(tx, hour)).await?;
    let members = members.into_iter().map(of_member);
    Ok(members.chain(programs.into_iter().map(of_program)).collect())
}

fn by_member(tx: &Tx, hour: DateTime<Utc>) -> SelectStatement {
    use log::{Column, Entity};
    counted(tx, hour)
        .column((Entity, Column::MembershipId))
        .and_where(Column::MembershipId.is_not_null())
        .group_by_columns([(Entity, Column::MembershipId), (Entity, Column::Purpose)])
        .take()
}

fn by_program(tx: &Tx, hour: DateTime<Utc>) -> SelectStatement {
    let program = || Expr::col((client::Entity, client::Column::Id));
    let organisation = || Expr::col((client::Entity, client::Column::OrganisationId));
    let reader = || Expr::from(Func::coalesce([organisation(), program()]));
    let read = Expr::col((log::Entity, log::Column::ClientId));
    counted(tx, hour)
        .expr_as(reader(), "reader_id")
        .expr_as(organisation().count(), "answered_for")
        .inner_join(client::Entity, read.equals((client::Entity, client::Column::Id)))
        .cond_where(of_tenant::<client::Entity>(tx.actor().tenant))
        .add_group_by([reader(), Expr::col((log::Entity, log::Column::Purpose))])
        .take()
}

/// Purposes of the hour, each with how many people's data were asked for, where they are more than the agency lets pass; by
/// whom is for the caller.
fn counted(tx: &Tx, hour: DateTime<Utc>) -> SelectStatement {
    use log::{Column, Entity};
    let tenant = tx.actor().tenant;
    let people = || Expr::col((Entity, Column::PersonId)).count_distinct();
    let limit = Query::select()
        .column(tenant::Column::SpreadLimit)
        .from(tenant::Entity)
        .and_where(tenant::Column::Id.eq(tenant))
        .take();
    Query::select()
        .column((Entity, Column::Purpose))
        .expr_as(people(), "people")
        .from(Entity)
        .cond_where(of_tenant::<Entity>(tenant))
        .and_where(Column::OccurredAt.gte(hour))
        .and_where(Column::OccurredAt.lt(hour + HOUR))
        .and_where(Column::Purpose.is_not_null())
        .and_having(people().gt(limit))
        .take()
}

impl Spread {
    /// The id of its entry: alike for all that is one alert.
    pub(super) fn id(&self) -> Uuid {
        let reader = match self.reader {
            Reader::Member(id) => id.uuid(),
            Reader::Organisation(id) => id.uuid(),
            Reader::Client(id) => id.uuid(),
        };
        let (kind, purpose, hour) = (self.reader.kind(), self.purpose.to_value(), self.hour.timestamp());
        let digest: [u8; 32] = Sha256::digest(format!("alert|{kind}|{reader}|{purpose}|{hour}")).into();
        uuid::Builder::from_custom_bytes(digest.first_chunk().copied().unwrap_or_default()).into_uuid()
    }
}

impl Reader {
    pub(super) const fn kind(self) -> &'static str {
        match self {
            Self::Member(_) => "person",
            Self::Organisation(_) => "organisation",
            Self::Client(_) => "program",
        }
    }
}
