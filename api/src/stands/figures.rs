//! What becomes of the figures of a contribution when its counts move.

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use entity::contribution::{ActiveModel, Model};
use sea_orm::ActiveValue::Set;

use crate::{
    operation::gate::Duty,
    statistics::{
        Statistic, Threshold,
        disclosure::{self, Table},
        renewal,
    },
};

/// Why it is asked whether figures may be published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occasion {
    /// A stand was taken, changed or taken back. While nothing can be shown yet, nothing was published.
    Live,
    /// Input ended, which happens to all contributions of the phase at once: what shows nothing counts as published.
    Closing,
}

/// How many agree, disagree and pass, underneath.
#[must_use]
pub fn tally(row: &Model) -> [u32; 3] {
    [&row.agree_tally, &row.disagree_tally, &row.pass_tally].map(|count| whole(*Duty::Count.open(count)))
}

/// The change that comes with these counts, and whether it publishes figures. They are looked at anew when k people
/// moved since they were last looked at, and at a first closing; what a look finds is published if it may follow what is
/// there. The moment is kept to the hour: it would be that of somebody's stand (T73).
#[must_use]
pub fn figures(row: &Model, now: [u32; 3], k: Threshold, at: DateTime<Utc>, occasion: Occasion) -> (ActiveModel, bool) {
    let [agree, disagree, pass] = now.map(stored);
    let mut change = ActiveModel {
        agree_tally: Set(agree.into()),
        disagree_tally: Set(disagree.into()),
        pass_tally: Set(pass.into()),
        ..Default::default()
    };
    let looked_at = [&row.agree_settled, &row.disagree_settled, &row.pass_settled];
    let looked_at = looked_at.map(|count| whole(*Duty::Count.open(count)));
    let is_first_closing = occasion == Occasion::Closing && row.stands_published_at.is_none();
    if !is_first_closing && renewal::moved(looked_at, now) < k.get() {
        return (change, false);
    }
    change.agree_settled = Set(agree.into());
    change.disagree_settled = Set(disagree.into());
    change.pass_settled = Set(pass.into());
    let table = disclosure::table(now, k);
    let is_published = match row.stands_published_at {
        Some(_) => renewal::may_follow(&published(row), looked_at, now, k),
        None => is_first_closing || table.total.value().is_some(),
    };
    if is_published {
        write(&mut change, &table);
        change.stands_published_at = Set(Some(at.duration_trunc(TimeDelta::hours(1)).unwrap_or(at)));
    }
    (change, is_published)
}

/// The change by which what is published is withheld as far as `k` asks; none where it asks nothing.
pub(super) fn withheld(row: &Model, k: Threshold) -> Option<ActiveModel> {
    let before = published(row);
    let after = again(row, k);
    (before != after).then(|| {
        let mut change = ActiveModel::default();
        write(&mut change, &after);
        change
    })
}

/// What is published of these stands.
fn published(row: &Model) -> Table {
    again(row, Threshold::of(0))
}

fn again(row: &Model, k: Threshold) -> Table {
    let cells = [row.agree_published, row.disagree_published, row.pass_published];
    disclosure::table_again(row.total_published.map(whole), cells.map(|cell| cell.map(whole)), k)
}

fn write(change: &mut ActiveModel, table: &Table) {
    let number = |figure: Statistic<u32>| figure.into_value().map(stored);
    let [agree, disagree, pass] = table.cells.map(number);
    change.agree_published = Set(agree);
    change.disagree_published = Set(disagree);
    change.pass_published = Set(pass);
    change.total_published = Set(number(table.total));
}

fn whole(count: i32) -> u32 {
    u32::try_from(count).unwrap_or_default()
}

fn stored(count: u32) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
