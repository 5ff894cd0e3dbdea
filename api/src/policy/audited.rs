//! Which actions the audit log is told of, and as what: the one table of it.

use entity::vocabulary::AuditKind;

use super::actions::Action;

/// How the log is told of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Audited {
    /// What kind of thing it is.
    pub kind: AuditKind,
    /// Whether it is done to one's own words or part in a project: who did it would say whose pseudonym that is, which
    /// only a reveal may.
    pub own: bool,
}

impl Action {
    /// How the audit log is told when it is done; none for what gives no right and moves no state, for stands and
    /// assessments, whose moment nobody may know (T74), and for reports, which the reported may not learn of and read the log.
    /// What is refused is always told, but for the end of a report.
    #[must_use]
    #[expect(clippy::too_many_lines, reason = "one line an action, so that none is forgotten")]
    pub const fn audited(self) -> Option<Audited> {
        // No wildcard: whoever adds an action says here what it is.
        match self {
            Self::InviteMember
            | Self::GrantTenantRole
            | Self::RevokeTenantRole
            | Self::GrantProjectRole
            | Self::RevokeProjectRole
            | Self::InviteParticipant
            | Self::RegisterClient
            | Self::UpdateClient
            | Self::RotateClientSecret
            | Self::RevokeClient => Some(of(AuditKind::Grant)),
            Self::UpdateTenant
            | Self::DraftTenantPolicy
            | Self::ActivateTenantPolicy
            | Self::RetireTenantPolicy
            | Self::UpdateProcessingPurpose
            | Self::PublishNotice
            | Self::CreateRetentionRule
            | Self::UpdateRetentionRule => Some(of(AuditKind::Policy)),
            Self::PlaceLegalHold | Self::LiftLegalHold => Some(of(AuditKind::Hold)),
            Self::RevealPseudonym => Some(of(AuditKind::Reveal)),
            Self::GiveConsent | Self::RefuseConsent | Self::DeferConsent | Self::WithdrawConsent => Some(Audited {
                kind: AuditKind::Consent,
                own: true,
            }),
            Self::RequestConsent | Self::RecordPaperConsent | Self::RevokeConsent | Self::InvalidateConsent => {
                Some(of(AuditKind::Consent))
            }
            Self::FulfilDataSubjectRequest | Self::LiftRestriction => Some(of(AuditKind::Erasure)),
            Self::SuspendMembership
            | Self::StartIdentityCheck
            | Self::ConfirmRequestIdentity
            | Self::ExtendDataSubjectRequest
            | Self::RefuseDataSubjectRequest
            | Self::CloseDataSubjectRequest
            | Self::ReinstateMembership
            | Self::StartProjectReadiness
            | Self::ReturnProjectToDraft
            | Self::DeclineProject
            | Self::AnnounceProject
            | Self::ActivateProject
            | Self::PauseProject
            | Self::ResumeProject
            | Self::ConcludeProject
            | Self::CompleteProjectEvaluation
            | Self::CancelProject
            | Self::RemoveParticipation
            | Self::PublishContribution
            | Self::HoldContribution
            | Self::RejectContribution
            | Self::StartContributionReview
            | Self::PublishDispositions
            | Self::LockEvaluation
            | Self::OpenEvaluation
            | Self::CloseEvaluation
            | Self::ComputeEvaluation
            | Self::ReleaseEvaluation
            | Self::OpenPhase
            | Self::ClosePhase
            | Self::StartPhaseReview
            | Self::ReportPhase
            | Self::CompletePhase
            | Self::SkipPhase
            | Self::CancelPhase
            | Self::VerifyOrganisation
            | Self::WithdrawInvitation
            | Self::ActivatePublicService
            | Self::RetirePublicService => Some(of(AuditKind::Transition)),
            Self::JoinProject
            | Self::RequestRectification
            | Self::RequestErasure
            | Self::RequestRestriction
            | Self::ObjectToProcessing
            | Self::WithdrawDataSubjectRequest
            | Self::AcceptProjectInvitation
            | Self::LeaveProject
            | Self::DeclareInterest
            | Self::WithdrawInterestDeclaration
            | Self::SubmitContribution
            | Self::SubmitContributionDraft
            | Self::WithdrawContribution => Some(Audited {
                kind: AuditKind::Transition,
                own: true,
            }),
            Self::ChangePassword
            | Self::ExportMyData
            | Self::ExportMyPortableData
            | Self::UpdateMyProfile
            | Self::ClearMyProfile
            | Self::UpdateMyPerson
            | Self::CreateProject
            | Self::UpdateProject
            | Self::DraftContribution
            | Self::UpdateContributionDraft
            | Self::MarkSpecialCategory
            | Self::DisposeContribution
            | Self::RecordImplementation
            | Self::CreateEvaluation
            | Self::UpdateEvaluation
            | Self::SubmitAssessment
            | Self::WithdrawAssessment
            | Self::AddPhase
            | Self::UpdatePhase
            | Self::ExtendPhase
            | Self::ReactToContribution
            | Self::WithdrawReaction
            | Self::ReportContribution
            | Self::CloseContributionReport
            | Self::WithdrawContributionReport
            | Self::ChooseByline
            | Self::UpdateInterestDeclaration
            | Self::CreateOrganisation
            | Self::UpdateOrganisation
            | Self::DeclineInvitation
            | Self::CreatePublicService
            | Self::UpdatePublicService => None,
        }
    }
}

impl Action {
    /// Whether the log is not even told when it is refused: it would tell whose words they are that somebody reports them.
    #[must_use]
    pub const fn is_hushed(self) -> bool {
        matches!(
            self,
            Self::ReportContribution | Self::CloseContributionReport | Self::WithdrawContributionReport
        )
    }

    /// Whether it is done to one's own words, part, stand, answers or data, done or refused: the log does not say by whom,
    /// since the moment would tell (T74).
    #[must_use]
    pub const fn is_own(self) -> bool {
        matches!(self.audited(), Some(Audited { own: true, .. }))
            || matches!(
                self,
                Self::ReactToContribution
                    | Self::WithdrawReaction
                    | Self::ReportContribution
                    | Self::WithdrawContributionReport
                    | Self::SubmitAssessment
                    | Self::WithdrawAssessment
                    | Self::DraftContribution
                    | Self::UpdateContributionDraft
                    | Self::ChooseByline
                    | Self::UpdateInterestDeclaration
                    | Self::UpdateMyProfile
                    | Self::ClearMyProfile
            )
    }
}

const fn of(kind: AuditKind) -> Audited {
    Audited { kind, own: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(kind: AuditKind) -> Vec<&'static str> {
        let all = Action::ALL.iter();
        let told = all.filter(|action| action.audited().is_some_and(|audited| audited.kind == kind));
        told.map(|action| action.name()).collect()
    }

    #[test]
    fn every_action_that_gives_roles_or_credentials_is_a_grant() {
        let grants = named(AuditKind::Grant);
        for action in Action::ALL {
            let name = action.name();
            let gives = action.grants() || ["Role", "Client"].iter().any(|word| name.contains(word));
            assert!(!gives || grants.contains(&name), "{name}");
        }
        assert_eq!(grants.len(), 10);
    }

    #[test]
    fn no_action_is_forgotten_and_no_refusal_is_a_kind_of_something_done() {
        let told = Action::ALL.iter().filter(|action| action.audited().is_some()).count();
        let quiet = Action::ALL.iter().filter(|action| action.audited().is_none()).count();
        assert_eq!(told + quiet, Action::ALL.len());
        assert!(named(AuditKind::Refusal).is_empty());
        // Who moves states says so in the verb's name; none of those is quiet.
        for action in Action::ALL.iter().filter(|action| action.audited().is_none()) {
            // Who closes a report stands in the report, which the reported do not know of.
            if action.is_hushed() {
                continue;
            }
            let moves = [
                "start",
                "open",
                "close",
                "complete",
                "cancel",
                "skip",
                "announce",
                "activate",
                "retire",
                "suspend",
                "reinstate",
                "lock",
                "release",
                "publish",
                "hold",
                "reject",
                "verify",
            ];
            let name = action.name();
            assert!(moves.iter().all(|verb| !name.starts_with(verb)), "{name}");
        }
    }

    #[test]
    fn t74_the_log_is_not_told_of_stands_and_assessments() {
        for action in [
            Action::ReactToContribution,
            Action::WithdrawReaction,
            Action::SubmitAssessment,
            Action::WithdrawAssessment,
        ] {
            assert_eq!(action.audited(), None, "{action:?}");
        }
    }
}
