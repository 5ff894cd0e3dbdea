//! Which rights people have by the basis in law.

use async_graphql::SimpleObject;
use entity::vocabulary::{AccessClass, DataSubjectRight, LegalBasis, Purpose};

use super::in_force::terms_of;
use crate::{error::Result, relay::access::access, store::Tx};

/// Whether a right of the person applies to a purpose.
#[derive(Clone, Copy, Debug, SimpleObject, PartialEq, Eq)]
pub(super) struct ApplicableRight {
    /// The right.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub(super) right: DataSubjectRight,
    /// Whether it does.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub(super) applies: bool,
    /// The article that says so.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub(super) because: &'static str,
}

/// The rights on this basis, and those that it does not give, each with the article.
pub(super) fn rights_on(basis: LegalBasis) -> Vec<ApplicableRight> {
    use DataSubjectRight as R;
    use LegalBasis as B;
    let consent = basis.asks_consent();
    // Research in the public interest rests on the task too, by national law.
    let task = matches!(basis, B::PublicTask | B::Research);
    let duty = basis == B::LegalObligation;
    let told = |right, applies, because| ApplicableRight {
        right,
        applies,
        because,
    };
    vec![
        told(
            R::Information,
            true,
            if duty {
                "GDPR article 13; article 14(5)(c) where the law itself says who gets the data"
            } else {
                "GDPR articles 13 and 14"
            },
        ),
        told(R::Access, true, "GDPR article 15"),
        told(R::Rectification, true, "GDPR article 16"),
        told(
            R::Erasure,
            !duty && !task,
            match (duty || task, consent) {
                (true, _) => "GDPR article 17(3)(b), as far as the duty or task needs the data",
                (false, true) => "GDPR article 17(1)(b)",
                (false, false) => "GDPR article 17(1)",
            },
        ),
        told(R::Restriction, true, "GDPR article 18"),
        told(
            R::Portability,
            consent || basis == B::Contract,
            if consent || basis == B::Contract {
                "GDPR article 20(1)(a)"
            } else {
                "GDPR article 20(1)(a), for consent and contract alone"
            },
        ),
        told(
            R::Objection,
            task || basis == B::LegitimateInterest,
            match (task || basis == B::LegitimateInterest, consent) {
                (true, _) => "GDPR article 21(1)",
                (false, true) => "GDPR article 21(1), not for consent: withdraw it instead",
                (false, false) => "GDPR article 21(1), for public task and legitimate interest alone",
            },
        ),
        told(
            R::NoAutomatedDecision,
            !duty,
            if duty {
                "GDPR article 22(2)(b)"
            } else {
                "GDPR article 22"
            },
        ),
        told(
            R::Withdrawal,
            consent,
            if consent {
                "GDPR article 7(3)"
            } else {
                "GDPR article 7(3), for consent alone"
            },
        ),
        told(R::Complaint, true, "GDPR article 77"),
    ]
}

/// The same for a purpose that rests on this basis. Who read and did what is recorded by duty, whatever the task rests on:
/// nobody can keep themselves out of it.
pub(super) fn rights_to(purpose: Purpose, basis: LegalBasis) -> Vec<ApplicableRight> {
    let mut rights = rights_on(basis);
    for right in &mut rights {
        match (right.right, purpose) {
            (DataSubjectRight::Objection, Purpose::SecurityAudit) => {
                right.applies = false;
                right.because = "GDPR article 21(1), not against the record that articles 5(2) and 32 ask for";
            }
            (DataSubjectRight::Restriction, Purpose::SecurityAudit | Purpose::LegalRecord) => {
                right.applies = false;
                right.because = "GDPR article 18(2), which leaves legal claims and the rights of others open";
            }
            _ => {}
        }
    }
    rights
}

/// Whether a person has a right against what the agency processes for a purpose, and the article that says so.
pub async fn applies(tx: &Tx, purpose: Purpose, right: DataSubjectRight) -> Result<(bool, &'static str)> {
    let terms = terms_of(tx, purpose).await?;
    let rights = rights_to(purpose, terms.basis);
    let found = rights.iter().find(|found| found.right == right);
    Ok(found.map_or((false, "GDPR article 12(5)"), |found| (found.applies, found.because)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table of the Data Privacy Vocabulary: inform, access, rectify, erase, restrict, port, object, automated,
    /// withdraw, complain.
    const TABLE: &[(LegalBasis, &str)] = &[
        (LegalBasis::Consent, "YYYYYY-YYY"),
        (LegalBasis::ExplicitConsent, "YYYYYY-YYY"),
        (LegalBasis::Contract, "YYYYYY-Y-Y"),
        (LegalBasis::LegalObligation, "YYY-Y----Y"),
        (LegalBasis::VitalInterest, "YYYYY--Y-Y"),
        (LegalBasis::PublicTask, "YYY-Y-YY-Y"),
        (LegalBasis::LegitimateInterest, "YYYYY-YY-Y"),
        (LegalBasis::Research, "YYY-Y-YY-Y"),
    ];

    #[test]
    fn each_basis_gives_the_rights_of_the_table() {
        for (basis, expected) in TABLE {
            let rights = rights_on(*basis);
            let found: String = rights
                .iter()
                .map(|right| if right.applies { 'Y' } else { '-' })
                .collect();
            assert_eq!(found, *expected, "{basis:?}");
            assert!(rights.iter().all(|right| right.because.starts_with("GDPR article")));
        }
    }
}
