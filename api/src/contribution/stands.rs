//! What participants think of a contribution, as it may be told.

use async_graphql::{ScalarType, SimpleObject, Value, parser::types::Field};
use chrono::{DateTime, Utc};
use entity::{contribution::Model, vocabulary::AccessClass};

use crate::{
    relay::{AtHand, Count, access::access, at_once},
    statistics::{Threshold, disclosure},
};

/// The figures as they were published, with what was withheld then as none.
#[derive(Clone, Copy, Debug)]
pub(super) struct Figures {
    total: Option<i32>,
    cells: [Option<i32>; 3],
    at: Option<DateTime<Utc>>,
}

impl Figures {
    /// Those of a row.
    pub(super) const fn of(row: &Model) -> Self {
        Self {
            total: row.total_published,
            cells: [row.agree_published, row.disagree_published, row.pass_published],
            at: row.stands_published_at,
        }
    }
}

/// What participants think of a contribution, after disclosure control over all its numbers together.
#[derive(Clone, Copy, Debug, SimpleObject)]
#[graphql(serial)]
pub(super) struct Stands {
    /// Everybody who took a stand.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    total: Count,
    /// Who agrees.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    agree: Count,
    /// Who disagrees.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    disagree: Count,
    /// Who passes.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pass: Count,
    /// When the figures were published, to the hour; they move in steps of the agency's threshold, not with each stand.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    published_at: Option<DateTime<Utc>>,
}

impl Stands {
    /// The figures as far as the threshold of now lets them be told.
    pub(super) fn of(figures: &Figures, k: Threshold) -> Self {
        let number = |figure: i32| u32::try_from(figure).ok();
        let cells = figures.cells.map(|cell| cell.and_then(number));
        let table = disclosure::table_again(figures.total.and_then(number), cells, k);
        let [agree, disagree, pass] = table.cells.map(Count::from);
        Self {
            total: table.total.into(),
            agree,
            disagree,
            pass,
            published_at: figures.at,
        }
    }

    /// Nothing, where the threshold cannot be read.
    pub(super) fn withheld() -> Self {
        let nothing = Figures {
            total: None,
            cells: [None; 3],
            at: None,
        };
        Self::of(&nothing, Threshold::of(i32::MAX))
    }
}

impl AtHand for Stands {
    fn at_hand(&self, field: &Field) -> Option<Value> {
        let figure = |count: &Count| at_once(count, &field.selection_set.node);
        match field.name.node.as_str() {
            "total" => figure(&self.total),
            "agree" => figure(&self.agree),
            "disagree" => figure(&self.disagree),
            "pass" => figure(&self.pass),
            "publishedAt" => Some(self.published_at.as_ref().map_or(Value::Null, ScalarType::to_value)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::relay::both;

    #[tokio::test]
    async fn stands_answer_what_the_library_makes_of_them() {
        let figures = Figures {
            total: Some(12),
            cells: [Some(7), Some(5), Some(0)],
            at: DateTime::from_timestamp_millis(1_781_517_600_000),
        };
        let asked = "total { value status } agree { value } no: disagree { status value } pass { status } publishedAt \
            __typename";
        for stands in [Stands::of(&figures, Threshold::of(5)), Stands::withheld()] {
            let [hand, made] = both(stands, asked).await;
            assert_eq!(hand, made);
        }
    }
}
