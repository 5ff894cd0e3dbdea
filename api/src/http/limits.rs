//! How much one request may ask of the transport, before anybody knows who asks.

/// Bounds on a request; the defaults let every client and generator tried through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of a request body.
    pub body_bytes: usize,
    /// Bytes of bodies, and of messages on sockets, that have come in part, on all connections.
    pub unread_bytes: u64,
    /// Seconds for a body to arrive.
    pub body_seconds: u64,
    /// Levels of arrays and objects in a JSON body.
    pub json_depth: usize,
    /// Values in a JSON body, those within others too.
    pub json_values: usize,
    /// Bytes of the document's text.
    pub document_bytes: usize,
    /// Tokens of the document; comments and commas count. So many values at most stand in arguments when every fragment is
    /// written out.
    pub tokens: usize,
    /// Brackets of all kinds open at once.
    pub brackets: usize,
    /// Fields, spreads and inline fragments of all operations when every fragment is written out.
    pub selections: usize,
    /// Aliases when every fragment is written out.
    pub aliases: usize,
    /// Directives when every fragment is written out.
    pub directives: usize,
    /// Selection sets within one another when every fragment is written out; the library's own bound is 32 too.
    pub depth: usize,
    /// Lists of an introspection query within one another, such as `fields { type { fields … } }`.
    pub introspection_lists: usize,
    /// What a document may cost at most; see `cost.rs`.
    pub cost: u64,
    /// Bytes of an answer, or of each that a subscription brings.
    pub answer_bytes: usize,
    /// Errors told about one invalid document.
    pub document_errors: usize,
    /// Errors told about one execution.
    pub errors: usize,
    /// Whether the values of an enum are told where another was given.
    pub tells_names: bool,
    /// Bytes of documents that callers name by their hash; for those of visitors there is a quarter more.
    pub persisted_bytes: u64,
    /// Bytes that kept documents take, as they are parsed and as far as that can be told: the allocator takes some more, and the
    /// server is to stay under 150 MB whatever is asked.
    pub kept_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 256 * 1024,
            unread_bytes: 64 * 1024 * 1024,
            body_seconds: 30,
            json_depth: 64,
            json_values: 10_000,
            document_bytes: 64 * 1024,
            tokens: 10_000,
            brackets: 64,
            selections: 5_000,
            aliases: 500,
            directives: 50,
            depth: 32,
            introspection_lists: 3,
            cost: 30_000,
            answer_bytes: 8 * 1024 * 1024,
            document_errors: 5,
            errors: 50,
            tells_names: true,
            persisted_bytes: 4 * 1024 * 1024,
            kept_bytes: 16 * 1024 * 1024,
        }
    }
}
