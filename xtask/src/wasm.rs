//! What of a WebAssembly file is rewritten after the build: the names of imports, exports that nobody calls, and the names
//! that tell the optimiser an order of functions.
//!
//! Reads the sections of the binary format (WebAssembly core specification §5.5) and leaves every other byte as it is.

use crate::likeness;

/// Sections of the binary format that are touched.
const CUSTOM: u8 = 0;
const IMPORT: u8 = 2;
const EXPORT: u8 = 7;
const CODE: u8 = 10;

/// Magic number and version.
const HEADER: &[u8] = b"\0asm\x01\0\0\0";

/// The one module that imports come from, after [`short_imports`].
pub(crate) const MODULE: &str = "m";

/// Without the exports whose names `is_unused` knows, and without custom sections.
pub(crate) fn without_exports(wasm: &[u8], is_unused: fn(&str) -> bool) -> Result<Vec<u8>, String> {
    rewritten(wasm, |section, body| match section {
        CUSTOM => Ok(None),
        EXPORT => exports(body, is_unused).map(Some),
        _ => Ok(Some(body.to_vec())),
    })
}

/// Each import under a short name; gives the old names in the order of the new ones (see [`short`]).
pub(crate) fn short_imports(wasm: &[u8]) -> Result<(Vec<u8>, Vec<String>), String> {
    let mut names = Vec::new();
    let file =
        rewritten(
            wasm,
            |section, body| {
                if section == IMPORT { imports(body, &mut names).map(Some) } else { Ok(Some(body.to_vec())) }
            },
        )?;
    Ok((file, names))
}

/// The file with names for its functions whose order is the one that packs best (see [`likeness`]):
/// `wasm-opt --reorder-functions-by-name` follows them.
///
/// The optimiser's own order, by how often a function is called, tears copies of the same generic code apart.
pub(crate) fn named_by_likeness(wasm: &[u8]) -> Result<Vec<u8>, String> {
    let (mut n_imports, mut bodies) = (0, Vec::new());
    let mut file = rewritten(wasm, |section, body| {
        let mut reader = Reader(body);
        match section {
            CUSTOM => return Ok(None),
            IMPORT => n_imports = reader.number()?,
            CODE => {
                for _ in 0..reader.number()? {
                    let len = reader.number()?;
                    bodies.push(reader.bytes(len)?.to_vec());
                }
            }
            _ => {}
        }
        Ok(Some(body.to_vec()))
    })?;
    let order = likeness::order(&bodies.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let mut ranks = vec![0; order.len()];
    for (rank, at) in order.into_iter().enumerate() {
        ranks[at] = rank;
    }
    let mut names = Vec::new();
    put_number(&mut names, ranks.len());
    for (at, rank) in ranks.iter().enumerate() {
        put_number(&mut names, n_imports + at);
        put_text(&mut names, &format!("{rank:08}"));
    }
    let mut section = Vec::new();
    put_text(&mut section, "name");
    // The names of functions are its part number 1.
    section.push(1);
    put_number(&mut section, names.len());
    section.extend(names);
    file.push(CUSTOM);
    put_number(&mut file, section.len());
    file.extend(section);
    Ok(file)
}

/// The `n`th short name: a to z, aa to zz …
pub(crate) fn short(n: usize) -> String {
    let letter = |n: usize| char::from(b'a' + u8::try_from(n % 26).unwrap_or(0));
    if n < 26 { letter(n).to_string() } else { format!("{}{}", short(n / 26 - 1), letter(n)) }
}

/// The file with each section as `change` gives it back; `None` leaves it out.
fn rewritten(
    wasm: &[u8],
    mut change: impl FnMut(u8, &[u8]) -> Result<Option<Vec<u8>>, String>,
) -> Result<Vec<u8>, String> {
    let mut reader = Reader(wasm);
    if reader.bytes(HEADER.len())? != HEADER {
        return Err("not a WebAssembly file of version 1".to_owned());
    }
    let mut file = HEADER.to_vec();
    while !reader.0.is_empty() {
        let section = reader.byte()?;
        let len = reader.number()?;
        if let Some(body) = change(section, reader.bytes(len)?)? {
            file.push(section);
            put_number(&mut file, body.len());
            file.extend(body);
        }
    }
    Ok(file)
}

fn exports(body: &[u8], is_unused: fn(&str) -> bool) -> Result<Vec<u8>, String> {
    let mut reader = Reader(body);
    let mut kept: Vec<&[u8]> = Vec::new();
    for _ in 0..reader.number()? {
        let start = reader.0;
        let name = reader.name()?;
        reader.byte()?;
        reader.number()?;
        if !is_unused(name) {
            kept.push(start.get(..start.len() - reader.0.len()).unwrap_or_default());
        }
    }
    let mut section = Vec::new();
    put_number(&mut section, kept.len());
    section.extend(kept.concat());
    Ok(section)
}

fn imports(body: &[u8], names: &mut Vec<String>) -> Result<Vec<u8>, String> {
    let mut reader = Reader(body);
    let n = reader.number()?;
    let mut section = Vec::new();
    put_number(&mut section, n);
    for _ in 0..n {
        reader.name()?;
        let name = reader.name()?.to_owned();
        let start = reader.0;
        match reader.byte()? {
            0 => drop(reader.number()?),
            kind => return Err(format!("{name}: an import of kind {kind}; only functions are known")),
        }
        let at = names.iter().position(|known| *known == name).unwrap_or_else(|| {
            names.push(name);
            names.len() - 1
        });
        for text in [MODULE, &short(at)] {
            put_text(&mut section, text);
        }
        section.extend(start.get(..start.len() - reader.0.len()).unwrap_or_default());
    }
    Ok(section)
}

/// What is left to read.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn bytes(&mut self, n: usize) -> Result<&'a [u8], String> {
        let (read, rest) = self.0.split_at_checked(n).ok_or("the file ends too early")?;
        self.0 = rest;
        Ok(read)
    }

    fn byte(&mut self) -> Result<u8, String> {
        self.bytes(1)?.first().copied().ok_or_else(|| "the file ends too early".to_owned())
    }

    /// An unsigned number in LEB128 form.
    fn number(&mut self) -> Result<usize, String> {
        let mut number = 0;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err("a number of more than 32 bits".to_owned())
    }

    fn name(&mut self) -> Result<&'a str, String> {
        let len = self.number()?;
        std::str::from_utf8(self.bytes(len)?).map_err(|error| error.to_string())
    }
}

fn put_text(file: &mut Vec<u8>, text: &str) {
    put_number(file, text.len());
    file.extend(text.as_bytes());
}

fn put_number(file: &mut Vec<u8>, mut number: usize) {
    loop {
        let low = u8::try_from(number & 0x7f).unwrap_or(0);
        number >>= 7;
        if number == 0 {
            file.push(low);
            return;
        }
        file.push(low | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One type, two imports of it, one of them exported again under two names, a custom section.
    fn file() -> Vec<u8> {
        let mut file = HEADER.to_vec();
        file.extend(b"\x01\x04\x01\x60\0\0");
        file.extend(b"\x02\x16\x02\x03lib\x04long\0\0\x03lib\x03old\0\0");
        file.extend(b"\x07\x0e\x02\x03run\0\0\x04gone\0\x01");
        file.extend(b"\0\x03\x01xy");
        file
    }

    #[test]
    fn imports_get_short_names_in_their_order() {
        let (short, names) = short_imports(&file()).unwrap();
        assert_eq!(names, ["long", "old"]);
        let text = String::from_utf8_lossy(&short).into_owned();
        assert!(text.contains("\u{1}m\u{1}a\0\0\u{1}m\u{1}b\0\0"), "{text:?}");
        assert!(!text.contains("long"), "{text:?}");
    }

    #[test]
    fn an_unused_export_and_the_custom_sections_go() {
        let kept = without_exports(&file(), |name| name == "gone").unwrap();
        let text = String::from_utf8_lossy(&kept).into_owned();
        assert!(text.contains("run") && text.contains("long") && !text.contains("gone") && !text.contains("xy"));
    }

    #[test]
    fn functions_that_begin_alike_are_named_side_by_side() {
        let mut file = HEADER.to_vec();
        // Bodies "b", "c", "a".
        file.extend(b"\x0a\x07\x03\x01b\x01c\x01a");
        let named = named_by_likeness(&file).unwrap();
        let text = String::from_utf8_lossy(&named).into_owned();
        assert!(text.ends_with("\0\u{8}00000001\u{1}\u{8}00000002\u{2}\u{8}00000000"), "{text:?}");
    }

    #[test]
    fn what_is_no_wasm_is_refused() {
        assert!(short_imports(b"<!doctype html>").is_err());
        assert!(short_imports(&file()[..file().len() - 1]).is_err());
    }

    #[test]
    fn short_names_are_counted_in_letters() {
        assert_eq!([0, 25, 26, 27, 701, 702].map(short), ["a", "z", "aa", "ab", "zz", "aaa"]);
    }
}
