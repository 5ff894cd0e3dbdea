//! What is counted before a phase takes a step: participants, and other phases of the project.

use entity::{
    id::ProjectId,
    participation,
    phase::{Column, Entity, Model},
    vocabulary::{Expertise, ParticipationState, PhaseState, PhaseType, Sector},
};
use sea_orm::{ColumnTrait, Condition};

use super::lifecycle::{Guard, Step};
use crate::{
    error::{Code, Refusal, Result},
    store::Tx,
};

/// Refuses the step unless the rows that it counts are enough. The project and the phase are held by the caller.
pub(super) async fn check(tx: &Tx, step: Step, phase: &Model) -> Result<()> {
    for guard in step.guards {
        match guard {
            Guard::Counterparts => Present::count(tx, phase).await?.suffice(phase.phase_type)?,
            Guard::DesignReported if phase.phase_type == PhaseType::CoDelivery => {
                design_reported(tx, phase.project_id).await?;
            }
            // The others are facts of the phase and its project: `acted.rs`.
            Guard::ProjectActive | Guard::InputAhead | Guard::NotAssessment | Guard::DesignReported => {}
        }
    }
    Ok(())
}

pub(super) fn unmet(message: &str) -> Refusal {
    Refusal::new(Code::PreconditionUnmet, message)
}

/// How many actively take part in the project on each side and with each expertise.
#[derive(Clone, Copy, Debug)]
struct Present {
    state: u64,
    others: u64,
    professional: u64,
    lay: u64,
}

impl Present {
    /// Counts what the actor may not see as well: a rule of the house does not depend on who asks.
    async fn count(tx: &Tx, phase: &Model) -> Result<Self> {
        use participation::Column;
        let count = async |side: Condition| {
            let active = side
                .add(Column::ProjectId.eq(phase.project_id))
                .add(Column::State.eq(ParticipationState::Active));
            tx.count_all::<participation::Entity>(active).await
        };
        let all = Condition::all;
        Ok(Self {
            state: count(all().add(Column::Sector.eq(Sector::State))).await?,
            others: count(all().add(Column::Sector.is_in([Sector::Economy, Sector::Society]))).await?,
            professional: count(all().add(Column::Expertise.eq(Expertise::Professional))).await?,
            lay: count(all().add(Column::Expertise.eq(Expertise::Lay))).await?,
        })
    }

    /// The counterpart rule (Nabatchi, Sancino and Sicilia 2017): with one side alone nothing is done together.
    fn suffice(self, phase: PhaseType) -> Result<()> {
        let missing = |message: &str| {
            let refusal = Refusal::new(Code::CounterpartMissing, message);
            Err(refusal.hint("Ask those who are missing to take part first.").into())
        };
        if self.state == 0 || self.others == 0 {
            return missing("Somebody of the state and somebody of economy or society must take part.");
        }
        if phase == PhaseType::CoDelivery && (self.professional == 0 || self.lay == 0) {
            return missing(
                "In co-delivery somebody with professional and somebody with lay expertise must take part.",
            );
        }
        Ok(())
    }
}

/// Every phase of co-design that was not left out or ended early has been reported back.
async fn design_reported(tx: &Tx, project: ProjectId) -> Result<()> {
    let done = [
        PhaseState::Reported,
        PhaseState::Completed,
        PhaseState::Skipped,
        PhaseState::Cancelled,
    ];
    let open = Condition::all()
        .add(Column::ProjectId.eq(project))
        .add(Column::PhaseType.eq(PhaseType::CoDesign))
        .add(Column::State.is_not_in(done));
    if tx.count_all::<Entity>(open).await? == 0 {
        return Ok(());
    }
    let refusal = unmet("The results of a phase of co-design are not reported back yet.");
    Err(refusal.hint("Report or skip every phase of co-design first.").into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_must_be_there_and_both_kinds_of_knowledge_in_co_delivery() {
        let missing = |present: Present, phase| present.suffice(phase).map_err(|error| error.codes());
        let no = Err(vec![Code::CounterpartMissing]);
        let all = Present {
            state: 1,
            others: 1,
            professional: 1,
            lay: 1,
        };
        for phase in [
            PhaseType::CoCommissioning,
            PhaseType::CoDesign,
            PhaseType::CoDelivery,
            PhaseType::CoAssessment,
        ] {
            let delivery = phase == PhaseType::CoDelivery;
            assert_eq!(missing(all, phase), Ok(()));
            assert_eq!(missing(Present { state: 0, ..all }, phase), no);
            assert_eq!(missing(Present { others: 0, ..all }, phase), no);
            let one_kind = [Present { lay: 0, ..all }, Present { professional: 0, ..all }];
            for present in one_kind {
                assert_eq!(missing(present, phase), if delivery { no.clone() } else { Ok(()) });
            }
        }
    }
}
