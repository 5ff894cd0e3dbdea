//! What the purposes mean where an agency says nothing else, and how to withdraw.

use entity::{scalar::LanguageTag, vocabulary::Purpose};

/// What a purpose usually means.
pub(super) const fn usual(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::ParticipationAdmin => "To run accounts, contributions and the report on what became of them.",
        Purpose::LegalRecord => "To keep the record of a participation that a law demands.",
        Purpose::SecurityAudit => "To check who read and did what.",
        Purpose::Representativeness => {
            "To learn whether those who take part mirror the population, by ordinary facts such as age."
        }
        Purpose::RepresentativenessSpecial => {
            "To learn whether those who take part mirror the population, by facts that are specially protected, such as \
             disability."
        }
        Purpose::PublicAttribution => {
            "To show your name in public with what you contribute; otherwise a pseudonym is shown."
        }
        Purpose::ContactNews => "To write to you about news and later projects.",
        Purpose::ShareWithPartner => "To let a named partner see who takes part, by name and with what.",
        Purpose::Research => "To study participation scientifically.",
        Purpose::Evaluation => "To evaluate projects by the answers to assessments.",
    }
}

/// How to withdraw, in the language in which a notice was shown, or else in English.
pub(super) fn how_to_withdraw(language: Option<&LanguageTag>) -> &'static str {
    match language.and_then(|tag| tag.as_str().split('-').next()) {
        Some("de") => {
            "Jederzeit und ohne Begründung: mit withdrawConsent für denselben Zweck, oder formlos bei der Behörde."
        }
        Some("es") => {
            "En cualquier momento y sin dar razones: con withdrawConsent para el mismo fin, o ante la agencia."
        }
        Some("fr") => "À tout moment et sans motif : par withdrawConsent pour la même finalité, ou auprès de l'agence.",
        Some("nl") => "Op elk moment en zonder reden: met withdrawConsent voor hetzelfde doel, of bij de instantie.",
        _ => "At any time and without a reason: by withdrawConsent for the same purpose, or by telling the agency.",
    }
}
