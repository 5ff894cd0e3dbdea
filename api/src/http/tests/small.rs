//! A small schema for the tests of this room; it has one of everything that the checks treat differently.

use std::fmt::Write;

use async_graphql::{
    EmptySubscription, Enum, InputObject, Interface, Object, OneofObject, Result, Schema, SimpleObject, ValidationMode,
};

pub(in crate::http) type Small = Schema<Query, Mutation, EmptySubscription>;

pub(in crate::http) fn schema() -> Small {
    Schema::build(Query, Mutation, EmptySubscription)
        .validation_mode(ValidationMode::Fast)
        .finish()
}

pub(in crate::http) struct Query;

pub(in crate::http) struct Mutation;

pub(in crate::http) struct Item;

#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub(in crate::http) enum Kind {
    Cat,
    Dog,
}

#[derive(Interface)]
#[graphql(field(name = "name", ty = "&String"))]
pub(in crate::http) enum Pet {
    Cat(Cat),
    Dog(Dog),
}

#[derive(SimpleObject)]
pub(in crate::http) struct Cat {
    name: String,
    lives: i32,
    owner: Option<String>,
}

#[derive(SimpleObject)]
pub(in crate::http) struct Dog {
    name: String,
    barks: bool,
}

#[derive(InputObject)]
pub(in crate::http) struct Echoed {
    text: String,
}

#[derive(OneofObject)]
pub(in crate::http) enum Pick {
    Number(i32),
    Text(String),
}

#[Object]
impl Query {
    async fn n(&self) -> i32 {
        // Ready later than its neighbours, as a field is that has to load something.
        tokio::task::yield_now().await;
        1
    }

    async fn echo(&self, number: i32, text: Option<String>, input: Option<Echoed>) -> String {
        format!(
            "{number}{}{}",
            text.unwrap_or_default(),
            input.map(|input| input.text).unwrap_or_default()
        )
    }

    async fn pick(&self, by: Pick) -> String {
        match by {
            Pick::Number(number) => number.to_string(),
            Pick::Text(text) => text,
        }
    }

    async fn pet(&self, kind: Kind) -> Pet {
        match kind {
            Kind::Cat => Pet::Cat(Cat {
                name: "Tom".to_owned(),
                lives: 9,
                owner: None,
            }),
            Kind::Dog => Pet::Dog(Dog {
                name: "Rex".to_owned(),
                barks: true,
            }),
        }
    }

    async fn me(&self) -> Item {
        Item
    }

    async fn rows(&self) -> Vec<Option<Item>> {
        vec![Some(Item), None, Some(Item)]
    }
}

#[Object]
impl Item {
    async fn n(&self) -> i32 {
        tokio::task::yield_now().await;
        1
    }

    async fn title(&self) -> Option<&str> {
        Some("title")
    }

    async fn failing(&self) -> Result<Option<i32>> {
        tokio::task::yield_now().await;
        Err("no".into())
    }

    async fn strictly(&self) -> Result<i32> {
        tokio::task::yield_now().await;
        Err("no".into())
    }

    async fn me(&self) -> Option<Self> {
        Some(Self)
    }
}

#[Object]
impl Mutation {
    async fn rename(&self, title: String) -> String {
        title
    }

    /// Counts how often it runs, in the request's data.
    async fn count(&self, ctx: &async_graphql::Context<'_>) -> usize {
        ctx.data_unchecked::<std::sync::atomic::AtomicUsize>()
            .fetch_add(1, std::sync::atomic::Ordering::Relaxed)
            + 1
    }
}

/// Fragments that each spread the next one `times`, `deep` deep.
pub(in crate::http) fn spreading(times: usize, deep: usize) -> String {
    let mut text = "{...F0}".to_owned();
    for level in 0..deep {
        let spreads = format!("...F{}", level + 1).repeat(times);
        let _ = write!(text, "fragment F{level} on Query{{{spreads}}}");
    }
    text + &format!("fragment F{deep} on Query{{n}}")
}

/// What reference tools ask, with every option on.
pub(in crate::http) const INTROSPECTION: &str = r"
query IntrospectionQuery {
  __schema {
    description
    queryType { name kind }
    mutationType { name kind }
    subscriptionType { name kind }
    types { ...FullType }
    directives { name description isRepeatable locations args(includeDeprecated: true) { ...InputValue } }
  }
}
fragment FullType on __Type {
  kind name description specifiedByURL isOneOf
  fields(includeDeprecated: true) {
    name description args(includeDeprecated: true) { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason
  }
  inputFields(includeDeprecated: true) { ...InputValue }
  interfaces { ...TypeRef }
  enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
  possibleTypes { ...TypeRef }
}
fragment InputValue on __InputValue {
  name description type { ...TypeRef } defaultValue isDeprecated deprecationReason
}
fragment TypeRef on __Type {
  kind name
  ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name
    ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } }
}
";
