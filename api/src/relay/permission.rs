//! `viewerCan`: whether the reader may do something to an object now.

use std::borrow::Cow;

use async_graphql::{
    Context, ContextSelectionSet, InputType, InputValueError, InputValueResult, Name, OutputType, Positioned,
    ServerResult, SimpleObject, Value,
    parser::types::Field,
    registry::{Deprecation, MetaEnumValue, MetaType, MetaTypeId, Registry},
};
use entity::vocabulary::AccessClass;

use super::{
    access::{access, list},
    answer::operation,
};
use crate::{
    error::{Code, Error, Refusal, Result},
    operation::may::{self, Acted},
    policy::Action,
};

/// The most actions that one asks about at once.
const MOST: usize = 20;

/// An action by its name in GraphQL, from the one list of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActionName(pub(crate) Action);

impl ActionName {
    /// `openPhase` as `OPEN_PHASE`.
    fn written(action: Action) -> String {
        let mut written = String::new();
        for letter in action.name().chars() {
            if letter.is_ascii_uppercase() {
                written.push('_');
            }
            written.push(letter.to_ascii_uppercase());
        }
        written
    }

    fn described(registry: &mut Registry) -> String {
        registry.create_input_type::<Self, _>(MetaTypeId::Enum, |_| MetaType::Enum {
            name: "Action".to_owned(),
            description: Some("What can be done to an object; each value is the mutation of that name.".to_owned()),
            enum_values: Action::ALL
                .iter()
                .map(|action| {
                    let value = MetaEnumValue {
                        name: Self::written(*action),
                        description: Some(action.does().to_owned()),
                        deprecation: Deprecation::NoDeprecated,
                        visible: None,
                        inaccessible: false,
                        tags: Vec::new(),
                        directive_invocations: Vec::new(),
                    };
                    (value.name.clone(), value)
                })
                .collect(),
            visible: None,
            inaccessible: false,
            tags: Vec::new(),
            rust_typename: Some(std::any::type_name::<Self>()),
            directive_invocations: Vec::new(),
            requires_scopes: Vec::new(),
        })
    }
}

impl InputType for ActionName {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        "Action".into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        Self::described(registry)
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        let value = value.unwrap_or_default();
        let name = match &value {
            Value::Enum(name) => name.as_str(),
            Value::String(name) => name.as_str(),
            _ => return Err(InputValueError::expected_type(value)),
        };
        let found = Action::ALL.iter().find(|action| Self::written(**action) == name);
        found
            .map(|action| Self(*action))
            .ok_or_else(|| InputValueError::custom("There is no such action."))
    }

    fn to_value(&self) -> Value {
        Value::Enum(Name::new(Self::written(self.0)))
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}

impl OutputType for ActionName {
    fn type_name() -> Cow<'static, str> {
        "Action".into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        Self::described(registry)
    }

    async fn resolve(&self, _: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
        Ok(self.to_value())
    }
}

/// Why something is refused; it depends on you, the rule and the object's state, never on the person whom the data is
/// about.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(name = "Refusal")]
pub struct Reason {
    /// Stable name of the reason.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub code: Code,
    /// The principle and the article or source behind it, one sentence.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub because: String,
    /// What would change the answer; null where nothing you can do would.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub lift: Option<String>,
}

/// Whether you may do something to an object now, decided by the rules that the mutation itself asks.
#[derive(Clone, Debug, SimpleObject)]
pub struct Permission {
    /// The action that was asked about.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    action: ActionName,
    /// Whether it would be done, apart from faults in its input.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    allowed: bool,
    /// What stands against it; empty where it is allowed, or `DECIDED_ON_SUBMIT` alone where a guard counts rows.
    #[graphql(directive = access::apply(AccessClass::Public, None), directive = list::apply(10))]
    reasons: Vec<Reason>,
}

impl From<may::Answer> for Permission {
    fn from(answer: may::Answer) -> Self {
        let reasons = answer.reason.into_iter().map(|reason| Reason {
            code: reason.code,
            because: reason.because,
            lift: reason.lift,
        });
        Self {
            action: ActionName(answer.action),
            allowed: answer.allowed,
            reasons: reasons.collect(),
        }
    }
}

/// What the reader may do to the object: of these actions, or of all that are done to its kind.
pub fn permissions<O: Acted>(ctx: &Context<'_>, asked: Option<&[ActionName]>, object: &O) -> Result<Vec<Permission>> {
    let bad = |why: &str, at: &[&str]| Err(Error::from(Refusal::new(Code::BadInput, why).at(at)));
    let own = may::actions::<O>();
    let actions: Vec<Action> = match asked {
        None => own,
        Some(asked) if asked.len() > MOST => return bad("The list is too long: 20 actions at most.", &["actions"]),
        Some(asked) => {
            if let Some(place) = asked.iter().position(|name| !own.contains(&name.0)) {
                let why = "The action is not done to objects of this kind.";
                return bad(why, &["actions", &place.to_string()]);
            }
            asked.iter().map(|name| name.0).collect()
        }
    };
    let operation = operation(ctx)?;
    let answers = actions.into_iter().map(|action| may::ask(operation, action, object));
    answers.map(|answer| answer.map(Permission::from)).collect()
}
