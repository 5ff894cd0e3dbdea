//! The deciding cases of a field as data, for those in the agency who may ask who reads what.

use entity::vocabulary::{ProjectRole, Purpose, TenantRole};

use super::{
    decision::{Decision, Policies},
    facts::{RecordState, Relation},
    list::Field,
    matrix,
};

/// A kind of reader, told by the fewest facts, at which the answer on a field turns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The field.
    pub field: Field,
    /// Role in the agency; none of them.
    pub tenant_role: Option<TenantRole>,
    /// Role in the row's project; none of them.
    pub project_role: Option<ProjectRole>,
    /// Whether the reader takes part in that project.
    pub takes_part: bool,
    /// What the reader is to the row.
    pub relation: Relation,
    /// Where the row stands.
    pub state: RecordState,
    /// What is declared to read for; nothing.
    pub purpose: Option<Purpose>,
    /// Whether the person consents to that; nothing where nobody is asked.
    pub has_consent: Option<bool>,
    /// Whether the person's data are stored only.
    pub is_restricted: bool,
    /// What the policies say.
    pub decision: Decision,
}

/// The cells of a field: the fewest facts that open it, and those that close it although fewer would open it. All else is
/// refused, which the first cell says, that of a reader of whom nothing is known.
#[must_use]
pub fn cells(policies: &Policies, field: Field) -> Vec<Cell> {
    matrix::deciding_cells(policies, field)
}
