//! The optimised tab in `dist/`, built only when something it is made of changed.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::run::{program, root, step, target};
use crate::{shrink, styles, tools};

/// What the tab is made of.
const SOURCES: &[&str] = &[
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "index.html",
    "boot.js",
    "texts.js",
    "icon.svg",
    "assets",
    "style",
    "src",
    "crates/journey/src",
    "crates/journey/Cargo.toml",
    "crates/wire/src",
    "crates/wire/Cargo.toml",
    "package-lock.json",
    "xtask/src/build.rs",
    "xtask/src/files.rs",
    "xtask/src/likeness.rs",
    "xtask/src/shrink.rs",
    "xtask/src/styles.rs",
    "xtask/src/wasm.rs",
];

/// Has cargo build the standard library as the tab is built: for size, and with a panic that is a trap and nothing more.
///
/// That leaves out every message and place of a panic and what formats them, 25 KB packed. Panics are bugs, and `boot.js`
/// tells of a trap. The compiler calls this unstable and allows it to a stable release under this one name; `trunk
/// build` alone does without it and makes a larger tab of the same behaviour.
const SMALL_LIBRARY: [(&str, &str); 4] = [
    ("RUSTC_BOOTSTRAP", "1"),
    ("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort"),
    ("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size"),
    (
        "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
        // The first as in `.cargo/config.toml`, which this replaces.
        "--cfg erase_components -Zunstable-options -Cpanic=immediate-abort",
    ),
];

/// Builds the tab when needed; gives the folder it is in.
pub(crate) fn site() -> Result<PathBuf, String> {
    let dist = root().join("dist");
    let stamp = target().join("dist.stamp");
    let wanted = fingerprint()?;
    if dist.join("index.html").exists() && std::fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        println!("   dist/ is up to date");
        return Ok(dist);
    }
    tools::for_build()?;
    step("Building the optimised tab (about 3 minutes the first time, less later)", {
        let mut command = program("trunk", &["build", "--release", "--color", "never"]);
        command.env_remove("NO_COLOR").env("TRUNK_SKIP_VERSION_CHECK", "true").envs(SMALL_LIBRARY);
        command
    })?;
    styles::join(&dist)?;
    shrink::shrink(&dist)?;
    precompress(&dist)?;
    std::fs::create_dir_all(target()).map_err(|error| error.to_string())?;
    std::fs::write(&stamp, wanted).map_err(|error| format!("{}: {error}", stamp.display()))?;
    Ok(dist)
}

/// A number that changes with any source.
fn fingerprint() -> Result<String, String> {
    let mut files = Vec::new();
    for source in SOURCES {
        collect(&root().join(source), &mut files)?;
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        file.strip_prefix(root()).unwrap_or(&file).hash(&mut hasher);
        std::fs::read(&file).map_err(|error| format!("{}: {error}", file.display()))?.hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

/// All files under a path; a path that is not there has none.
pub(crate) fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), String> {
    if path.is_file() {
        files.push(path.to_path_buf());
    } else if path.is_dir() {
        let entries = std::fs::read_dir(path).map_err(|error| format!("{}: {error}", path.display()))?;
        for entry in entries {
            collect(&entry.map_err(|error| error.to_string())?.path(), files)?;
        }
    }
    Ok(())
}

/// Adds `.br` and `.gz` beside what compresses; nothing else is touched, so integrity hashes stay right.
fn precompress(dist: &Path) -> Result<(), String> {
    let mut files = Vec::new();
    collect(dist, &mut files)?;
    for file in files {
        let Some(extension) = file.extension().and_then(|extension| extension.to_str()) else { continue };
        if !["wasm", "js", "css", "html", "svg", "json"].contains(&extension) || file.ends_with("config.json") {
            continue;
        }
        let bytes = std::fs::read(&file).map_err(|error| error.to_string())?;
        for (suffix, packed) in [("br", brotli_bytes(&bytes)), ("gz", gzip_bytes(&bytes))] {
            std::fs::write(format!("{}.{suffix}", file.display()), packed?).map_err(|error| error.to_string())?;
        }
    }
    Ok(())
}

/// Brotli at its best, as a host sends it.
fn brotli_bytes(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let mut packed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &*bytes, &mut packed, &parameters).map_err(|error| error.to_string())?;
    Ok(packed)
}

/// Gzip at its best.
fn gzip_bytes(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).map_err(|error| error.to_string())
}
