//! `trialogue tenant`: the agencies on this server.

use async_graphql::resolver_utils::EnumType as _;
use clap::{Args, Subcommand};
use entity::vocabulary::AgencyKind;

use super::{Failure, block_on, options::Options, output::say, wiring};

/// Arguments of `tenant`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make an agency, and invite its first administrator.
    Create(NewTenant),
}

/// An agency to be made. Bounds of the values are the domain's matter.
#[derive(Clone, Debug, PartialEq, Eq, Args)]
pub(super) struct NewTenant {
    /// Short name in addresses, unique on the server: 2 to 60 characters of a-z, 0-9 and hyphen.
    #[arg(long)]
    pub(super) slug: String,
    /// Name of the agency.
    #[arg(long)]
    pub(super) name: String,
    /// E-mail address of its first administrator.
    #[arg(long, value_name = "ADDRESS")]
    pub(super) admin: String,
    /// Country, or country and region, whose law applies (ISO 3166), such as AT or ES-AR.
    #[arg(long, value_name = "CODE")]
    pub(super) jurisdiction: String,
    /// Kind of public organisation: ministry, agency, local-authority or public-provider.
    #[arg(long, default_value = "agency", value_parser = kind)]
    pub(super) kind: AgencyKind,
    /// Main language (BCP 47), such as en or pt-BR.
    #[arg(long, default_value = "en", value_name = "TAG")]
    pub(super) language: String,
    /// Time zone that its days and months follow (IANA name), such as Europe/Vienna.
    #[arg(long, default_value = "UTC", value_name = "ZONE")]
    pub(super) time_zone: String,
}

/// Runs the command.
pub(super) fn run(options: &Options, arguments: Arguments) -> Result<(), Failure> {
    let config = options.logging()?;
    let Command::Create(tenant) = arguments.command;
    say(&block_on(wiring::create_tenant(config, tenant))?)
}

/// Reads a kind as the schema spells it, or in small letters with dashes.
fn kind(written: &str) -> Result<AgencyKind, String> {
    let name = written.to_uppercase().replace('-', "_");
    let items = AgencyKind::items();
    items
        .iter()
        .find(|item| item.name == name)
        .map(|item| item.value)
        .ok_or_else(|| {
            let known: Vec<_> = items
                .iter()
                .map(|item| item.name.to_lowercase().replace('_', "-"))
                .collect();
            format!("use one of {}", known.join(", "))
        })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use clap::Parser as _;

    use super::*;

    #[derive(Debug, clap::Parser)]
    struct Line {
        #[command(flatten)]
        tenant: NewTenant,
    }

    const NEEDED: [&str; 9] = [
        "x",
        "--slug",
        "graz",
        "--name",
        "Graz",
        "--admin",
        "a@example.org",
        "--jurisdiction",
        "AT",
    ];

    #[test]
    fn what_is_left_out_has_a_default() {
        let tenant = Line::try_parse_from(NEEDED).unwrap().tenant;
        assert_eq!((tenant.slug.as_str(), tenant.admin.as_str()), ("graz", "a@example.org"));
        assert_eq!((tenant.kind, tenant.language.as_str()), (AgencyKind::Agency, "en"));
        assert_eq!(tenant.time_zone, "UTC");
    }

    #[test]
    fn a_kind_is_read_in_either_spelling_and_refused_otherwise() {
        for written in ["local-authority", "LOCAL_AUTHORITY"] {
            assert_eq!(kind(written), Ok(AgencyKind::LocalAuthority));
        }
        assert!(Line::try_parse_from(NEEDED.into_iter().chain(["--kind", "club"])).is_err());
    }
}
