//! Sorting and collecting once for all types. The standard library's sort is written anew for each type it meets, and
//! `collect` into a set or map sorts too: a dozen of them were a twentieth of the tab. Lists here are short.
//!
//! Owns no rule of any order; must not know what it sorts.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use crate::sorted::SortedMap;

/// Sorts as [`slice::sort_by`] does: what compares equal keeps its order.
pub(crate) fn sort_by<T>(items: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    let moves = swaps(items.len(), &mut |one, other| match (items.get(one), items.get(other)) {
        (Some(one), Some(other)) => compare(one, other),
        _ => Ordering::Equal,
    });
    for (one, other) in moves {
        items.swap(one, other);
    }
}

/// A set of all items.
pub(crate) fn set<T: Ord>(items: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    let mut set = BTreeSet::new();
    for item in items {
        set.insert(item);
    }
    set
}

/// A map of all items; of two with the same key the later one stays.
pub(crate) fn map<K: Ord, V>(items: impl IntoIterator<Item = (K, V)>) -> SortedMap<K, V> {
    let mut map = SortedMap::new();
    for (key, value) in items {
        map.insert(key, value);
    }
    map
}

/// The swaps that put `n` items in order; `compare` is asked about their first places.
#[inline(never)]
fn swaps(n: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<(usize, usize)> {
    // Where each item comes from: what is in order already only grows at its end.
    let mut sources: Vec<usize> = Vec::with_capacity(n);
    for item in 0..n {
        let at = sources.partition_point(|before| compare(*before, item) != Ordering::Greater);
        sources.insert(at, item);
    }
    // And where each item goes, which swaps can follow.
    let mut targets = vec![0; n];
    for (target, source) in sources.into_iter().enumerate() {
        if let Some(place) = targets.get_mut(source) {
            *place = target;
        }
    }
    let mut swaps = Vec::new();
    for at in 0..n {
        while let Some(&target) = targets.get(at).filter(|target| **target != at) {
            swaps.push((at, target));
            targets.swap(at, target);
        }
    }
    swaps
}

#[cfg(test)]
mod tests {
    use super::sort_by;

    #[test]
    fn what_compares_equal_keeps_its_order() {
        let mut state = 7_u32;
        for n in 0..60 {
            let mut items: Vec<(u32, usize)> = (0..n)
                .map(|at| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (state >> 29, at)
                })
                .collect();
            let mut expected = items.clone();
            expected.sort_by_key(|(key, _)| *key);
            sort_by(&mut items, |(one, _), (other, _)| one.cmp(other));
            assert_eq!(items, expected);
        }
    }
}
