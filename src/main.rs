//! The `hosopost` program: reads the command line and does what it says.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// Recording a scan takes and gives back many small pieces of memory.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    hosopost::commands::main()
}
