//! `cargo xtask sdk`: the official JavaScript SDK, with its own client code, against the local cloud.

use crate::run::{program, step, target};
use crate::test::local_cloud;
use crate::{Outcome, tools};

/// Runs `tests/sdk`; `arguments` (`--times N`) go to it.
pub(crate) fn sdk(arguments: &[String]) -> Outcome {
    tools::npm_packages()?;
    local_cloud()?;
    let mut command = program("node", &["tests/sdk/main.mjs"]);
    command
        .args(arguments)
        .env("JOURNEY_CLOUD", target().join("debug/local-cloud"))
        // The SDK's HTTP client obeys proxy settings, for loopback too.
        .env("NO_PROXY", "127.0.0.1");
    step("The official JavaScript SDK against the local cloud (seconds)", command)
}
