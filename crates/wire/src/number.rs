//! Numbers and text without the tables of the general conversions: 30 KB of the tab for what the cloud hardly ever
//! sends. Owns the form of a number as text; must not know what the number means.

use serde_json::{Number, Value};

/// A number as JSON writes it: `7`, `-0.25`, `1e-7`.
pub(crate) fn text(number: &Number) -> String {
    if let Some(number) = number.as_u64() {
        return number.to_string();
    }
    if let Some(number) = number.as_i64() {
        return number.to_string();
    }
    let number = number.as_f64().unwrap_or_default();
    plain(number).or_else(|| plain(rounded(number)?)).unwrap_or_else(|| with_exponent(number))
}

/// A finite number written as JSON writes it.
pub(crate) fn parsed(text: &str) -> Option<f64> {
    serde_json::from_str::<Value>(text).ok()?.as_f64()
}

/// A float that is a whole number an `i64` can hold exactly.
pub(crate) fn whole(number: f64) -> Option<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and small on the same line")]
    (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64)
}

/// With as few decimal places as tell it from every other float; `None` when that takes too many.
fn plain(number: f64) -> Option<String> {
    let mut scale = 1.0;
    for places in 0..16 {
        // Both are exact, so their quotient is the float that this decimal fraction reads as.
        let scaled = (number * scale).round_ties_even();
        if scaled / scale == number {
            let mut digits = format!("{:0>width$}", whole(scaled)?.unsigned_abs(), width = places + 1);
            if places == 0 {
                digits.push('0');
            }
            digits.insert(digits.len() - places.max(1), '.');
            return Some(if number.is_sign_negative() { format!("-{digits}") } else { digits });
        }
        scale *= 10.0;
    }
    None
}

/// The fifteen digits that count, of a number of everyday size.
fn rounded(number: f64) -> Option<f64> {
    let (mut scale, mut size) = (1e14, number.abs());
    if !(1e-5..1e15).contains(&size) {
        return None;
    }
    while size >= 10.0 {
        (scale, size) = (scale / 10.0, size / 10.0);
    }
    while size < 1.0 {
        (scale, size) = (scale * 10.0, size * 10.0);
    }
    Some((number * scale).round_ties_even() / scale)
}

/// A number of another size, to fifteen digits.
fn with_exponent(number: f64) -> String {
    let (mut mantissa, mut exponent) = (number, 0);
    while mantissa.abs() >= 10.0 {
        mantissa /= 10.0;
        exponent += 1;
    }
    while mantissa.abs() < 1.0 && mantissa != 0.0 {
        mantissa *= 10.0;
        exponent -= 1;
    }
    let mantissa = (mantissa * 1e14).round_ties_even() / 1e14;
    let digits = plain(mantissa).unwrap_or_default();
    format!("{}e{exponent}", digits.strip_suffix(".0").unwrap_or(&digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> String {
        super::text(&serde_json::from_str(text).unwrap())
    }

    #[test]
    fn a_number_is_written_as_the_general_conversion_writes_it() {
        for number in ["0", "7", "-3", "18446744073709551615", "0.1", "-0.25", "3.0", "1234567.891", "99.95"] {
            assert_eq!(of(number), number);
        }
        let mut state = 11_u64;
        for _ in 0..20_000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            for places in [1, 2, 3, 6] {
                let number = f64::from((state >> 40) as u32) / 10_f64.powi(places);
                let value = Number::from_f64(number).unwrap();
                assert_eq!(super::text(&value), value.to_string());
            }
        }
    }

    #[test]
    fn what_arithmetic_added_at_the_end_is_left_out() {
        assert_eq!(of("0.30000000000000004"), "0.3");
        assert_eq!(of("-1234.5678000000001"), "-1234.5678");
    }

    #[test]
    fn what_is_very_small_or_very_large_has_an_exponent() {
        assert_eq!(of("1e-20"), "1e-20");
        assert_eq!(of("2.5e300"), "2.5e300");
        assert_eq!(of("-1.5e20"), "-1.5e20");
        for number in ["1e-300", "3.14159e17", "1.5e308", "5e-324"] {
            let (one, other): (f64, f64) = (number.parse().unwrap(), of(number).parse().unwrap());
            assert!((one - other).abs() <= one.abs() * 1e-13, "{number}: {other}");
        }
    }

    #[test]
    fn text_is_read_as_a_number_where_json_would() {
        assert_eq!(parsed("0.4"), Some(0.4));
        assert_eq!(parsed("7"), Some(7.0));
        for text in ["", "x", "NaN", "inf", "\"7\"", "1e999"] {
            assert_eq!(parsed(text), None, "{text}");
        }
    }
}
