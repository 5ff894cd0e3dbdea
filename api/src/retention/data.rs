//! The data that can have a rule, as the entities declare them.

use entity::{
    ENTITIES,
    subject::{Declaration, Disposing, Retained, Since},
    vocabulary::{AccessClass, Disposal, Purpose, RetentionTrigger},
};

/// What a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kind {
    pub(super) class: AccessClass,
    pub(super) purpose: Purpose,
    pub(super) since: RetentionTrigger,
    pub(super) disposal: Disposal,
}

/// Data of an entity that a rule of this kind is about.
pub(super) struct Data {
    pub(super) declaration: &'static Declaration,
    pub(super) retained: &'static Retained,
    pub(super) since: Since,
    pub(super) disposing: Disposing,
}

/// All data that a rule of this kind is about; what refers to something goes before it.
pub(super) fn of(kind: Kind) -> Vec<Data> {
    let declared = ENTITIES.iter().rev();
    let all = declared.flat_map(|declaration| declaration.retention.iter().map(move |data| (declaration, data)));
    let meant = all.filter(|(_, data)| data.class == kind.class && data.purpose == kind.purpose);
    meant
        .filter_map(|(declaration, retained)| {
            let (_, since) = retained.since.iter().find(|(trigger, _)| *trigger == kind.since)?;
            let (_, disposing) = retained.disposals.iter().find(|(how, _)| *how == kind.disposal)?;
            Some(Data {
                declaration,
                retained,
                since: *since,
                disposing: *disposing,
            })
        })
        .collect()
}

/// The kinds of rules that there can be, in words, for who asked for another.
pub(super) fn known() -> String {
    let name = |value: async_graphql::Value| value.to_string();
    let mut kinds: Vec<String> = Vec::new();
    for data in ENTITIES.iter().flat_map(|declaration| declaration.retention) {
        for (since, _) in data.since {
            for (disposal, _) in data.disposals {
                kinds.push(format!(
                    "{} {} {} {}",
                    name(async_graphql::InputType::to_value(&data.class)),
                    name(async_graphql::InputType::to_value(&data.purpose)),
                    name(async_graphql::InputType::to_value(since)),
                    name(async_graphql::InputType::to_value(disposal)),
                ));
            }
        }
    }
    kinds.sort();
    kinds.dedup();
    kinds.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_go_before_the_assessments_that_they_belong_to() {
        let found = of(Kind {
            class: AccessClass::Personal,
            purpose: Purpose::Evaluation,
            since: RetentionTrigger::ResultsReleased,
            disposal: Disposal::Delete,
        });
        let tables: Vec<_> = found.iter().map(|data| data.declaration.table).collect();
        assert_eq!(tables, ["assessment_answer", "assessment"]);
    }

    #[test]
    fn the_columns_that_are_emptied_are_the_entitys_own_and_sealed() {
        for declaration in ENTITIES {
            for data in declaration.retention {
                for (_, disposing) in data.disposals {
                    let Some(columns) = disposing.columns() else { continue };
                    for column in columns {
                        let sealed = declaration.sealed.iter().any(|sealed| sealed.name == *column);
                        assert!(sealed, "{}.{column}", declaration.table);
                    }
                }
            }
        }
    }
}
