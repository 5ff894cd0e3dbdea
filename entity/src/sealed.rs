//! The type of every column that is not public: it prints as its class and only the gate opens it.
//!
//! It has no `Display`, no serialisation and no GraphQL type, so that a sealed value cannot reach an answer by accident:
//!
//! ```compile_fail
//! let name = entity::sealed::Personal::new("Ada".to_owned());
//! println!("{name}");
//! ```
//! ```
//! let name = entity::sealed::Personal::new("Ada".to_owned());
//! println!("{name:?}");
//! ```

use std::{fmt, marker::PhantomData};

use sea_orm::{
    ColIdx, ColumnType, QueryResult, TryGetError, TryGetable, Value,
    sea_query::{ArrayType, Nullable, ValueType, ValueTypeErr},
};

use crate::vocabulary::AccessClass;

/// How confidential a sealed column is, as a type.
pub trait Class {
    /// The class that `@access` names.
    const CLASS: AccessClass;
    /// What a value prints as.
    const NAME: &'static str;
}

/// Identifies or relates to a person.
pub enum PersonalClass {}
/// Special categories (GDPR article 9) and raw demographic values.
pub enum SensitiveClass {}
/// Named recipients only.
pub enum ConfidentialClass {}
/// Staff of the tenant by role.
pub enum TenantInternalClass {}
/// Active participants of the project.
pub enum ProjectSharedClass {}

impl Class for PersonalClass {
    const CLASS: AccessClass = AccessClass::Personal;
    const NAME: &'static str = "PERSONAL";
}
impl Class for SensitiveClass {
    const CLASS: AccessClass = AccessClass::Sensitive;
    const NAME: &'static str = "SENSITIVE";
}
impl Class for ConfidentialClass {
    const CLASS: AccessClass = AccessClass::Confidential;
    const NAME: &'static str = "CONFIDENTIAL";
}
impl Class for TenantInternalClass {
    const CLASS: AccessClass = AccessClass::TenantInternal;
    const NAME: &'static str = "TENANT_INTERNAL";
}
impl Class for ProjectSharedClass {
    const CLASS: AccessClass = AccessClass::ProjectShared;
    const NAME: &'static str = "PROJECT_SHARED";
}

/// A value of class `C`. A nullable column is `Sealed<C, Option<T>>`, so that not even its absence shows.
pub struct Sealed<C, T> {
    value: T,
    class: PhantomData<fn() -> C>,
}

/// See [`PersonalClass`].
pub type Personal<T> = Sealed<PersonalClass, T>;
/// See [`SensitiveClass`].
pub type Sensitive<T> = Sealed<SensitiveClass, T>;
/// See [`ConfidentialClass`].
pub type Confidential<T> = Sealed<ConfidentialClass, T>;
/// See [`TenantInternalClass`].
pub type TenantInternal<T> = Sealed<TenantInternalClass, T>;
/// See [`ProjectSharedClass`].
pub type ProjectShared<T> = Sealed<ProjectSharedClass, T>;

/// What opens a sealed value. Its maker is banned by lint everywhere but in the gate.
pub struct Key(());

impl Key {
    /// Makes a key; the gate does, after it asked the policy.
    #[must_use]
    pub fn cut() -> Self {
        Self(())
    }
}

impl<C, T> Sealed<C, T> {
    /// Seals a value.
    pub const fn new(value: T) -> Self {
        Self {
            value,
            class: PhantomData,
        }
    }

    /// The same value in another form, still sealed. `f` is a plain function, so that nothing leaks through a closure.
    #[must_use]
    pub fn map<U>(self, f: fn(T) -> U) -> Sealed<C, U> {
        Sealed::new(f(self.value))
    }

    /// Two values of one class, sealed together.
    #[must_use]
    pub fn zip<U>(self, other: Sealed<C, U>) -> Sealed<C, (T, U)> {
        Sealed::new((self.value, other.value))
    }

    /// The value, for who holds a key.
    pub const fn open(&self, _key: &Key) -> &T {
        &self.value
    }
}

impl<C, T: Clone> Clone for Sealed<C, T> {
    fn clone(&self) -> Self {
        Self::new(self.value.clone())
    }
}
// SeaORM's ActiveModel asks for equality; domains do not compare sealed values, which would be guessing at them.
impl<C, T: PartialEq> PartialEq for Sealed<C, T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}
impl<C, T: Eq> Eq for Sealed<C, T> {}
impl<C: Class, T> fmt::Debug for Sealed<C, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(C::NAME)
    }
}
impl<C, T> From<T> for Sealed<C, T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}
impl<C, T: Into<Value>> From<Sealed<C, T>> for Value {
    fn from(sealed: Sealed<C, T>) -> Self {
        sealed.value.into()
    }
}
impl<C, T: TryGetable> TryGetable for Sealed<C, T> {
    fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
        T::try_get_by(row, index).map(Self::new)
    }
}
impl<C, T: ValueType> ValueType for Sealed<C, T> {
    fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
        <T as ValueType>::try_from(value).map(Self::new)
    }
    fn type_name() -> String {
        T::type_name()
    }
    fn array_type() -> ArrayType {
        T::array_type()
    }
    fn column_type() -> ColumnType {
        T::column_type()
    }
    fn enum_type_name() -> Option<&'static str> {
        T::enum_type_name()
    }
}
impl<C, T: Nullable> Nullable for Sealed<C, T> {
    fn null() -> Value {
        T::null()
    }
}
