//! Whether a document asks for nothing but what is answered alike to everybody who may know of its objects: then an event
//! is run once for all who may.
//!
//! What is not listed is each reader's own: whatever says what the viewer is or may do (`viewerCan`), lists and counts, of
//! which others know more rows, and what leads to an object that others may know of and visitors not (`inReplyTo`). That
//! an answer depends on its reader all the same, as in a blind review, the resolver says
//! ([`crate::operation::Operation::answers_apart`]).

use apollo_compiler::ExecutableDocument;
use apollo_compiler::executable::{Selection, SelectionSet};

use super::public;

/// The fields, by their type. Each is of the class `PUBLIC`, holds a column of the row or what follows from the row and
/// the agency alone, and leads to no other object than one that is known of by whoever knows of this one.
const ALIKE: &[(&str, &[&str])] = &[
    (
        "Subscription",
        &[
            "contributionChanged",
            "projectChanged",
            "phaseChanged",
            "evaluationChanged",
        ],
    ),
    ("ContributionEvent", EVENT),
    ("ProjectEvent", EVENT),
    ("PhaseEvent", EVENT),
    ("EvaluationEvent", EVENT),
    (
        "Contribution",
        &[
            "id",
            "version",
            "kind",
            "state",
            "title",
            "body",
            "language",
            "threadDepth",
            "createdAt",
            "submittedAt",
            "publishedAt",
            "updatedAt",
            "isRectified",
            "byline",
            "stands",
            "disposition",
            "implementation",
            "phase",
        ],
    ),
    ("Byline", &["name", "precision"]),
    ("Stands", &["total", "agree", "disagree", "pass", "publishedAt"]),
    ("Count", &["value", "status"]),
    ("Disposition", &["outcome", "reason", "publishedAt"]),
    ("Implementation", &["isImplemented", "reason", "recordedAt"]),
    (
        "Phase",
        &[
            "id",
            "version",
            "type",
            "title",
            "description",
            "position",
            "state",
            "stateReason",
            "methods",
            "eligibleSectors",
            "opensAt",
            "closesAt",
            "openedAt",
            "closedAt",
            "dispositionsPublishedAt",
            "isBlindReview",
            "createdAt",
            "project",
        ],
    ),
    (
        "Project",
        &[
            "id",
            "version",
            "slug",
            "title",
            "summary",
            "problemStatement",
            "expectedResults",
            "language",
            "objectOfCocreation",
            "attribution",
            "visibility",
            "joining",
            "state",
            "stateReason",
            "decisionOn",
            "createdAt",
            "announcedAt",
            "updatedAt",
        ],
    ),
    (
        "Evaluation",
        &[
            "id",
            "version",
            "title",
            "timing",
            "population",
            "disclosureThreshold",
            "state",
            "closesAt",
            "lockedAt",
            "releasedAt",
            "createdAt",
            "project",
            "phase",
        ],
    ),
];

const EVENT: &[&str] = &["id", "kind", "occurredAt", "cursor", "node"];

/// Whether every field of the document is public and one of these, in all of its operations and fragments.
pub(super) fn is_alike(document: &ExecutableDocument) -> bool {
    let operations = document.operations.iter().map(|operation| &operation.selection_set);
    let fragments = document.fragments.values().map(|fragment| &fragment.selection_set);
    public::is_public(document) && operations.chain(fragments).all(set)
}

fn set(set: &SelectionSet) -> bool {
    set.selections.iter().all(|selection| match selection {
        Selection::Field(field) if field.name.as_str() == "__typename" => true,
        Selection::Field(field) => is_listed(set.ty.as_str(), field.name.as_str()) && self::set(&field.selection_set),
        Selection::InlineFragment(fragment) => self::set(&fragment.selection_set),
        // Each fragment is looked at by itself.
        Selection::FragmentSpread(_) => true,
    })
}

fn is_listed(of_type: &str, field: &str) -> bool {
    let listed = |(name, fields): &(&str, &[&str])| *name == of_type && fields.contains(&field);
    ALIKE.iter().any(listed)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

    use apollo_compiler::Schema;
    use entity::{
        set::{Member as _, Set},
        vocabulary::{ProjectRole, TenantRole},
    };

    use super::*;
    use crate::policy::{Field, FieldQuestion, Policies, Relation};

    const SDL: &str = include_str!("../../../../schema.graphql");

    #[test]
    fn what_is_answered_alike_is_there_and_public() {
        let schema = Schema::parse(SDL, "schema.graphql").unwrap();
        for (of_type, fields) in ALIKE {
            for field in *fields {
                let known = schema.type_field(of_type, field);
                let known = known.unwrap_or_else(|_| panic!("{of_type}.{field} is not there"));
                let class = known.directives.get("access").unwrap();
                let class = class.specified_argument_by_name("class").unwrap();
                assert_eq!(class.as_enum().unwrap().as_str(), "PUBLIC", "{of_type}.{field}");
                assert!(!field.starts_with("viewer"), "{of_type}.{field}");
                // What takes a language is answered in that of its reader.
                assert!(known.argument_by_name("language").is_none(), "{of_type}.{field}");
            }
        }
    }

    #[test]
    fn what_is_public_and_leads_to_no_object_is_answered_alike() {
        let schema = Schema::parse(SDL, "schema.graphql").unwrap();
        for (of_type, fields) in ALIKE {
            for (name, field) in &schema.get_object(of_type).unwrap().fields {
                let access = field.directives.get("access");
                let class = access.and_then(|access| access.specified_argument_by_name("class"));
                let is_public = class
                    .and_then(|class| class.as_enum())
                    .is_some_and(|class| class == "PUBLIC");
                let kind = schema.types.get(field.ty.inner_named_type()).unwrap();
                let is_own = name.starts_with("viewer") || field.argument_by_name("language").is_some();
                if is_public && (kind.is_scalar() || kind.is_enum()) && !is_own {
                    assert!(fields.contains(&name.as_str()), "{of_type}.{name} is not listed");
                }
            }
        }
    }

    #[test]
    fn what_a_visitor_reads_of_it_every_member_reads() {
        let policies = Policies::load().unwrap();
        let mut ruled = 0;
        for field in Field::ALL.iter().copied() {
            let (of_type, name) = field.name().split_once('.').unwrap();
            if !is_listed(of_type, name) {
                continue;
            }
            ruled += 1;
            for state in field.states() {
                let visitor = FieldQuestion::of(field, Set::EMPTY).in_state(*state);
                if !policies.field(&visitor).allowed {
                    continue;
                }
                let parts = ProjectRole::ALL.iter().map(|role| Set::EMPTY.with(*role));
                let parts: Vec<Set<ProjectRole>> = parts.chain([Set::EMPTY]).collect();
                for role in TenantRole::ALL {
                    for part in &parts {
                        for relation in Relation::ALL.iter().copied().chain([Relation::None]) {
                            let member = FieldQuestion::of(field, Set::EMPTY.with(*role)).in_state(*state);
                            let member = member.in_project(*part).related(relation);
                            assert!(policies.field(&member).allowed, "{} {state:?} {member:?}", field.name());
                        }
                    }
                }
            }
        }
        assert!(ruled >= 4, "{ruled}");
    }

    #[test]
    fn a_document_is_alike_where_all_that_it_asks_for_is() {
        let schema = Schema::parse_and_validate(SDL, "schema.graphql").unwrap();
        let of_node = |selection: &str| {
            format!("subscription {{ contributionChanged(project: \"p\") {{ cursor node {{ {selection} }} }} }}")
        };
        for (selection, expected) in [
            ("id body byline { name } stands { total { value } }", true),
            ("__typename phase { title project { title } }", true),
            ("id disposition { outcome reason }", true),
            ("id viewerCan { allowed }", false),
            ("id viewerReaction { stand }", false),
            ("inReplyTo { id }", false),
            ("replies { totalCount }", false),
            ("author { id }", false),
            ("mayContainSpecialCategory", false),
            ("disposition { mergedInto { id } }", false),
        ] {
            let spread = format!("{} fragment of on Contribution {{ {selection} }}", of_node("...of"));
            let inline = of_node(&format!("... on Contribution {{ {selection} }}"));
            for text in [of_node(selection), inline, spread] {
                let document = ExecutableDocument::parse_and_validate(&schema, &text, "document.graphql");
                let document = document.unwrap_or_else(|invalid| panic!("{text}: {}", invalid.errors));
                assert_eq!(is_alike(&document), expected, "{text}");
            }
        }
        let query = ExecutableDocument::parse_and_validate(&schema, "{ viewer { kind } }", "document.graphql");
        assert!(!is_alike(&query.unwrap()));
    }
}
