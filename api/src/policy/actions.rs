//! What can be done, and to what: the only list of it.

use super::closed::{Closed, closed};

/// What an action is done to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Noun {
    /// The agency.
    Tenant,
    /// A person, as the agency knows them.
    Person,
    /// A place in the agency.
    Membership,
    /// What one signs in with.
    Account,
    /// A project.
    Project,
    /// Somebody's part in a project.
    Participation,
    /// A co-assessment.
    Evaluation,
    /// What somebody answered in one.
    Assessment,
    /// A part of a project with its own time.
    Phase,
    /// What a participant gave to a phase.
    Contribution,
    /// A program of a partner.
    Client,
    /// An organisation.
    Organisation,
    /// An offer to join the agency or one of its projects.
    Invitation,
    /// A service of a public organisation.
    PublicService,
    /// A person's request about their data.
    DataSubjectRequest,
    /// How long data of one class and purpose are kept.
    RetentionRule,
    /// An order that keeps what would be deleted.
    LegalHold,
    /// A rule that the agency added.
    TenantPolicy,
    /// What an agency processes personal data for.
    ProcessingPurpose,
    /// What somebody said to a purpose.
    Consent,
    /// What a participant declares that could bias them.
    InterestDeclaration,
    /// What somebody tells the moderators of a contribution.
    ContributionReport,
}

closed!(Noun is "Noun":
    Tenant = "Tenant",
    Person = "Person",
    Membership = "Membership",
    Account = "Account",
    Project = "Project",
    Participation = "Participation",
    Evaluation = "Evaluation",
    Assessment = "Assessment",
    Phase = "Phase",
    Contribution = "Contribution",
    Client = "Client",
    Organisation = "Organisation",
    Invitation = "Invitation",
    PublicService = "PublicService",
    DataSubjectRequest = "DataSubjectRequest",
    RetentionRule = "RetentionRule",
    LegalHold = "LegalHold",
    TenantPolicy = "TenantPolicy",
    ProcessingPurpose = "ProcessingPurpose",
    Consent = "Consent",
    InterestDeclaration = "InterestDeclaration",
    ContributionReport = "ContributionReport",
);

/// Declares the verbs: one line each, the only list of them.
macro_rules! actions {
    ($($action:ident = $name:literal on $noun:ident: $does:literal),+ $(,)?) => {
        /// What can be done; each is the mutation of that name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Action { $(#[doc = concat!("`", $name, "`")] $action),+ }

        impl Action {
            /// What it is done to.
            #[must_use]
            pub const fn noun(self) -> Noun {
                match self { $(Self::$action => Noun::$noun),+ }
            }

            /// What it does, in one sentence.
            #[must_use]
            pub const fn does(self) -> &'static str {
                match self { $(Self::$action => $does),+ }
            }
        }

        closed!(Action is "Action": $($action = $name),+);
    };
}

actions! {
    UpdateTenant = "updateTenant" on Tenant: "Changes what the agency says about itself and how careful it is with figures.",
    InviteMember = "inviteMember" on Tenant: "Invites a person to the agency.",
    SuspendMembership = "suspendMembership" on Membership: "Keeps a member from signing in.",
    ReinstateMembership = "reinstateMembership" on Membership: "Lets a suspended member sign in again.",
    GrantTenantRole = "grantTenantRole" on Membership: "Gives a member a role in the agency that you hold yourself.",
    RevokeTenantRole = "revokeTenantRole" on Membership: "Takes a role in the agency from a member.",
    ChangePassword = "changePassword" on Account: "Changes your own password; all your tokens end at once.",
    UpdateMyPerson = "updateMyPerson" on Person: "Changes your own names and language in this tenant.",
    CreateProject = "createProject" on Tenant: "Creates a project as a draft.",
    UpdateProject = "updateProject" on Project: "Changes what a project says of itself.",
    StartProjectReadiness = "startProjectReadiness" on Project: "Hands a draft on to be checked for whether co-creation can work here.",
    ReturnProjectToDraft = "returnProjectToDraft" on Project: "Sends a project back from the check.",
    DeclineProject = "declineProject" on Project: "Ends a project that is not ready.",
    AnnounceProject = "announceProject" on Project: "Announces a project that is ready.",
    ActivateProject = "activateProject" on Project: "Starts an announced project.",
    PauseProject = "pauseProject" on Project: "Halts an active project.",
    ResumeProject = "resumeProject" on Project: "Lets a paused project go on.",
    ConcludeProject = "concludeProject" on Project: "Concludes a project all of whose phases are over.",
    CompleteProjectEvaluation = "completeProjectEvaluation" on Project: "Marks a concluded project as evaluated.",
    CancelProject = "cancelProject" on Project: "Ends an announced project early.",
    JoinProject = "joinProject" on Project: "Takes part in a project that anyone may join.",
    LeaveProject = "leaveProject" on Participation: "Leaves a project.",
    GrantProjectRole = "grantProjectRole" on Participation: "Gives a participant a role that you hold yourself.",
    RevokeProjectRole = "revokeProjectRole" on Participation: "Takes a role from a participant.",
    DraftContribution = "draftContribution" on Contribution: "Saves a draft that nobody else knows of.",
    UpdateContributionDraft = "updateContributionDraft" on Contribution: "Changes your own draft.",
    SubmitContribution = "submitContribution" on Contribution: "Gives a contribution to an open phase.",
    SubmitContributionDraft = "submitContributionDraft" on Contribution: "Submits your own draft.",
    WithdrawContribution = "withdrawContribution" on Contribution: "Withdraws your own contribution before anything was decided on it.",
    PublishContribution = "publishContribution" on Contribution: "Publishes a submitted or held contribution.",
    HoldContribution = "holdContribution" on Contribution: "Holds a submitted contribution back.",
    MarkSpecialCategory = "markSpecialCategory" on Contribution: "Marks that a contribution may tell of article 9 matters.",
    RejectContribution = "rejectContribution" on Contribution: "Rejects a held contribution.",
    StartContributionReview = "startContributionReview" on Contribution: "Takes a published contribution under review.",
    DisposeContribution = "disposeContribution" on Contribution: "Proposes what becomes of a contribution under review.",
    PublishDispositions = "publishDispositions" on Phase: "Publishes what became of the contributions of a phase.",
    RecordImplementation = "recordImplementation" on Contribution: "Records whether an accepted contribution was carried out.",
    CreateEvaluation = "createEvaluation" on Project: "Sets up an evaluation as a draft.",
    UpdateEvaluation = "updateEvaluation" on Evaluation: "Changes a draft evaluation.",
    LockEvaluation = "lockEvaluation" on Evaluation: "Fixes what is asked and how it will be counted.",
    OpenEvaluation = "openEvaluation" on Evaluation: "Begins to take assessments.",
    CloseEvaluation = "closeEvaluation" on Evaluation: "Ends collecting once its date has come.",
    ComputeEvaluation = "computeEvaluation" on Evaluation: "Computes the results and checks what may be shown.",
    ReleaseEvaluation = "releaseEvaluation" on Evaluation: "Releases the results to participants and agency at the same instant.",
    SubmitAssessment = "submitAssessment" on Evaluation: "Hands in your answers.",
    WithdrawAssessment = "withdrawAssessment" on Assessment: "Takes your assessment back.",
    AddPhase = "addPhase" on Project: "Plans a further phase.",
    UpdatePhase = "updatePhase" on Phase: "Changes a phase.",
    OpenPhase = "openPhase" on Phase: "Opens a phase to contributions.",
    ClosePhase = "closePhase" on Phase: "Ends input to a phase.",
    ExtendPhase = "extendPhase" on Phase: "Opens a closed phase again before it is reviewed.",
    StartPhaseReview = "startPhaseReview" on Phase: "Begins to weigh the contributions of a closed phase.",
    ReportPhase = "reportPhase" on Phase: "Says that the results of the review were reported back to participants.",
    CompletePhase = "completePhase" on Phase: "Completes a reported phase.",
    SkipPhase = "skipPhase" on Phase: "Leaves a planned phase out.",
    CancelPhase = "cancelPhase" on Phase: "Ends a planned or open phase early.",
    ReactToContribution = "reactToContribution" on Contribution: "Takes a stand on a published contribution.",
    WithdrawReaction = "withdrawReaction" on Contribution: "Takes your stand on a contribution back.",
    ReportContribution = "reportContribution" on Contribution: "Tells the moderators of a published contribution.",
    CloseContributionReport = "closeContributionReport" on ContributionReport: "Closes a report as upheld or dismissed.",
    WithdrawContributionReport = "withdrawContributionReport" on ContributionReport: "Takes your report back.",
    RegisterClient = "registerClient" on Tenant: "Registers a partner's program and gives out its secret once.",
    UpdateClient = "updateClient" on Client: "Changes what a client is called.",
    RotateClientSecret = "rotateClientSecret" on Client: "Replaces a client's secret.",
    RevokeClient = "revokeClient" on Client: "Ends a client's credential at once.",
    RemoveParticipation = "removeParticipation" on Participation: "Ends somebody's participation.",
    ChooseByline = "chooseByline" on Participation: "Chooses how the project names you with your words.",
    RevealPseudonym = "revealPseudonym" on Participation: "Reveals who a participant is, by duty and on record.",
    DeclareInterest = "declareInterest" on Participation: "Declares what could bias you in a project.",
    UpdateInterestDeclaration = "updateInterestDeclaration" on InterestDeclaration: "Corrects an interest that you declared.",
    WithdrawInterestDeclaration = "withdrawInterestDeclaration" on InterestDeclaration: "Takes back an interest that you declared.",
    CreateOrganisation = "createOrganisation" on Tenant: "Enters an organisation.",
    UpdateOrganisation = "updateOrganisation" on Organisation: "Changes what is known of an organisation.",
    VerifyOrganisation = "verifyOrganisation" on Organisation: "Says that the agency checked the organisation.",
    InviteParticipant = "inviteParticipant" on Project: "Invites a person to a project.",
    AcceptProjectInvitation = "acceptProjectInvitation" on Invitation: "Accepts a project's invitation as a signed-in member.",
    DeclineInvitation = "declineInvitation" on Invitation: "Declines an invitation.",
    WithdrawInvitation = "withdrawInvitation" on Invitation: "Takes back an invitation that was not accepted.",
    CreatePublicService = "createPublicService" on Tenant: "Enters a public service.",
    UpdatePublicService = "updatePublicService" on PublicService: "Changes the description of a public service.",
    ActivatePublicService = "activatePublicService" on PublicService: "Says that a public service is offered now.",
    RetirePublicService = "retirePublicService" on PublicService: "Says that a public service is no longer offered.",
    ExportMyData = "exportMyData" on Person: "Asks for a copy of all your data in this agency (article 15).",
    ExportMyPortableData = "exportMyPortableData" on Person: "Asks for what you gave on consent, to take it along (article 20).",
    RequestRectification = "requestRectification" on Person: "Asks to have data about you corrected (article 16).",
    RequestErasure = "requestErasure" on Person: "Asks to have your data erased (article 17).",
    RequestRestriction = "requestRestriction" on Person: "Asks to have your data stored and not otherwise used (article 18).",
    ObjectToProcessing = "objectToProcessing" on Person: "Objects to processing for a public task or legitimate interest (article 21).",
    StartIdentityCheck = "startIdentityCheck" on DataSubjectRequest: "Begins to make sure who asks.",
    ConfirmRequestIdentity = "confirmRequestIdentity" on DataSubjectRequest: "Says that the agency made sure who asks.",
    ExtendDataSubjectRequest = "extendDataSubjectRequest" on DataSubjectRequest: "Takes up to two months longer and tells the person why.",
    FulfilDataSubjectRequest = "fulfilDataSubjectRequest" on DataSubjectRequest: "Carries a request out as far as the law lets it.",
    RefuseDataSubjectRequest = "refuseDataSubjectRequest" on DataSubjectRequest: "Refuses a request.",
    LiftRestriction = "liftRestriction" on DataSubjectRequest: "Lets restricted data be used again, and tells the person first (article 18(3)).",
    WithdrawDataSubjectRequest = "withdrawDataSubjectRequest" on DataSubjectRequest: "Takes back what you asked about your data, and what rests because of it.",
    CloseDataSubjectRequest = "closeDataSubjectRequest" on DataSubjectRequest: "Closes an answered request.",
    CreateRetentionRule = "createRetentionRule" on Tenant: "Sets how long data of a class and purpose are kept.",
    UpdateRetentionRule = "updateRetentionRule" on RetentionRule: "Changes a retention rule from its next run on.",
    PlaceLegalHold = "placeLegalHold" on Tenant: "Keeps a copy of what is deleted of a project or a person.",
    LiftLegalHold = "liftLegalHold" on LegalHold: "Lifts a hold.",
    DraftTenantPolicy = "draftTenantPolicy" on Tenant: "Validates a rule of the agency and shows what it would change.",
    ActivateTenantPolicy = "activateTenantPolicy" on TenantPolicy: "Puts a drafted rule in force from the next read on.",
    RetireTenantPolicy = "retireTenantPolicy" on TenantPolicy: "Takes a rule of the agency out of force.",
    UpdateProcessingPurpose = "updateProcessingPurpose" on ProcessingPurpose: "Adapts basis and description of a purpose.",
    PublishNotice = "publishNotice" on ProcessingPurpose: "Publishes a new version of a purpose's notice.",
    GiveConsent = "giveConsent" on Consent: "Gives your consent.",
    RefuseConsent = "refuseConsent" on Consent: "Refuses your consent.",
    DeferConsent = "deferConsent" on Consent: "Puts the question aside.",
    WithdrawConsent = "withdrawConsent" on Consent: "Withdraws your consent from the next read on.",
    RequestConsent = "requestConsent" on Consent: "Asks a participant for consent.",
    RecordPaperConsent = "recordPaperConsent" on Consent: "Records a consent or withdrawal that a person signed on paper.",
    RevokeConsent = "revokeConsent" on Consent: "Ends a consent on the agency's side.",
    InvalidateConsent = "invalidateConsent" on Consent: "Marks a consent as void by decision of an authority or court.",
    UpdateMyProfile = "updateMyProfile" on Person: "Tells or corrects what you say about yourself for statistics.",
    ClearMyProfile = "clearMyProfile" on Person: "Deletes attributes of yours.",
}

impl Action {
    /// Every action.
    pub const ALL: &'static [Self] = <Self as Closed>::LISTED;

    /// The mutation's name, such as `createProject`.
    #[must_use]
    pub fn name(self) -> &'static str {
        Closed::name(self)
    }

    /// Whether it depends on the sector that somebody takes part for; its question must name one.
    #[must_use]
    pub const fn takes_sector(self) -> bool {
        matches!(self, Self::JoinProject | Self::AcceptProjectInvitation)
    }

    /// Whether it gives roles in the agency; its question must name them.
    #[must_use]
    pub const fn grants(self) -> bool {
        matches!(self, Self::InviteMember | Self::GrantTenantRole)
    }
}
