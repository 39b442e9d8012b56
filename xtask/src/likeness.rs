//! An order of functions in which like ones stand side by side, so that they pack well.
//!
//! Functions of one type go together. Among them each is followed by the one most like it of those that come next by
//! their bytes; alike are two that share most of their runs of four bytes.

use std::collections::BTreeSet;

/// How far ahead the next function is looked for.
const AHEAD: usize = 500;

/// The functions by their numbers, in that order; `types` and `bodies` are theirs.
pub(crate) fn order(types: &[usize], bodies: &[&[u8]]) -> Vec<usize> {
    let runs: Vec<Vec<u16>> = bodies.iter().map(|body| runs(body)).collect();
    let mut groups: Vec<(usize, &[u8], usize)> =
        types.iter().zip(bodies).enumerate().map(|(at, (kind, body))| (*kind, *body, at)).collect();
    groups.sort_unstable();
    let mut order = Vec::with_capacity(groups.len());
    for group in groups.chunk_by(|one, other| one.0 == other.0) {
        let mut left: Vec<usize> = group.iter().map(|(_, _, at)| *at).collect();
        let mut next = 0;
        while next < left.len() {
            let last = left.remove(next);
            order.push(last);
            let likeness = |at: &usize| share(&runs[last], &runs[*at]);
            let ahead = left.iter().take(AHEAD).map(likeness).enumerate();
            // The first of equals: by bytes it is the nearest.
            next = ahead.fold((0, 0), |best, (at, share)| if share > best.1 { (at, share) } else { best }).0;
        }
    }
    order
}

/// The runs of four bytes, each as a sum of 16 bits, in order and once.
fn runs(body: &[u8]) -> Vec<u16> {
    let sum = |run: &[u8]| run.iter().fold(0_u32, |sum, byte| sum.wrapping_mul(0x0100_0193) ^ u32::from(*byte));
    let sums: BTreeSet<u16> = body.windows(4).map(|run| (sum(run) >> 8 & 0xffff) as u16).collect();
    sums.into_iter().collect()
}

/// What two sets in order have in common, of all that is in them, in thousandths.
fn share(one: &[u16], other: &[u16]) -> usize {
    let (mut at, mut to, mut common) = (0, 0, 0);
    while let (Some(a), Some(b)) = (one.get(at), other.get(to)) {
        common += usize::from(a == b);
        at += usize::from(a <= b);
        to += usize::from(b <= a);
    }
    1_000 * common / (one.len() + other.len() - common).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn like_functions_of_one_type_stand_side_by_side() {
        let bodies: [&[u8]; 5] = [b"abcdefgh1", b"zzzzzzzzz", b"xbcdefgh1", b"abcdefgh2", b"mmmmmmmm"];
        assert_eq!(order(&[0, 0, 0, 0, 0], &bodies), [0, 3, 2, 4, 1]);
        assert_eq!(order(&[1, 0, 1, 0, 1], &bodies), [3, 1, 0, 2, 4]);
    }

    #[test]
    fn every_function_has_one_place() {
        let bodies: Vec<Vec<u8>> = (0..200_u8).map(|n| vec![n % 7; usize::from(n)]).collect();
        let bodies: Vec<&[u8]> = bodies.iter().map(Vec::as_slice).collect();
        let types: Vec<usize> = (0..200).map(|n| n % 3).collect();
        let mut order = order(&types, &bodies);
        order.sort_unstable();
        assert_eq!(order, (0..200).collect::<Vec<_>>());
    }
}
