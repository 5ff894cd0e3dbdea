//! Counting over time in one statement, for figures that go through disclosure control.

use sea_orm::{
    ColumnTrait, Condition, QueryFilter, QuerySelect, Value,
    sea_query::{CaseStatement, Expr, ExprTrait},
};
use uuid::Uuid;

use super::{SortValue, Tenanted, Tx, fault, page::plain, visible::of_tenant};
use crate::error::Result;

/// How many rows of one project fall into one span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InSpan {
    /// The project.
    pub project: Uuid,
    /// The span, from 0.
    pub span: usize,
    /// How many.
    pub count: u32,
}

impl Tx {
    /// How many rows of the tenant meet `condition`, visible or not, in each of the spans between two `bounds` of the
    /// column `at`, for each value of the column `project`; pairs with none are left out.
    pub async fn count_in_spans<E: Tenanted>(
        &self,
        condition: Condition,
        project: E::Column,
        at: E::Column,
        bounds: &[SortValue],
    ) -> Result<Vec<InSpan>> {
        let (Some(first), Some(last)) = (bounds.first(), bounds.last()) else {
            return Ok(Vec::new());
        };
        let ends = bounds.iter().skip(1).map(plain).zip(0_i32..);
        let span = ends.fold(CaseStatement::new(), |spans, (end, span): (Value, i32)| {
            spans.case(at.lt(end), span)
        });
        let rows: Vec<(Uuid, i32, i64)> = E::find()
            .select_only()
            .column(project)
            .column_as(Expr::expr(span), "span")
            .column_as(Expr::col(at).count(), "rows")
            .filter(of_tenant::<E>(self.actor().tenant))
            .filter(condition)
            .filter(at.gte(plain(first)))
            .filter(at.lt(plain(last)))
            .group_by(project)
            .group_by(Expr::cust("2"))
            .into_tuple()
            .all(self.connection())
            .await
            .map_err(|error| fault::of(&error))?;
        Ok(rows
            .into_iter()
            .filter_map(|(project, span, count)| {
                let span = usize::try_from(span).ok()?;
                let count = u32::try_from(count).unwrap_or(u32::MAX);
                Some(InSpan { project, span, count })
            })
            .collect())
    }
}
