//! How a record of the cloud is read from JSON and printed back.
//!
//! Reading is lenient field by field, because the cloud's schemas change without notice and every enum is open
//! (reliability: one bad field must not cost its neighbours). An optional field that is absent, `null` or of the wrong
//! type reads as `None`; a list drops the elements that cannot be read; only a *required* field that cannot be read
//! costs the record. Unknown fields are kept in `extra` and printed back. There is no logic here beyond that.

use std::collections::BTreeMap;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::ser::SerializeMap;
use serde_json::{Map, Value};

use crate::number;

/// Something that can be read from one JSON value.
pub trait Read: Sized {
    /// The value, or `None` when the JSON is not of this shape.
    fn read(value: &Value) -> Option<Self>;
}

/// Something that can stand as a field of a record.
pub trait Field: Sized {
    /// The field's value from what the object holds under its name; `None` costs the whole record.
    fn field(value: Option<&Value>) -> Option<Self>;

    /// Reads the field `name` of `object` into itself; `false` costs the whole record.
    ///
    /// A function of its own for each type: unrolled into every record it is a third of the tab's reading.
    #[inline(never)]
    fn fill(&mut self, object: &Map<String, Value>, name: &str) -> bool {
        let read = Self::field(object.get(name));
        let is_read = read.is_some();
        if let Some(read) = read {
            *self = read;
        }
        is_read
    }

    /// Puts the field into the printed object, unless it is absent.
    fn put<M: SerializeMap>(&self, name: &'static str, map: &mut M) -> Result<(), M::Error>;
}

impl<T: Read + serde::Serialize> Field for T {
    fn field(value: Option<&Value>) -> Option<Self> {
        value.and_then(T::read)
    }

    fn put<M: SerializeMap>(&self, name: &'static str, map: &mut M) -> Result<(), M::Error> {
        map.serialize_entry(name, self)
    }
}

impl<T: Read + serde::Serialize> Field for Option<T> {
    fn field(value: Option<&Value>) -> Option<Self> {
        Some(value.and_then(T::read))
    }

    fn put<M: SerializeMap>(&self, name: &'static str, map: &mut M) -> Result<(), M::Error> {
        match self {
            Some(value) => map.serialize_entry(name, value),
            None => Ok(()),
        }
    }
}

impl<T: Read + serde::Serialize> Field for Vec<T> {
    fn field(value: Option<&Value>) -> Option<Self> {
        Some(value.and_then(Value::as_array).map_or_else(Vec::new, |items| items.iter().filter_map(T::read).collect()))
    }

    fn put<M: SerializeMap>(&self, name: &'static str, map: &mut M) -> Result<(), M::Error> {
        map.serialize_entry(name, self)
    }
}

impl<T: Read + serde::Serialize> Field for BTreeMap<String, T> {
    fn field(value: Option<&Value>) -> Option<Self> {
        Some(value.and_then(Value::as_object).map_or_else(BTreeMap::new, |object| {
            // One by one: `collect` brings a sorting of its own for every type (4 KB each).
            let mut map = BTreeMap::new();
            map.extend(object.iter().filter_map(|(name, value)| Some((name.clone(), T::read(value)?))));
            map
        }))
    }

    fn put<M: SerializeMap>(&self, name: &'static str, map: &mut M) -> Result<(), M::Error> {
        map.serialize_entry(name, self)
    }
}

impl Read for String {
    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::String(text) => Some(text.clone()),
            // Ids and versions change between number and text from schema to schema.
            Value::Number(number) => Some(number::text(number)),
            Value::Bool(flag) => Some(flag.to_string()),
            _ => None,
        }
    }
}

impl Read for bool {
    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::Bool(flag) => Some(*flag),
            Value::String(text) => text.parse().ok(),
            _ => None,
        }
    }
}

impl Read for i64 {
    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::Number(number) => number.as_i64().or_else(|| number::whole(number.as_f64()?)),
            Value::String(text) => text.parse().ok(),
            _ => None,
        }
    }
}

impl Read for f64 {
    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => number::parsed(text),
            _ => None,
        }
    }
}

/// A moment in UTC as the cloud writes it: ISO 8601 with optional milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub DateTime<Utc>);

impl From<DateTime<Utc>> for Timestamp {
    fn from(moment: DateTime<Utc>) -> Self {
        Self(moment)
    }
}

impl From<Timestamp> for DateTime<Utc> {
    fn from(moment: Timestamp) -> Self {
        moment.0
    }
}

impl Read for Timestamp {
    fn read(value: &Value) -> Option<Self> {
        let text = value.as_str()?;
        if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
            return Some(Self(moment.to_utc()));
        }
        // "+0000" without its colon is ISO 8601, but not RFC 3339.
        let (head, zone) = text.split_at_checked(text.len().checked_sub(5)?)?;
        let (hours, minutes) = zone.split_at_checked(3)?;
        DateTime::parse_from_rfc3339(&format!("{head}{hours}:{minutes}")).ok().map(|moment| Self(moment.to_utc()))
    }
}

impl serde::Serialize for Timestamp {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

impl Read for Value {
    fn read(value: &Value) -> Option<Self> {
        (!value.is_null()).then(|| value.clone())
    }
}

/// What a record holds beyond the documented fields.
pub type Extra = Map<String, Value>;

/// Declares records: `field: Type = "jsonName"`. A plain type is required, `Option`, `Vec` and maps are not.
macro_rules! records {
    ($($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident : $type:ty = $key:literal),* $(,)? })*) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $name {
            $($(#[$field_meta])* #[allow(missing_docs, reason = "the contract's own field")] pub $field: $type,)*
            /// Fields that the contract does not name, kept and printed back.
            pub extra: $crate::record::Extra,
        }

        impl $crate::record::Read for $name {
            fn read(value: &serde_json::Value) -> Option<Self> {
                const NAMES: &[&str] = &[$($key),*];
                let object = value.as_object()?;
                // Started empty and filled, so that there is one thing to drop wherever the reading ends.
                let mut record = Self::default();
                let is_read = true $(&& $crate::record::Field::fill(&mut record.$field, object, $key))*;
                record.extra = $crate::record::extra(object, NAMES);
                is_read.then_some(record)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeMap as _;
                let mut map = serializer.serialize_map(None)?;
                $($crate::record::Field::put(&self.$field, $key, &mut map)?;)*
                for (name, value) in &self.extra {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
    )*};
}

pub(crate) use records;

/// The fields of `object` that are not among `names`.
pub(crate) fn extra(object: &Map<String, Value>, names: &[&str]) -> Extra {
    let mut extra = Extra::new();
    for (name, value) in object.iter().filter(|(name, _)| !names.contains(&name.as_str())) {
        extra.insert(name.clone(), value.clone());
    }
    extra
}

/// Reads a record from text; `None` when it is no JSON or not of this shape.
#[must_use]
pub fn from_text<T: Read>(text: &str) -> Option<T> {
    T::read(&crate::json(text)?)
}
