//! The fields that the policies rule on: the only list of them.

use entity::vocabulary::{AccessClass, Purpose};

use super::{
    closed::{Closed, closed},
    facts::RecordState,
};

/// Declares the guarded fields: one line each, the only list of them, with what others than the person may read it for.
macro_rules! fields {
    ($($field:ident = $name:literal $class:ident $([$($purpose:ident),+])?),+ $(,)?) => {
        /// A field that is not public, by type and name in GraphQL.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Field { $(#[doc = concat!("`", $name, "`")] $field),+ }

        impl Field {
            /// How confidential it is.
            #[must_use]
            pub const fn class(self) -> AccessClass {
                match self { $(Self::$field => AccessClass::$class),+ }
            }

            /// What it may be read for by others than the person; none where no purpose is asked for.
            #[must_use]
            pub const fn purposes(self) -> &'static [Purpose] {
                match self { $(Self::$field => &[$($(Purpose::$purpose),+)?]),+ }
            }
        }

        closed!(Field is "Field": $($field = $name),+);
    };
}

fields! {
    ViewerMembership = "Viewer.membership" Personal [ParticipationAdmin],
    ViewerTenants = "Viewer.tenants" Personal [ParticipationAdmin],
    ViewerParticipations = "Viewer.participations" Personal [ParticipationAdmin],
    ViewerAssessments = "Viewer.assessments" Personal [Evaluation],
    ViewerEvaluationsToAssess = "Viewer.evaluationsToAssess" Personal [ParticipationAdmin],
    QueryMemberships = "Query.memberships" TenantInternal,
    TenantInvitations = "Tenant.invitations" TenantInternal,
    TenantSpreadLimit = "Tenant.spreadLimit" TenantInternal,
    MembershipPerson = "Membership.person" Personal [ParticipationAdmin],
    MembershipRoles = "Membership.roles" TenantInternal,
    MembershipState = "Membership.state" TenantInternal,
    MembershipCreatedAt = "Membership.createdAt" TenantInternal,
    InvitationEmail = "Invitation.email" Personal [ParticipationAdmin],
    InvitationTenantRoles = "Invitation.tenantRoles" TenantInternal,
    InvitationState = "Invitation.state" TenantInternal,
    InvitationExpiresAt = "Invitation.expiresAt" TenantInternal,
    InvitationCreatedAt = "Invitation.createdAt" TenantInternal,
    InviteMemberPayloadInvitationToken = "InviteMemberPayload.invitationToken" Confidential,
    PersonLegalName = "Person.legalName" Personal [ParticipationAdmin],
    PersonDisplayName = "Person.displayName" Personal [ParticipationAdmin, PublicAttribution, ShareWithPartner],
    PersonEmail = "Person.email" Personal [ParticipationAdmin, ContactNews],
    PersonLanguage = "Person.language" Personal [ParticipationAdmin],
    PersonParticipations = "Person.participations" Personal [ParticipationAdmin],
    ParticipationPerson = "Participation.person" Personal [ParticipationAdmin, ShareWithPartner],
    ParticipationSector = "Participation.sector" ProjectShared,
    ParticipationExpertise = "Participation.expertise" ProjectShared,
    ParticipationRoles = "Participation.roles" ProjectShared,
    ParticipationJoinedVia = "Participation.joinedVia" ProjectShared,
    ParticipationState = "Participation.state" ProjectShared,
    ParticipationJoinedOn = "Participation.joinedOn" ProjectShared,
    ParticipationLeftOn = "Participation.leftOn" ProjectShared,
    ProjectLead = "Project.lead" Personal [ParticipationAdmin, PublicAttribution],
    ProjectParticipations = "Project.participations" ProjectShared,
    ProjectStateChangeActor = "ProjectStateChange.actor" TenantInternal,
    PhaseStateChangeActor = "PhaseStateChange.actor" TenantInternal,
    ViewerContributions = "Viewer.contributions" Personal [ParticipationAdmin],
    ContributionTitle = "Contribution.title" Public,
    ContributionBody = "Contribution.body" Public,
    ContributionAuthor = "Contribution.author" Personal [ParticipationAdmin, ShareWithPartner],
    ContributionMayContainSpecialCategory = "Contribution.mayContainSpecialCategory" TenantInternal,
    ContributionModeration = "Contribution.moderation" Personal [ParticipationAdmin],
    ContributionDisposition = "Contribution.disposition" Public,
    ContributionProposedDisposition = "Contribution.proposedDisposition" TenantInternal,
    ModerationDecisionRule = "ModerationDecision.rule" Personal [ParticipationAdmin],
    ModerationDecisionReason = "ModerationDecision.reason" Personal [ParticipationAdmin],
    ModerationDecisionDecidedAt = "ModerationDecision.decidedAt" Personal [ParticipationAdmin],
    ModerationDecisionModerator = "ModerationDecision.moderator" TenantInternal,
    ViewerReactions = "Viewer.reactions" Personal [ParticipationAdmin],
    ReactionContribution = "Reaction.contribution" Personal [ParticipationAdmin],
    ReactionStand = "Reaction.stand" Personal [ParticipationAdmin],
    ReactionReactedOn = "Reaction.reactedOn" Personal [ParticipationAdmin],
    QueryClients = "Query.clients" TenantInternal,
    ClientProjects = "Client.projects" TenantInternal,
    ClientScopeClasses = "ClientScope.classes" TenantInternal,
    ClientScopePurposes = "ClientScope.purposes" TenantInternal,
    ClientExpiresAt = "Client.expiresAt" TenantInternal,
    ClientSecretRotatedAt = "Client.secretRotatedAt" TenantInternal,
    ClientLastUsedOn = "Client.lastUsedOn" TenantInternal,
    ClientCreatedAt = "Client.createdAt" TenantInternal,
    RegisterClientPayloadClientSecret = "RegisterClientPayload.clientSecret" Confidential,
    RotateClientSecretPayloadClientSecret = "RotateClientSecretPayload.clientSecret" Confidential,
    ParticipationOrganisation = "Participation.organisation" ProjectShared,
    ParticipationStateReason = "Participation.stateReason" Personal [ParticipationAdmin],
    BylineName = "Byline.name" Personal,
    OrganisationRevealsSpecialCategory = "Organisation.revealsSpecialCategory" TenantInternal,
    EvaluationResults = "Evaluation.results" Confidential,
    AssessmentEvaluation = "Assessment.evaluation" Personal [Evaluation],
    AssessmentAnswers = "Assessment.answers" Personal [Evaluation],
    AssessmentRelation = "Assessment.relation" Personal [Evaluation],
    AssessmentState = "Assessment.state" Personal [Evaluation],
    AssessmentSubmittedOn = "Assessment.submittedOn" Personal [Evaluation],
    AssessmentAnswerCriterion = "AssessmentAnswer.criterion" Personal [Evaluation],
    AssessmentAnswerScore = "AssessmentAnswer.score" Personal [Evaluation],
    AssessmentAnswerNonAnswer = "AssessmentAnswer.nonAnswer" Personal [Evaluation],
    AssessmentAnswerComment = "AssessmentAnswer.comment" Personal [Evaluation],
    ViewerInvitations = "Viewer.invitations" Personal [ParticipationAdmin],
    InvitationProject = "Invitation.project" TenantInternal,
    InvitationSector = "Invitation.sector" TenantInternal,
    InvitationExpertise = "Invitation.expertise" TenantInternal,
    InvitationProjectRoles = "Invitation.projectRoles" TenantInternal,
    InvitationOrganisation = "Invitation.organisation" TenantInternal,
    InviteParticipantPayloadInvitationToken = "InviteParticipantPayload.invitationToken" Confidential,
    ViewerDataSubjectRequests = "Viewer.dataSubjectRequests" Personal [ParticipationAdmin],
    QueryDataSubjectRequests = "Query.dataSubjectRequests" TenantInternal,
    DataSubjectRequestSubject = "DataSubjectRequest.subject" Personal [ParticipationAdmin],
    DataSubjectRequestRight = "DataSubjectRequest.right" Personal [ParticipationAdmin],
    DataSubjectRequestPurpose = "DataSubjectRequest.purpose" Personal [ParticipationAdmin],
    DataSubjectRequestRestrictsFrom = "DataSubjectRequest.restrictsFrom" Personal [ParticipationAdmin],
    DataSubjectRequestRestrictsUntil = "DataSubjectRequest.restrictsUntil" Personal [ParticipationAdmin],
    DataSubjectRequestField = "DataSubjectRequest.field" Personal [ParticipationAdmin],
    DataSubjectRequestCorrection = "DataSubjectRequest.correction" Personal [ParticipationAdmin],
    DataSubjectRequestContribution = "DataSubjectRequest.contribution" Personal [ParticipationAdmin],
    DataSubjectRequestDetails = "DataSubjectRequest.details" Personal [ParticipationAdmin],
    DataSubjectRequestReceivedAt = "DataSubjectRequest.receivedAt" Personal [ParticipationAdmin],
    DataSubjectRequestDueAt = "DataSubjectRequest.dueAt" Personal [ParticipationAdmin],
    DataSubjectRequestIsOverdue = "DataSubjectRequest.isOverdue" Personal [ParticipationAdmin],
    DataSubjectRequestExtensionReason = "DataSubjectRequest.extensionReason" Personal [ParticipationAdmin],
    DataSubjectRequestIsIdentityVerified = "DataSubjectRequest.isIdentityVerified" Personal [ParticipationAdmin],
    DataSubjectRequestOutcomes = "DataSubjectRequest.outcomes" Personal [ParticipationAdmin],
    DataSubjectRequestExport = "DataSubjectRequest.export" Personal [ParticipationAdmin],
    DataSubjectRequestHandler = "DataSubjectRequest.handler" Personal [ParticipationAdmin],
    DataSubjectRequestClosedAt = "DataSubjectRequest.closedAt" Personal [ParticipationAdmin],
    DataExportDocument = "DataExport.document" Personal [ParticipationAdmin],
    DataExportByteSize = "DataExport.byteSize" Personal [ParticipationAdmin],
    DataExportSha256 = "DataExport.sha256" Personal [ParticipationAdmin],
    DataSubjectRequestRecipients = "DataSubjectRequest.recipients" Personal [ParticipationAdmin],
    DataRecipientOrganisation = "DataRecipient.organisation" Personal [ParticipationAdmin],
    DataRecipientFields = "DataRecipient.fields" Personal [ParticipationAdmin],
    DataRecipientLastShownAt = "DataRecipient.lastShownAt" Personal [ParticipationAdmin],
    RequestOutcomePurpose = "RequestOutcome.purpose" Personal [ParticipationAdmin],
    RequestOutcomeIsDone = "RequestOutcome.isDone" Personal [ParticipationAdmin],
    RequestOutcomeCode = "RequestOutcome.code" Personal [ParticipationAdmin],
    RequestOutcomeBecause = "RequestOutcome.because" Personal [ParticipationAdmin],
    QueryMyDataAccess = "Query.myDataAccess" Personal [SecurityAudit],
    QueryAccessLog = "Query.accessLog" Personal [SecurityAudit],
    AccessLogEntryOccurredAt = "AccessLogEntry.occurredAt" Personal [SecurityAudit],
    AccessLogEntryReaderOrganisation = "AccessLogEntry.readerOrganisation" Personal [SecurityAudit],
    AccessLogEntryReaderRole = "AccessLogEntry.readerRole" Personal [SecurityAudit],
    AccessLogEntryReader = "AccessLogEntry.reader" Personal [SecurityAudit],
    AccessLogEntryPurpose = "AccessLogEntry.purpose" Personal [SecurityAudit],
    AccessLogEntryClasses = "AccessLogEntry.classes" Personal [SecurityAudit],
    AccessLogEntryFields = "AccessLogEntry.fields" Personal [SecurityAudit],
    AccessLogEntryOutcome = "AccessLogEntry.outcome" Personal [SecurityAudit],
    AccessLogEntryCode = "AccessLogEntry.code" Personal [SecurityAudit],
    AccessLogEntryCount = "AccessLogEntry.count" Personal [SecurityAudit],
    AccessLogEntryProject = "AccessLogEntry.project" Personal [SecurityAudit],
    QueryTenantPolicies = "Query.tenantPolicies" TenantInternal,
    QueryRetentionRules = "Query.retentionRules" TenantInternal,
    RetentionRuleClass = "RetentionRule.class" TenantInternal,
    RetentionRulePurpose = "RetentionRule.purpose" TenantInternal,
    RetentionRuleTrigger = "RetentionRule.trigger" TenantInternal,
    RetentionRuleDuration = "RetentionRule.duration" TenantInternal,
    RetentionRuleDisposal = "RetentionRule.disposal" TenantInternal,
    RetentionRuleIsActive = "RetentionRule.isActive" TenantInternal,
    QueryRetentionRuns = "Query.retentionRuns" TenantInternal,
    RetentionRunStartedAt = "RetentionRun.startedAt" TenantInternal,
    RetentionRunFinishedAt = "RetentionRun.finishedAt" TenantInternal,
    RetentionRunByRule = "RetentionRun.byRule" TenantInternal,
    RetentionResultDeletedCount = "RetentionResult.deletedCount" TenantInternal,
    RetentionResultAnonymisedCount = "RetentionResult.anonymisedCount" TenantInternal,
    RetentionResultHeldCount = "RetentionResult.heldCount" TenantInternal,
    ParticipationReveals = "Participation.reveals" Personal [SecurityAudit],
    QueryPseudonymReveals = "Query.pseudonymReveals" TenantInternal,
    PseudonymRevealParticipation = "PseudonymReveal.participation" Personal [SecurityAudit],
    PseudonymRevealPerson = "PseudonymReveal.person" Personal [LegalRecord],
    PseudonymRevealLegalName = "PseudonymReveal.legalName" Personal [LegalRecord],
    PseudonymRevealGround = "PseudonymReveal.ground" Personal [SecurityAudit],
    PseudonymRevealReason = "PseudonymReveal.reason" Confidential [LegalRecord, SecurityAudit],
    PseudonymRevealRevealedBy = "PseudonymReveal.revealedBy" Personal [SecurityAudit],
    PseudonymRevealRevealedAt = "PseudonymReveal.revealedAt" Personal [SecurityAudit],
    ParticipationInterestDeclarations = "Participation.interestDeclarations" ProjectShared,
    InterestDeclarationParticipation = "InterestDeclaration.participation" ProjectShared,
    InterestDeclarationPublicSummary = "InterestDeclaration.publicSummary" Public,
    InterestDeclarationDetail = "InterestDeclaration.detail" Confidential [ParticipationAdmin],
    ViewerContributionReports = "Viewer.contributionReports" Personal [ParticipationAdmin],
    ProjectContributionReports = "Project.contributionReports" TenantInternal,
    ContributionReports = "Contribution.reports" TenantInternal,
    ContributionReportContribution = "ContributionReport.contribution" TenantInternal,
    ContributionReportReporter = "ContributionReport.reporter" Confidential [LegalRecord, SecurityAudit],
    ContributionReportRule = "ContributionReport.rule" TenantInternal,
    ContributionReportReason = "ContributionReport.reason" Personal [ParticipationAdmin],
    ContributionReportState = "ContributionReport.state" TenantInternal,
    ContributionReportReportedOn = "ContributionReport.reportedOn" TenantInternal,
    ContributionReportClosedOn = "ContributionReport.closedOn" TenantInternal,
    ContributionReportClosingReason = "ContributionReport.closingReason" TenantInternal,
    ContributionReportClosedBy = "ContributionReport.closedBy" TenantInternal,
    QueryLegalHolds = "Query.legalHolds" Confidential,
    LegalHoldReason = "LegalHold.reason" Confidential,
    LegalHoldProject = "LegalHold.project" Confidential,
    LegalHoldSubject = "LegalHold.subject" Personal [LegalRecord],
    LegalHoldReaders = "LegalHold.readers" Confidential,
    LegalHoldPlacedBy = "LegalHold.placedBy" Confidential,
    LegalHoldPlacedAt = "LegalHold.placedAt" Confidential,
    LegalHoldLiftedAt = "LegalHold.liftedAt" Confidential,
    LegalHoldLiftedReason = "LegalHold.liftedReason" Confidential,
    LegalHoldRecords = "LegalHold.records" Confidential [LegalRecord],
    HeldRecordKind = "HeldRecord.kind" Confidential [LegalRecord],
    HeldRecordDocument = "HeldRecord.document" Confidential [LegalRecord],
    HeldRecordKeptOn = "HeldRecord.keptOn" Confidential [LegalRecord],
    QueryAccessMatrix = "Query.accessMatrix" TenantInternal,
    QueryExplainAccess = "Query.explainAccess" Personal [SecurityAudit],
    TenantPolicyName = "TenantPolicy.name" TenantInternal,
    TenantPolicyField = "TenantPolicy.field" TenantInternal,
    TenantPolicyRoles = "TenantPolicy.roles" TenantInternal,
    TenantPolicyPurposes = "TenantPolicy.purposes" TenantInternal,
    TenantPolicyReason = "TenantPolicy.reason" TenantInternal,
    TenantPolicyState = "TenantPolicy.state" TenantInternal,
    TenantPolicyRetiredReason = "TenantPolicy.retiredReason" TenantInternal,
    TenantPolicyDryRun = "TenantPolicy.dryRun" TenantInternal,
    TenantPolicyCreatedAt = "TenantPolicy.createdAt" TenantInternal,
    TenantPolicyActivatedAt = "TenantPolicy.activatedAt" TenantInternal,
    QueryAuditEntries = "Query.auditEntries" TenantInternal,
    AuditEntryOccurredAt = "AuditEntry.occurredAt" TenantInternal,
    AuditEntryKind = "AuditEntry.kind" TenantInternal,
    AuditEntryAction = "AuditEntry.action" TenantInternal,
    AuditEntryActor = "AuditEntry.actor" Personal [SecurityAudit],
    AuditEntryObject = "AuditEntry.object" TenantInternal,
    AuditEntryOutcome = "AuditEntry.outcome" TenantInternal,
    AuditEntryCode = "AuditEntry.code" TenantInternal,
    AuditEntryCount = "AuditEntry.count" TenantInternal,
    AuditEntryPurpose = "AuditEntry.purpose" TenantInternal,
    ViewerConsents = "Viewer.consents" Personal [ParticipationAdmin],
    ConsentProcessingPurpose = "Consent.processingPurpose" Personal [ParticipationAdmin],
    ConsentRecipient = "Consent.recipient" Personal [ParticipationAdmin],
    ConsentAttribute = "Consent.attribute" Personal [ParticipationAdmin],
    ConsentState = "Consent.state" Personal [ParticipationAdmin],
    ConsentIsValid = "Consent.isValid" Personal [ParticipationAdmin],
    ConsentIsStale = "Consent.isStale" Personal [ParticipationAdmin],
    ConsentRecords = "Consent.records" Personal [ParticipationAdmin],
    ConsentRecordSubject = "ConsentRecord.subject" Personal [ParticipationAdmin],
    ConsentRecordNotice = "ConsentRecord.notice" Personal [ParticipationAdmin],
    ConsentRecordLanguage = "ConsentRecord.language" Personal [ParticipationAdmin],
    ConsentRecordRecipient = "ConsentRecord.recipient" Personal [ParticipationAdmin],
    ConsentRecordAttribute = "ConsentRecord.attribute" Personal [ParticipationAdmin],
    ConsentRecordState = "ConsentRecord.state" Personal [ParticipationAdmin],
    ConsentRecordChannel = "ConsentRecord.channel" Personal [ParticipationAdmin],
    ConsentRecordRecordedAt = "ConsentRecord.recordedAt" Personal [ParticipationAdmin],
    ConsentRecordRecordedBy = "ConsentRecord.recordedBy" Personal [ParticipationAdmin],
    ConsentRecordExpiresAt = "ConsentRecord.expiresAt" Personal [ParticipationAdmin],
    ConsentRecordSignedOn = "ConsentRecord.signedOn" Personal [ParticipationAdmin],
    ConsentRecordEvidenceHash = "ConsentRecord.evidenceHash" Personal [ParticipationAdmin],
    ConsentRecordReason = "ConsentRecord.reason" Personal [ParticipationAdmin],
    ConsentRecordHowToWithdraw = "ConsentRecord.howToWithdraw" Personal [ParticipationAdmin],
    ConsentRecordPrevious = "ConsentRecord.previous" Personal [ParticipationAdmin],
    ConsentRecordHash = "ConsentRecord.hash" Personal [ParticipationAdmin],
    ViewerProfile = "Viewer.profile" Sensitive [Representativeness],
    PersonProfile = "Person.profile" Sensitive [Representativeness],
    ParticipantProfileAgeBand = "ParticipantProfile.ageBand" Personal [Representativeness],
    ParticipantProfileBirthYear = "ParticipantProfile.birthYear" Sensitive [Representativeness],
    ParticipantProfileMunicipality = "ParticipantProfile.municipality" Personal [Representativeness],
    ParticipantProfilePostalAddress = "ParticipantProfile.postalAddress" Sensitive [Representativeness],
    ParticipantProfileGender = "ParticipantProfile.gender" Sensitive [Representativeness],
    ParticipantProfileEducation = "ParticipantProfile.education" Sensitive [Representativeness],
    ParticipantProfileHasDisability = "ParticipantProfile.hasDisability" Sensitive [RepresentativenessSpecial],
    ParticipantProfileHasMigrationBackground = "ParticipantProfile.hasMigrationBackground" Sensitive [RepresentativenessSpecial],
}

impl Field {
    /// Every guarded field.
    pub const ALL: &'static [Self] = <Self as Closed>::LISTED;

    /// Whether it depends on where the row stands; its question says where.
    #[must_use]
    pub const fn depends_on_state(self) -> bool {
        matches!(
            self,
            Self::ContributionTitle
                | Self::ContributionBody
                | Self::ContributionDisposition
                | Self::BylineName
                | Self::EvaluationResults
                | Self::InterestDeclarationPublicSummary
        )
    }

    /// Where a row with it can stand.
    #[must_use]
    pub const fn states(self) -> &'static [RecordState] {
        if self.depends_on_state() {
            <RecordState as Closed>::LISTED
        } else {
            &[RecordState::Plain]
        }
    }

    /// Whether it is words of somebody: personal until they are published, and again once withdrawn.
    const fn is_words(self) -> bool {
        matches!(
            self,
            Self::ContributionTitle | Self::ContributionBody | Self::InterestDeclarationPublicSummary
        )
    }

    /// What it may be read for by others than the person where its row stands so.
    #[must_use]
    pub const fn purposes_in(self, state: RecordState) -> &'static [Purpose] {
        match state {
            RecordState::Published if self.is_words() => &[],
            _ if self.is_words() => &[Purpose::ParticipationAdmin],
            _ => self.purposes(),
        }
    }

    /// Whether others than the person may read it for this purpose, somewhere on the way of its row.
    #[must_use]
    pub fn is_opened_by(self, purpose: Purpose) -> bool {
        let mut states = self.states().iter();
        states.any(|state| self.purposes_in(*state).contains(&purpose))
    }

    /// Whether a read of it by others than the person goes on record, where its row stands so: it tells of somebody.
    #[must_use]
    pub const fn is_on_record(self, state: RecordState) -> bool {
        !self.purposes_in(state).is_empty()
    }

    /// How confidential it is where its row stands so: words until they are published, figures until they are released, a
    /// name until its owner puts it to their words.
    #[must_use]
    pub const fn class_in(self, state: RecordState) -> AccessClass {
        match (self, state) {
            (Self::EvaluationResults | Self::BylineName, RecordState::Published) => AccessClass::Public,
            (_, RecordState::Published) if self.is_words() => AccessClass::Public,
            _ if self.is_words() => AccessClass::Personal,
            _ => self.class(),
        }
    }

    /// Type and name in GraphQL, such as `Person.legalName`.
    #[must_use]
    pub fn name(self) -> &'static str {
        Closed::name(self)
    }
}
