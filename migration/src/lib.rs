//! How the database came to be. Imports no entity: history must not change with it.

mod m20261124_000001_agencies_people_projects;
mod m20261124_000002_phases_contributions;
mod m20261124_000003_evaluations;
mod m20261124_000004_clients;
mod m20261124_000005_imports;
mod m20261124_000006_organisations;
mod m20261124_000007_search_terms;
mod m20261124_000008_organisations_of_clients;
mod m20261124_000009_activity;
mod m20261124_000010_agencies_of_accounts;
mod m20261124_000012_looks_at_stands;
mod m20261124_000013_calls_by_age;
mod m20261129_000014_access_log;
mod m20261129_000015_consents;
mod m20261129_000016_profiles;
mod m20261129_000018_audit_log;
mod m20261129_000019_scopes_of_clients;
mod m20261129_000020_policies_of_agencies;
mod m20261129_000022_data_subject_requests;
mod m20261129_000023_positions_of_events;
mod m20261129_000025_operations_of_clients;
mod m20261129_000026_retention;
mod m20261130_000024_origins;
mod m20261130_000027_spending;
mod m20261130_000028_restrictions;
mod m20261130_000029_rectifications;
mod m20261130_000030_pseudonym_reveals;
mod m20261130_000031_interest_declarations;
mod m20261130_000032_reports_on_contributions;
mod m20261130_000033_active_months;
mod m20261130_000034_what_nobody_reads;
mod m20261130_000035_reports_taken_back;
mod m20261130_000036_what_staff_wrote;
mod m20261130_000037_alerts_and_projects;
mod m20261130_000038_stands_of_a_month;
mod m20261130_000039_beginnings_of_reviews;
mod m20261201_000040_activity_before_public;
mod m20261201_000041_instance;
mod table;

use sea_orm_migration::prelude::*;

/// The list of migrations, oldest first.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261124_000001_agencies_people_projects::Migration),
            Box::new(m20261124_000002_phases_contributions::Migration),
            Box::new(m20261124_000004_clients::Migration),
            Box::new(m20261124_000007_search_terms::Migration),
            Box::new(m20261124_000009_activity::Migration),
            Box::new(m20261124_000005_imports::Migration),
            Box::new(m20261124_000006_organisations::Migration),
            Box::new(m20261124_000003_evaluations::Migration),
            Box::new(m20261124_000008_organisations_of_clients::Migration),
            Box::new(m20261124_000010_agencies_of_accounts::Migration),
            Box::new(m20261124_000012_looks_at_stands::Migration),
            Box::new(m20261124_000013_calls_by_age::Migration),
            Box::new(m20261129_000014_access_log::Migration),
            Box::new(m20261129_000022_data_subject_requests::Migration),
            Box::new(m20261129_000018_audit_log::Migration),
            Box::new(m20261129_000019_scopes_of_clients::Migration),
            Box::new(m20261129_000020_policies_of_agencies::Migration),
            Box::new(m20261129_000015_consents::Migration),
            Box::new(m20261129_000016_profiles::Migration),
            Box::new(m20261129_000026_retention::Migration),
            Box::new(m20261129_000023_positions_of_events::Migration),
            Box::new(m20261129_000025_operations_of_clients::Migration),
            Box::new(m20261130_000024_origins::Migration),
            Box::new(m20261130_000028_restrictions::Migration),
            Box::new(m20261130_000029_rectifications::Migration),
            Box::new(m20261130_000030_pseudonym_reveals::Migration),
            Box::new(m20261130_000031_interest_declarations::Migration),
            Box::new(m20261130_000032_reports_on_contributions::Migration),
            Box::new(m20261130_000027_spending::Migration),
            Box::new(m20261130_000033_active_months::Migration),
            Box::new(m20261130_000034_what_nobody_reads::Migration),
            Box::new(m20261130_000035_reports_taken_back::Migration),
            Box::new(m20261130_000036_what_staff_wrote::Migration),
            Box::new(m20261130_000037_alerts_and_projects::Migration),
            Box::new(m20261130_000038_stands_of_a_month::Migration),
            Box::new(m20261130_000039_beginnings_of_reviews::Migration),
            Box::new(m20261201_000040_activity_before_public::Migration),
            Box::new(m20261201_000041_instance::Migration),
        ]
    }
}

pub use table::{APPENDED_TABLES, GLOBAL_TABLES};
