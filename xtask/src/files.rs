//! Files of the built page: reading and writing with errors that name the file, and what the page knows them by.

use std::path::Path;

use base64::Engine as _;
use sha2::{Digest as _, Sha256, Sha384};

/// The text of a file.
pub(crate) fn text(file: &Path) -> Result<String, String> {
    std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))
}

/// The bytes of a file.
pub(crate) fn bytes(file: &Path) -> Result<Vec<u8>, String> {
    std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()))
}

/// Puts these bytes in the place of whatever the file held.
pub(crate) fn write(file: &Path, bytes: impl AsRef<[u8]>) -> Result<(), String> {
    std::fs::write(file, bytes).map_err(|error| format!("{}: {error}", file.display()))
}

/// The value of an `integrity` attribute.
pub(crate) fn integrity(bytes: impl AsRef<[u8]>) -> String {
    format!("sha384-{}", base64::engine::general_purpose::STANDARD.encode(Sha384::digest(bytes)))
}

/// Sixteen digits that stand in a file's name for its bytes.
pub(crate) fn hash(bytes: impl AsRef<[u8]>) -> String {
    Sha256::digest(bytes).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
