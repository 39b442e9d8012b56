//! Listings: by cursor, by page, or of entities only (genesys-api §1.9).

use serde::ser::SerializeMap;
use serde_json::Value;

use crate::record::{Field, Read};

/// A listing of any style. What a style does not have is `None` and is not printed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Listing<T> {
    /// What could be read, in the order sent.
    pub entities: Vec<T>,
    /// How many entities could not be read; never printed.
    pub n_rejected: usize,
    /// Path of the next part; while it is there, there is more.
    pub next_uri: Option<String>,
    /// Path of the part before.
    pub previous_uri: Option<String>,
    /// Path of this part.
    pub self_uri: Option<String>,
    /// Path of the first page.
    pub first_uri: Option<String>,
    /// Path of the last page.
    pub last_uri: Option<String>,
    /// Size of a page.
    pub page_size: Option<i64>,
    /// Number of this page, from 1.
    pub page_number: Option<i64>,
    /// Number of pages.
    pub page_count: Option<i64>,
    /// Number of entities on all pages.
    pub total: Option<i64>,
}

impl<T: Read> Read for Listing<T> {
    fn read(value: &Value) -> Option<Self> {
        let object = value.as_object()?;
        let items = object.get("entities").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let entities: Vec<T> = items.iter().filter_map(T::read).collect();
        let text = |name: &str| object.get(name).and_then(String::read);
        let number = |name: &str| object.get(name).and_then(i64::read);
        Some(Self {
            n_rejected: items.len() - entities.len(),
            entities,
            next_uri: text("nextUri"),
            previous_uri: text("previousUri"),
            self_uri: text("selfUri"),
            first_uri: text("firstUri"),
            last_uri: text("lastUri"),
            page_size: number("pageSize"),
            page_number: number("pageNumber"),
            page_count: number("pageCount"),
            total: number("total"),
        })
    }
}

impl<T: Read + serde::Serialize> serde::Serialize for Listing<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.entities.put("entities", &mut map)?;
        self.next_uri.put("nextUri", &mut map)?;
        self.previous_uri.put("previousUri", &mut map)?;
        self.self_uri.put("selfUri", &mut map)?;
        self.first_uri.put("firstUri", &mut map)?;
        self.last_uri.put("lastUri", &mut map)?;
        self.page_size.put("pageSize", &mut map)?;
        self.page_number.put("pageNumber", &mut map)?;
        self.page_count.put("pageCount", &mut map)?;
        self.total.put("total", &mut map)?;
        map.end()
    }
}
