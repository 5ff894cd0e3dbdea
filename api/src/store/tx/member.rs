//! Who signed in, found in the message that begins what they are read in.

use entity::id::MembershipId;
use sea_orm::FromQueryResult as _;

use crate::{
    actor::Actor,
    error::Result,
    store::{SignedIn, Store, Tx, connection::ready, fault},
};

impl Store {
    /// What somebody who shows a token of this membership is read in, as `reader`, and what must be known of them and of the
    /// agency. Of who acts that is, on PostgreSQL, a transaction for writing already, so that the act needs no second one, and
    /// an erasure of the person comes before or after it ([`Tx::acting`]). On SQLite it is a snapshot: whoever writes there
    /// keeps all others from it.
    pub async fn read_member(
        &self,
        reader: Actor,
        membership: MembershipId,
        acts: bool,
    ) -> Result<(Tx, Option<SignedIn>)> {
        let (tenant, writes) = (reader.tenant, acts && !self.is_embedded());
        let select = ready::member(tenant, membership, writes);
        let (transaction, row) = self.open_finding(Some(tenant), writes, Some(select)).await?;
        let tx = self.tx_of(transaction, reader, writes);
        let found = row.map(|row| SignedIn::from_query_result(&row, "")).transpose();
        let found = found.map_err(|error| fault::of(&error))?;
        tx.learn(found.as_ref());
        Ok((tx, found))
    }
}
