//! Where data survive a restart: one redb file, one transaction per change, records as JSON under (table, key).
//!
//! It knows nothing of what it keeps. A file that is not ours, or is damaged, is refused and left as it was, byte for
//! byte: it is looked at in a copy in memory first, because opening a database repairs and so writes it.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use redb::backends::InMemoryBackend;
use redb::{Database, ReadableDatabase, ReadableTable, StorageBackend, TableDefinition, TableError};
use serde_json::Value;
use thiserror::Error;

/// Name of the database inside the data folder.
const FILE_NAME: &str = "journey.redb";
const LOCK_NAME: &str = "journey.lock";
const FORMAT: &str = "customer-journey local cloud";
const VERSION: &str = "1";
/// A file larger than this is not a demo's database; it would not fit the check in memory.
const BYTES_MAX: u64 = 1 << 30;

const MARKER: TableDefinition<'_, &str, &str> = TableDefinition::new("marker");
const RECORDS: TableDefinition<'_, (&str, &str), &[u8]> = TableDefinition::new("records");

/// Why the data cannot be used. The texts are for the person at the terminal.
#[derive(Debug, Error)]
pub enum StoreError {
    /// Another process has the folder.
    #[error("the data in {0} are in use by another local cloud: stop it, or name another folder with --data")]
    InUse(PathBuf),
    /// The file is of another program or another version.
    #[error(
        "{path} is not a database of this local cloud ({why}): it was left as it is; name another folder with --data, or move the file away"
    )]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What gave it away.
        why: String,
    },
    /// The file was ours, but cannot be trusted any more.
    #[error(
        "{path} is damaged ({why}): it was left as it is; start with --fresh to set it aside and begin anew, or name another folder with --data"
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What the check found.
        why: String,
    },
    /// The disk refused.
    #[error("cannot use {path}: {why}")]
    Disk {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        why: String,
    },
}

/// One change to one record; no value deletes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Change {
    /// Table of the record.
    pub(crate) table: String,
    /// Key within the table.
    pub(crate) key: String,
    /// The new value.
    pub(crate) value: Option<Value>,
}

/// A record as it was found: table, key, value.
pub(crate) type Found = (String, String, Value);

/// The open database, or nothing at all (`memory`).
#[derive(Debug)]
pub(crate) struct Store {
    open: Option<Open>,
}

#[derive(Debug)]
struct Open {
    database: Database,
    path: PathBuf,
    /// Held as long as the store lives; the system frees it however the process ends.
    _lock: File,
}

impl Store {
    /// A store that keeps nothing.
    #[must_use]
    pub(crate) fn memory() -> Self {
        Self { open: None }
    }

    /// Opens or creates the database in `folder` and reads all records. With `fresh`, an existing file of whatever
    /// kind is set aside under another name first.
    ///
    /// # Errors
    /// When the folder is in use, or its file is foreign, damaged or unreadable; the file is then untouched.
    pub(crate) fn open(folder: &Path, fresh: bool) -> Result<(Self, Vec<Found>), StoreError> {
        let disk = |path: &Path| {
            let path = path.to_owned();
            move |error: std::io::Error| StoreError::Disk { path, why: error.to_string() }
        };
        fs::create_dir_all(folder).map_err(disk(folder))?;
        let lock_path = folder.join(LOCK_NAME);
        let lock =
            OpenOptions::new().create(true).truncate(false).write(true).open(&lock_path).map_err(disk(&lock_path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(StoreError::InUse(folder.to_owned())),
            Err(TryLockError::Error(error)) => return Err(disk(&lock_path)(error)),
        }
        let path = folder.join(FILE_NAME);
        if fresh {
            set_aside(&path).map_err(disk(&path))?;
        }
        let found = if path.try_exists().map_err(disk(&path))? {
            look_at_copy(&path)?
        } else {
            // Under another name until it is whole: a kill half-way must not leave a file that is refused for ever.
            let unfinished = folder.join("journey.redb.new");
            fs::write(&unfinished, []).map_err(disk(&unfinished))?;
            restrict(&unfinished).map_err(disk(&unfinished))?;
            mark(&unfinished).map_err(|error| StoreError::Disk { path: unfinished.clone(), why: error.to_string() })?;
            fs::rename(&unfinished, &path).map_err(disk(&path))?;
            Vec::new()
        };
        let database =
            Database::open(&path).map_err(|error| StoreError::Disk { path: path.clone(), why: error.to_string() })?;
        Ok((Self { open: Some(Open { database, path, _lock: lock }) }, found))
    }

    /// Writes all `changes` or none, and returns when they are on disk.
    ///
    /// # Errors
    /// When the disk refuses; nothing was written then.
    pub(crate) fn write(&self, changes: &[Change]) -> Result<(), StoreError> {
        let Some(open) = &self.open else { return Ok(()) };
        if changes.is_empty() {
            return Ok(());
        }
        let refused = |error: redb::Error| StoreError::Disk { path: open.path.clone(), why: error.to_string() };
        let transaction = open.database.begin_write().map_err(|error| refused(error.into()))?;
        {
            let mut records = transaction.open_table(RECORDS).map_err(|error| refused(error.into()))?;
            for change in changes {
                let key = (change.table.as_str(), change.key.as_str());
                let outcome = match &change.value {
                    Some(value) => records.insert(key, value.to_string().as_bytes()).map(drop),
                    None => records.remove(key).map(drop),
                };
                outcome.map_err(|error| refused(error.into()))?;
            }
        }
        transaction.commit().map_err(|error| refused(error.into()))
    }
}

/// Makes a new database with our marker and no record.
fn mark(path: &Path) -> Result<(), redb::Error> {
    let database = Database::create(path)?;
    let transaction = database.begin_write()?;
    {
        let mut marker = transaction.open_table(MARKER)?;
        marker.insert("format", FORMAT)?;
        marker.insert("version", VERSION)?;
        transaction.open_table(RECORDS)?;
    }
    transaction.commit()?;
    Ok(())
}

/// Checks the whole file in memory and reads its records; the file itself is only read.
fn look_at_copy(path: &Path) -> Result<Vec<Found>, StoreError> {
    let foreign = |why: &str| StoreError::Foreign { path: path.to_owned(), why: why.to_owned() };
    let disk = |error: std::io::Error| StoreError::Disk { path: path.to_owned(), why: error.to_string() };
    let mut file = File::open(path).map_err(disk)?;
    let about = file.metadata().map_err(disk)?;
    if !about.is_file() {
        return Err(foreign("it is no plain file"));
    }
    if about.len() > BYTES_MAX {
        return Err(foreign("it is too large"));
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(disk)?;
    if !bytes.starts_with(b"redb") {
        return Err(foreign("it is of another kind"));
    }
    // A damaged file can mislead the library into a panic as well as into an error; both are findings here.
    let outcome = std::panic::catch_unwind(|| read_copy(bytes));
    match outcome {
        Ok(Ok(found)) => Ok(found),
        Ok(Err(Finding::Foreign(why))) => Err(foreign(&why)),
        Ok(Err(Finding::Damaged(why))) => Err(StoreError::Damaged { path: path.to_owned(), why }),
        Err(_) => Err(StoreError::Damaged { path: path.to_owned(), why: "its structure makes no sense".to_owned() }),
    }
}

enum Finding {
    Foreign(String),
    Damaged(String),
}

impl<E: std::error::Error> From<E> for Finding {
    fn from(error: E) -> Self {
        Self::Damaged(error.to_string())
    }
}

fn read_copy(bytes: Vec<u8>) -> Result<Vec<Found>, Finding> {
    let backend = InMemoryBackend::new();
    backend.set_len(bytes.len() as u64)?;
    backend.write(0, &bytes)?;
    drop(bytes);
    let mut database = Database::builder().create_with_backend(backend)?;
    database.check_integrity()?;
    let transaction = database.begin_read()?;
    let marker = match transaction.open_table(MARKER) {
        Ok(marker) => marker,
        Err(TableError::TableDoesNotExist(_) | TableError::TableTypeMismatch { .. }) => {
            return Err(Finding::Foreign("it has no marker of ours".to_owned()));
        }
        Err(error) => return Err(error.into()),
    };
    let text = |key: &str| -> Result<String, Finding> {
        Ok(marker.get(key)?.map(|value| value.value().to_owned()).unwrap_or_default())
    };
    if text("format")? != FORMAT {
        return Err(Finding::Foreign("its marker is another program's".to_owned()));
    }
    let version = text("version")?;
    if version != VERSION {
        return Err(Finding::Foreign(format!("its version is {version:?}, this program reads {VERSION:?}")));
    }
    let records = transaction.open_table(RECORDS)?;
    let mut found = Vec::new();
    for item in records.iter()? {
        let (key, value) = item?;
        let (table, key) = key.value();
        found.push((table.to_owned(), key.to_owned(), serde_json::from_slice(value.value())?));
    }
    Ok(found)
}

/// Renames what is there to the first free `journey.redb.N.old`.
fn set_aside(path: &Path) -> std::io::Result<()> {
    if !path.try_exists()? {
        return Ok(());
    }
    let mut n = 1;
    loop {
        let aside = path.with_extension(format!("redb.{n}.old"));
        if !aside.try_exists()? {
            return fs::rename(path, aside);
        }
        n += 1;
    }
}

/// The file holds addresses of live channels: it is for its owner only.
fn restrict(path: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn change(key: &str, value: Option<Value>) -> Change {
        Change { table: "things".to_owned(), key: key.to_owned(), value }
    }

    #[test]
    fn what_was_written_is_found_again() {
        let folder = tempfile::tempdir().unwrap();
        let (store, found) = Store::open(folder.path(), false).unwrap();
        assert_eq!(found, []);
        store.write(&[change("a", Some(json!({"n": 1}))), change("b", Some(json!("two")))]).unwrap();
        store.write(&[change("b", None), change("c", Some(json!(null)))]).unwrap();
        drop(store);
        let (_store, found) = Store::open(folder.path(), false).unwrap();
        let things = |key: &str, value| ("things".to_owned(), key.to_owned(), value);
        assert_eq!(found, [things("a", json!({"n": 1})), things("c", json!(null))]);
    }

    #[test]
    fn a_second_process_is_told_that_the_folder_is_in_use() {
        let folder = tempfile::tempdir().unwrap();
        let _first = Store::open(folder.path(), false).unwrap();
        assert!(matches!(Store::open(folder.path(), false), Err(StoreError::InUse(_))));
    }

    #[test]
    fn foreign_files_are_refused_and_left_as_they_were() {
        let other = {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("other.redb");
            let database = Database::create(&path).unwrap();
            let transaction = database.begin_write().unwrap();
            transaction.open_table(TableDefinition::<u64, u64>::new("marker")).unwrap().insert(1, 2).unwrap();
            transaction.commit().unwrap();
            // As after a kill: the database was never closed.
            fs::read(&path).unwrap()
        };
        for bytes in [b"".to_vec(), b"SQLite format 3\0".to_vec(), b"redb".to_vec(), other] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join(FILE_NAME);
            fs::write(&path, &bytes).unwrap();
            let refusal = Store::open(folder.path(), false).expect_err("must be refused");
            assert!(matches!(refusal, StoreError::Foreign { .. } | StoreError::Damaged { .. }), "{refusal}");
            assert!(refusal.to_string().contains("left as it is"), "{refusal}");
            assert_eq!(fs::read(&path).unwrap(), bytes);
        }
    }

    #[test]
    fn a_damaged_file_is_refused_and_left_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE_NAME);
        let (store, _) = Store::open(folder.path(), false).unwrap();
        let text = "x".repeat(300);
        let changes: Vec<_> = (0..400).map(|n| change(&format!("k{n}"), Some(json!(text)))).collect();
        store.write(&changes).unwrap();
        drop(store);
        let sound = fs::read(&path).unwrap();
        let mut n_refused = 0;
        for at in (0..sound.len()).step_by(sound.len() / 60) {
            let mut bytes = sound.clone();
            for byte in &mut bytes[at..(at + 64).min(sound.len())] {
                *byte = !*byte;
            }
            fs::write(&path, &bytes).unwrap();
            // Damage in free space is no damage; then all records must be there.
            match Store::open(folder.path(), false) {
                Ok((_, found)) => assert_eq!(found.len(), 400, "damage at {at}"),
                Err(refusal) => {
                    n_refused += 1;
                    assert!(!matches!(refusal, StoreError::InUse(_)), "{refusal}");
                    assert!(fs::read(&path).unwrap() == bytes, "the refused file was changed, damage at {at}");
                }
            }
        }
        assert!(n_refused > 5, "only {n_refused} refusals");
    }

    #[test]
    fn a_fresh_start_sets_the_old_file_aside() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE_NAME);
        fs::write(&path, "something else").unwrap();
        drop(Store::open(folder.path(), true).unwrap());
        assert_eq!(fs::read(folder.path().join("journey.redb.1.old")).unwrap(), b"something else");
    }

    #[test]
    fn a_store_in_memory_takes_everything_and_keeps_nothing() {
        assert!(Store::memory().write(&[change("a", Some(json!(1)))]).is_ok());
    }
}
