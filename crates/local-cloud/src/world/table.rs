//! A table of the world: records by key, and which of them changed since they were last stored.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Record;

/// What a table holds: how it is printed for the store and read back.
pub(super) trait Stored: Sized {
    /// Name of the table in the store.
    const TABLE: &'static str;
    /// As JSON.
    fn to_json(&self) -> Value;
    /// From JSON; `None` when it is not of this shape.
    fn from_json(value: &Value) -> Option<Self>;
}

impl Stored for wire::ExternalContact {
    const TABLE: &'static str = "contacts";

    fn to_json(&self) -> Value {
        json(self)
    }

    fn from_json(value: &Value) -> Option<Self> {
        wire::Read::read(value)
    }
}

impl Stored for wire::Event {
    const TABLE: &'static str = "events";

    fn to_json(&self) -> Value {
        json(self)
    }

    fn from_json(value: &Value) -> Option<Self> {
        wire::Read::read(value)
    }
}

/// A value as JSON. The world's types have text keys only, so that this cannot fail.
pub(super) fn json(value: &impl serde::Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

/// Implements [`Stored`] for a type with serde's derives.
macro_rules! stored {
    ($type:ty, $table:literal) => {
        impl $crate::world::table::Stored for $type {
            const TABLE: &'static str = $table;

            fn to_json(&self) -> serde_json::Value {
                $crate::world::table::json(self)
            }

            fn from_json(value: &serde_json::Value) -> Option<Self> {
                serde::Deserialize::deserialize(value).ok()
            }
        }
    };
}

pub(super) use stored;

/// Serde for a field that is a record of the contract (`#[serde(with = "as_wire")]`).
pub(super) mod as_wire {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use serde_json::Value;

    pub(in crate::world) fn serialize<T: Serialize, S: Serializer>(value: &T, to: S) -> Result<S::Ok, S::Error> {
        value.serialize(to)
    }

    pub(in crate::world) fn deserialize<'de, T: wire::Read, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
        let value = Value::deserialize(from)?;
        T::read(&value).ok_or_else(|| D::Error::custom("not of the contract's shape"))
    }
}

/// Records by key.
#[derive(Debug)]
pub(super) struct Table<T> {
    rows: BTreeMap<String, T>,
    dirty: BTreeSet<String>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { rows: BTreeMap::new(), dirty: BTreeSet::new() }
    }
}

impl<T: Stored> Table<T> {
    pub(super) fn get(&self, key: &str) -> Option<&T> {
        self.rows.get(key)
    }

    pub(super) fn contains(&self, key: &str) -> bool {
        self.rows.contains_key(key)
    }

    /// The row, to be changed: it will be stored again.
    pub(super) fn change(&mut self, key: &str) -> Option<&mut T> {
        let row = self.rows.get_mut(key)?;
        self.dirty.insert(key.to_owned());
        Some(row)
    }

    pub(super) fn insert(&mut self, key: String, row: T) {
        self.dirty.insert(key.clone());
        self.rows.insert(key, row);
    }

    pub(super) fn remove(&mut self, key: &str) -> Option<T> {
        let row = self.rows.remove(key)?;
        self.dirty.insert(key.to_owned());
        Some(row)
    }

    /// All rows in the order of their keys.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = (&String, &T)> {
        self.rows.iter()
    }

    /// Rows whose keys begin with `prefix`, in order.
    pub(super) fn below(&self, prefix: &str) -> impl Iterator<Item = (&String, &T)> {
        let from = prefix.to_owned();
        let prefix = prefix.to_owned();
        self.rows.range(from..).take_while(move |(key, _)| key.starts_with(&prefix))
    }

    /// The same from a key on, which need not be there.
    pub(super) fn below_from(&self, prefix: &str, from: &str) -> impl Iterator<Item = (&String, &T)> {
        let prefix = prefix.to_owned();
        self.rows.range(from.to_owned()..).take_while(move |(key, _)| key.starts_with(&prefix))
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// A row as it was stored; it is not stored again.
    ///
    /// # Errors
    /// The row is not of this table's shape.
    pub(super) fn restore(&mut self, key: String, value: &Value) -> Result<(), String> {
        let row = T::from_json(value).ok_or_else(|| format!("record {key} of table {} cannot be read", T::TABLE))?;
        self.rows.insert(key, row);
        Ok(())
    }

    /// Appends what changed since the last call.
    pub(super) fn take(&mut self, records: &mut Vec<Record>) {
        for key in std::mem::take(&mut self.dirty) {
            let value = self.rows.get(&key).map(Stored::to_json);
            records.push(Record { table: T::TABLE, key, value });
        }
    }
}
