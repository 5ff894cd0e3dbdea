//! Derives how a row is read from the fields of its model.

use proc_macro::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Error, Ident, ext::IdentExt as _, parse_macro_input};

/// Derives `entity::row::FromRow`. SeaORM copies what a `Model` derives to a `ModelEx`, which is never read: of that it makes
/// nothing.
#[proc_macro_derive(FromRow)]
pub fn from_row(input: TokenStream) -> TokenStream {
    let DeriveInput { ident, data, .. } = parse_macro_input!(input);
    if ident == "ModelEx" {
        return TokenStream::new();
    }
    let Data::Struct(model) = data else {
        return Error::new_spanned(ident, "only a struct has columns")
            .to_compile_error()
            .into();
    };
    let fields: Vec<&Ident> = model.fields.iter().filter_map(|field| field.ident.as_ref()).collect();
    let names = fields.iter().map(|field| field.unraw().to_string());
    let read = quote! {
        #[automatically_derived]
        impl crate::row::FromRow for #ident {
            const COLUMNS: &'static [&'static str] = &[#(#names),*];

            fn from_row(row: &sea_orm::QueryResult) -> std::result::Result<Self, sea_orm::DbErr> {
                let mut columns = crate::row::Columns::of(row);
                Ok(Self { #(#fields: columns.read()?),* })
            }
        }
    };
    read.into()
}
