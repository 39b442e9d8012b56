//! An order of functions in which like ones stand side by side, so that they pack well.
//!
//! Each is followed by the one most like it of those that are left; alike are two that share most of their runs of four
//! bytes. Generic code that was copied for many types comes together in this way.

use std::collections::BTreeSet;

/// The functions by their numbers, in that order.
pub(crate) fn order(bodies: &[&[u8]]) -> Vec<usize> {
    let runs: Vec<Vec<u16>> = bodies.iter().map(|body| runs(body)).collect();
    // Of equals the nearest by its bytes comes first.
    let mut left: Vec<usize> = (0..bodies.len()).collect();
    left.sort_by_key(|at| bodies[*at]);
    let mut order = Vec::with_capacity(left.len());
    let mut next = 0;
    while next < left.len() {
        let last = left.remove(next);
        order.push(last);
        next = left
            .iter()
            .enumerate()
            .fold((0, 0), |best, (at, other)| {
                let share = share(&runs[last], &runs[*other], best.1);
                if share > best.1 { (at, share) } else { best }
            })
            .0;
    }
    order
}

/// The runs of four bytes, each as a sum of 16 bits, in order and once.
fn runs(body: &[u8]) -> Vec<u16> {
    let sum = |run: &[u8]| run.iter().fold(0_u32, |sum, byte| sum.wrapping_mul(0x0100_0193) ^ u32::from(*byte));
    let sums: BTreeSet<u16> = body.windows(4).map(|run| (sum(run) >> 8 & 0xffff) as u16).collect();
    sums.into_iter().collect()
}

/// What two sets in order have in common, of all that is in them, in thousandths; 0 when it cannot be more than `least`.
fn share(one: &[u16], other: &[u16], least: usize) -> usize {
    let (small, great) = (one.len().min(other.len()), one.len().max(other.len()));
    if 1_000 * small <= least * great {
        return 0;
    }
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
    fn like_functions_stand_side_by_side() {
        let bodies: [&[u8]; 5] = [b"abcdefgh1", b"zzzzzzzzz", b"xbcdefgh1", b"abcdefgh2", b"mmmmmmmm"];
        assert_eq!(order(&bodies), [0, 3, 2, 4, 1]);
    }

    #[test]
    fn every_function_has_one_place() {
        let bodies: Vec<Vec<u8>> = (0..200_u8).map(|n| vec![n % 7; usize::from(n)]).collect();
        let bodies: Vec<&[u8]> = bodies.iter().map(Vec::as_slice).collect();
        let mut order = order(&bodies);
        order.sort_unstable();
        assert_eq!(order, (0..200).collect::<Vec<_>>());
    }
}
