//! Addresses with variable parts: `/a/{id}/b` and `v2.a.{id}.b`.

/// A path with its parts, some of them variable.
pub(crate) struct Template(Vec<String>);

impl Template {
    pub(crate) fn new(path: &str) -> Self {
        Self(path.split('/').map(str::to_owned).collect())
    }

    /// Whether `path` is of this form; a variable part is never empty.
    pub(crate) fn fits(&self, path: &str) -> bool {
        fits(self.0.iter().map(String::as_str), path.split('/'))
    }

    /// How many parts are fixed: of two templates that fit, the more fixed one is meant.
    pub(crate) fn n_literal(&self) -> usize {
        self.0.iter().filter(|part| !is_variable(part)).count()
    }
}

/// Whether a topic's name is of this pattern.
pub(crate) fn is_topic(pattern: &str, name: &str) -> bool {
    fits(pattern.split('.'), name.split('.'))
}

fn fits<'a>(mut parts: impl Iterator<Item = &'a str>, mut own: impl Iterator<Item = &'a str>) -> bool {
    loop {
        match (parts.next(), own.next()) {
            (None, None) => return true,
            (Some(part), Some(own)) if part == own || (is_variable(part) && !own.is_empty()) => {}
            _ => return false,
        }
    }
}

fn is_variable(part: &str) -> bool {
    part.starts_with('{') && part.ends_with('}')
}
