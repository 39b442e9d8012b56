//! Numbers that belong to a person: of a telephone in international or national form, of a bank account, of a card.
//!
//! Owns what tells them from dates, times, prices and counts. Takes text that is plain already.

/// Whether a text holds such a number.
pub(super) fn is_telling(text: &str) -> bool {
    is_account(text) || has_number(text)
}

/// Whether one of the runs of digits in the text is a person's.
fn has_number(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        if !byte.is_ascii_digit() {
            at += 1;
            continue;
        }
        let before = text.get(..at).unwrap_or_default();
        let run = Run::of(text.get(at..).unwrap_or_default());
        if run.is_telling(before) {
            return true;
        }
        at += run.len;
    }
    false
}

/// A run of digits with the signs that people write between them.
struct Run<'a> {
    groups: Vec<&'a str>,
    /// What stands before each group but the first.
    between: Vec<&'a str>,
    len: usize,
}

impl<'a> Run<'a> {
    /// The run that the text begins with.
    fn of(text: &'a str) -> Self {
        let mut run = Self { groups: Vec::new(), between: Vec::new(), len: 0 };
        let count = |text: &str, fits: fn(&u8) -> bool| text.bytes().take_while(fits).count();
        let mut gap = "";
        loop {
            let rest = text.get(run.len + gap.len()..).unwrap_or_default();
            let n_digits = count(rest, u8::is_ascii_digit);
            if n_digits == 0 {
                return run;
            }
            if !run.groups.is_empty() {
                run.between.push(gap);
            }
            run.groups.push(rest.get(..n_digits).unwrap_or_default());
            run.len += gap.len() + n_digits;
            let rest = text.get(run.len..).unwrap_or_default();
            gap = rest.get(..count(rest, |b| b" ()-./".contains(b)).min(3)).unwrap_or_default();
        }
    }

    fn is_telling(&self, before: &str) -> bool {
        let after_plus = before.trim_end_matches(['(', ' ']).ends_with('+');
        // "08:30 05:45": the second half of a time. "1,234": of a price.
        let is_rest = |sign: char| {
            let before = before.strip_suffix(sign).unwrap_or_default();
            before.ends_with(|c: char| c.is_ascii_digit())
        };
        if (is_rest(':') || is_rest(',')) && !after_plus {
            return false;
        }
        let is_called = ["tel:", "sms:", "TEL:"].iter().any(|scheme| before.ends_with(scheme));
        let n = self.groups.iter().map(|group| group.len()).sum::<usize>();
        if (after_plus && n >= 7) || (is_called && n >= 5) {
            return true;
        }
        self.parts().any(|part| part.is_phone() || part.is_card() || part.is_insurance())
    }

    /// The run without the dates in it.
    fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        let mut parts: Vec<Part<'_>> = vec![Part::default()];
        let mut at = 0;
        while let Some(group) = self.groups.get(at) {
            if self.is_date(at) {
                parts.push(Part::default());
                at += 3;
                continue;
            }
            if let Some(part) = parts.last_mut() {
                part.between
                    .extend(at.checked_sub(1).and_then(|at| self.between.get(at)).filter(|_| !part.groups.is_empty()));
                part.groups.push(group);
            }
            at += 1;
        }
        parts.into_iter().filter(|part| !part.groups.is_empty())
    }

    /// Whether the three groups from here on are a date: `2024-01-15`, `15.1.2024`, `01/15/24`.
    fn is_date(&self, at: usize) -> bool {
        let (Some([one, two, three]), Some([first, second])) =
            (self.groups.get(at..at + 3), self.between.get(at..at + 2))
        else {
            return false;
        };
        let is_within =
            |part: &str, max: u32| part.len() <= 2 && part.parse::<u32>().is_ok_and(|n| (1..=max).contains(&n));
        let is_day = |day: &str, month: &str| is_within(day, 31) && is_within(month, 12);
        let is_year = |year: &str| year.len() == 4 && (year.starts_with("19") || year.starts_with("20"));
        let stands_alone = self.between.get(at + 2).is_none_or(|after| after != first)
            && at.checked_sub(1).and_then(|at| self.between.get(at)).is_none_or(|before| before != first);
        first == second
            && matches!(*first, "-" | "." | "/" | ". ")
            && ((is_year(one) && is_day(three, two))
                || ((is_year(three) || (three.len() == 2 && stands_alone)) && (is_day(one, two) || is_day(two, one))))
    }
}

/// Digits that belong together.
#[derive(Default)]
struct Part<'a> {
    groups: Vec<&'a str>,
    between: Vec<&'a str>,
}

impl Part<'_> {
    fn digits(&self) -> String {
        self.groups.concat()
    }

    /// The lengths of the groups.
    fn shape(&self) -> Vec<usize> {
        self.groups.iter().map(|group| group.len()).collect()
    }

    /// A telephone number without a plus.
    fn is_phone(&self) -> bool {
        let digits = self.digits();
        let is_grouped = self.groups.len() > 1;
        let n = digits.len();
        if !(7..=15).contains(&n) {
            return false;
        }
        // A decimal fraction.
        let is_fraction = matches!(self.groups.as_slice(), ["0", rest] if !rest.is_empty()) && self.between == ["."];
        if digits.starts_with('0') && !is_fraction {
            // "09.00-17.30" are opening hours.
            let are_hours = n == 8 && self.shape() == [2, 2, 2, 2];
            return if is_grouped { !are_hours } else { (9..=11).contains(&n) || digits.starts_with("00") };
        }
        let is_north_american = |digits: &str| {
            let at = |at: usize| digits.as_bytes().get(at).is_some_and(|digit| (b'2'..=b'9').contains(digit));
            digits.len() == 10 && at(0) && at(3)
        };
        let national = digits.strip_prefix('1').filter(|rest| rest.len() == 10).unwrap_or(&digits);
        let has_code = ["353", "44", "33", "49", "81"].iter().any(|code| digits.starts_with(code));
        if !is_grouped {
            // As links write it: the country's code without a plus.
            return is_north_american(national) || (has_code && (11..=12).contains(&n));
        }
        match self.shape().as_slice() {
            [3, 3, 4] | [1, 3, 3, 4] | [3, 7] | [1, 3, 7] => is_north_american(national),
            // Local, and the countries that write no zero in front. Thousands are grouped with blanks and stops too, but
            // seldom hundreds of millions.
            [3, 4] => self.between == ["-"] && !digits.starts_with(['0', '1']),
            [3, 3, 3] | [3, 2, 2, 2] | [2, 2, 2, 2, 2] | [1, 2, 2, 2, 2] => {
                self.between.iter().all(|gap| matches!(*gap, " " | "-"))
            }
            [2, 3, 3, 4] | [2, 2, 3, 4] | [2, 4, 6] | [3, 2, 3, 4] | [2, 3, 7] | [2, 1, 2, 2, 2, 2] => has_code,
            _ => false,
        }
    }

    /// A number of a card: by its check digit, or by its look.
    fn is_card(&self) -> bool {
        let digits = self.digits();
        let is_drawn = self.shape() == [4, 4, 4, 4];
        is_drawn
            || ((14..=19).contains(&digits.len())
                && !digits.starts_with(['0', '1', '7', '8', '9'])
                && is_checked(&digits))
    }

    /// A number of social insurance of the United States.
    fn is_insurance(&self) -> bool {
        self.shape() == [3, 2, 4] && self.between.iter().all(|gap| matches!(*gap, "-" | " "))
    }
}

/// Luhn's check.
fn is_checked(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, digit)| {
            let digit = u32::from(digit - b'0');
            if at % 2 == 1 { digit * 2 / 10 + digit * 2 % 10 } else { digit }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Whether the text holds an IBAN: two letters, two digits, and eleven to thirty letters and digits, in one or in fours.
fn is_account(text: &str) -> bool {
    let words: Vec<&str> = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.iter().enumerate().any(|(at, word)| {
        let [a, b, c, d, ..] = word.as_bytes() else { return false };
        if !(a.is_ascii_alphabetic() && b.is_ascii_alphabetic() && c.is_ascii_digit() && d.is_ascii_digit()) {
            return false;
        }
        let mut account = (*word).to_owned();
        if word.len() == 4 {
            for next in words.iter().skip(at + 1).take(8) {
                account.push_str(next);
                if next.len() != 4 {
                    break;
                }
            }
        }
        let n_digits = account.bytes().filter(u8::is_ascii_digit).count();
        (15..=34).contains(&account.len()) && n_digits >= 8
    })
}
