//! Spans of requests, told to a collector of OpenTelemetry where the options name one.

use std::time::Duration;

use opentelemetry::{KeyValue, trace::TracerProvider as _};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig as _};
use opentelemetry_sdk::{
    Resource,
    trace::{BatchConfigBuilder, BatchSpanProcessor, SdkTracerProvider, Tracer},
};

use super::Failure;
use crate::config::TracesOptions;

/// How long spans are gathered, and how long the collector may take to take them.
const GATHERED: Duration = Duration::from_secs(1);
const PATIENCE: Duration = Duration::from_secs(5);

/// Tells of spans until it is dropped, and then of those that are left. A collector that is away loses them.
pub(super) struct Traces(SdkTracerProvider);

impl Traces {
    /// Begins, from outside any asynchronous task: a thread of its own tells; none where no collector is named.
    pub(super) fn start(options: &TracesOptions) -> Result<Option<Self>, Failure> {
        let Some(endpoint) = &options.endpoint else {
            return Ok(None);
        };
        let exporter = SpanExporter::builder()
            .with_http()
            .with_protocol(Protocol::HttpJson)
            .with_endpoint(format!("{endpoint}/v1/traces"))
            .with_timeout(PATIENCE)
            .build()
            .map_err(|error| Failure::failed(format!("Traces cannot be told: {error}.")))?;
        let gathering = BatchConfigBuilder::default().with_scheduled_delay(GATHERED).build();
        let told = BatchSpanProcessor::builder(exporter)
            .with_batch_config(gathering)
            .build();
        let whose = Resource::builder_empty()
            .with_service_name("trialogue")
            .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
            .build();
        let provider = SdkTracerProvider::builder()
            .with_span_processor(told)
            .with_resource(whose)
            .build();
        Ok(Some(Self(provider)))
    }

    /// What makes spans.
    pub(super) fn tracer(&self) -> Tracer {
        self.0.tracer("trialogue")
    }
}

impl Drop for Traces {
    fn drop(&mut self) {
        // Fails where the collector is away; then nobody misses them.
        let _ = self.0.shutdown();
    }
}
