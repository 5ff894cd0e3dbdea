//! What surrounds projects: what all rows of a page refer to, each loaded once for all of them when first asked for.

use std::sync::Arc;

use entity::{
    id::{ProjectId, PublicServiceId},
    project::{Entity, Model},
};

use super::state_change::ProjectStateChange;
use crate::{
    exchange::ProjectTemplate, insight::Activities, phase::Phase, public_service::PublicService, relay::Pages,
    store::Level,
};

/// What the projects of one level refer to.
#[derive(Debug)]
pub(crate) struct Around {
    pub(super) phases: Arc<Pages<Entity, Phase>>,
    pub(super) steps: Arc<Pages<Entity, ProjectStateChange>>,
    pub(super) activities: Arc<Activities>,
    pub(super) templates: Arc<Level<ProjectId, ProjectTemplate>>,
    pub(super) services: Arc<Level<PublicServiceId, PublicService>>,
}

impl Around {
    /// What these rows refer to.
    pub(super) fn of(rows: &[Model]) -> Arc<Self> {
        let ids = || rows.iter().map(|row| row.id);
        Arc::new(Self {
            phases: Pages::of(ids()),
            steps: Pages::of(ids()),
            activities: Activities::of(ids()),
            templates: Level::of(ids()),
            services: Level::of(rows.iter().filter_map(|row| row.public_service_id)),
        })
    }
}
