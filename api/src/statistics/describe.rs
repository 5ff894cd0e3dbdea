//! What a group of ordinal scores looks like. Median and distribution lead; the mean comes second.

use std::ops::RangeInclusive;

/// What a group of ordinal scores looks like. Other rooms get one inside a [`super::Statistic`] only.
#[derive(Clone, Debug, PartialEq)]
pub struct Description {
    /// How many gave a score.
    pub n: u32,
    /// The middle score.
    pub median: f64,
    /// A quarter of the scores are at or below it.
    pub lower_quartile: f64,
    /// A quarter of the scores are at or above it.
    pub upper_quartile: f64,
    /// The average, which takes the steps of the scale for equally wide.
    pub mean: f64,
    /// Each step of the scale from the lowest, and how many gave it.
    pub distribution: Vec<(i32, u32)>,
    /// How many gave no score, one number for each reason, in the order in which they were given.
    pub non_answers: Vec<u32>,
}

/// Describes the scores that lie on the scale; none where there are none.
pub(super) fn describe(scores: &[i32], scale: RangeInclusive<i32>, non_answers: &[u32]) -> Option<Description> {
    let mut sorted: Vec<i32> = scores.iter().copied().filter(|score| scale.contains(score)).collect();
    sorted.sort_unstable();
    let n = u32::try_from(sorted.len()).ok()?;
    let sum: f64 = sorted.iter().copied().map(f64::from).sum();
    let distribution = scale
        .map(|step| {
            let end = sorted.partition_point(|score| *score <= step);
            let start = sorted.partition_point(|score| *score < step);
            (step, u32::try_from(end - start).unwrap_or(u32::MAX))
        })
        .collect();
    Some(Description {
        n,
        median: quartile(&sorted, 2)?,
        lower_quartile: quartile(&sorted, 1)?,
        upper_quartile: quartile(&sorted, 3)?,
        mean: sum / f64::from(n),
        distribution,
        non_answers: non_answers.to_vec(),
    })
}

/// The score that `quarters` quarters of the scores do not exceed, halfway to the next where the cut falls between two:
/// definition 2 of Hyndman and Fan, "Sample Quantiles in Statistical Packages", The American Statistician 50 (1996).
/// It gives the usual median and never a value between two scores other than their middle.
fn quartile(sorted: &[i32], quarters: usize) -> Option<f64> {
    let cut = sorted.len() * quarters;
    let above = f64::from(*sorted.get(cut / 4)?);
    if !cut.is_multiple_of(4) {
        return Some(above);
    }
    let below = f64::from(*sorted.get((cut / 4).checked_sub(1)?)?);
    Some(f64::midpoint(below, above))
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::unwrap_used,
        clippy::float_cmp,
        reason = "a test may fail, and the values are exact"
    )]

    use super::*;

    const STATE: &[i32] = &[5, 5, 4, 5, 4, 5];
    const ECONOMY: &[i32] = &[4, 3, 4, 4, 3];
    const SOCIETY: &[i32] = &[2, 3, 2, 1, 3, 2, 3, 2, 4, 2];

    #[test]
    fn the_worked_scores_give_the_worked_figures() {
        let pooled = describe(&[STATE, ECONOMY, SOCIETY].concat(), 1..=5, &[]).unwrap();
        assert_eq!((pooled.n, pooled.median, pooled.mean), (21, 3.0, 70.0 / 21.0));
        let means = [STATE, ECONOMY, SOCIETY].map(|scores| describe(scores, 1..=5, &[]).unwrap().mean);
        assert_eq!(means, [28.0 / 6.0, 3.6, 2.4]);
        assert_eq!(pooled.distribution, [(1, 1), (2, 5), (3, 5), (4, 6), (5, 4)]);
    }

    #[test]
    fn quartiles_are_scores_or_the_middle_of_two() {
        let cuts = |scores: &[i32]| {
            let of = describe(scores, -2..=10, &[]).unwrap();
            (of.lower_quartile, of.median, of.upper_quartile)
        };
        assert_eq!(cuts(&[7]), (7.0, 7.0, 7.0));
        assert_eq!(cuts(&[1, 2]), (1.0, 1.5, 2.0));
        assert_eq!(cuts(&[3, 1, 2]), (1.0, 2.0, 3.0));
        assert_eq!(cuts(&[4, 1, 3, 2]), (1.5, 2.5, 3.5));
        assert_eq!(cuts(&[1, 2, 3, 4, 5]), (2.0, 3.0, 4.0));
        assert_eq!(cuts(&[-2, -1, 0, 1, 2, 2, 2, 2]), (-0.5, 1.5, 2.0));
    }

    #[test]
    fn what_is_not_on_the_scale_is_no_score_and_nothing_has_no_middle() {
        let of = describe(&[0, 1, 2, 3, 6], 1..=3, &[4, 0, 1]).unwrap();
        assert_eq!((of.n, of.mean), (3, 2.0));
        assert_eq!(of.distribution, [(1, 1), (2, 1), (3, 1)]);
        assert_eq!(of.non_answers, [4, 0, 1]);
        assert_eq!(describe(&[], 1..=5, &[9]), None);
        assert_eq!(describe(&[6], 1..=5, &[]), None);
    }
}
