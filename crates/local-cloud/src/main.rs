//! The command `local-cloud`: reads its arguments, opens, binds, serves until it is told to stop.

#![forbid(unsafe_code)]

mod arguments;

use std::process::ExitCode;

use arguments::{Arguments, HELP};
use local_cloud::{Cloud, bind};

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("local-cloud: {error}");
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stdout, reason = "the help was asked for")]
async fn run() -> Result<(), Box<dyn std::error::Error>> {
    let options = match Arguments::read(std::env::args().skip(1))? {
        Arguments::Help => {
            println!("{HELP}");
            return Ok(());
        }
        Arguments::Run(options) => *options,
    };
    // The port first: who finds it in use must not have touched the data.
    let listeners = bind(&options).await?;
    let cloud = tokio::task::spawn_blocking(move || Cloud::open(options)).await??;
    cloud.serve(listeners, stopped()).await?;
    Ok(())
}

/// Ready at Ctrl-C, or when the system asks to end.
async fn stopped() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupted => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    drop(interrupted.await);
}
