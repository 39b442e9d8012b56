//! The built program made smaller: what the framework brings along unused goes, and names that only the two halves of
//! the program call each other by become short.
//!
//! wasm-bindgen names each import with a hash (16 digits that no compression takes away), in the wasm and in the
//! script; and it exports the streams of Leptos' server functions, which a tab without a server never calls.

use std::path::Path;

use crate::files::{bytes, hash, integrity, text, write};
use crate::run::{program, root, step};
use crate::wasm;

/// What every export of the streams has in its name, and how their classes begin in the script.
const UNUSED: (&str, &str) = ("intounderlying", "IntoUnderlying");

/// Our own scripts beside the program.
const OWN: [&str; 2] = ["boot", "texts"];

/// How an import stands in the script.
const IMPORT: &str = "        __wb";

/// Rewrites the program in `dist/`; the page's integrity hashes follow.
pub(crate) fn shrink(dist: &Path) -> Result<(), String> {
    let page = dist.join("index.html");
    let mut html = text(&page)?;
    let file = |attribute: &str| {
        let name = html.split(&format!("{attribute}=\"./")).nth(1).and_then(|rest| rest.split('"').next());
        name.map(|name| dist.join(name)).ok_or_else(|| format!("{}: no {attribute}", page.display()))
    };
    let (script, binary) = (file("data-js")?, file("data-wasm")?);
    let before = [bytes(&script)?, bytes(&binary)?];

    let names = shrink_program(&binary, &before[1])?;
    let before_text = String::from_utf8_lossy(&before[0]);
    write(&script, with_short_names(&without_classes(&before_text), &names)?)?;
    minify(&script)?;

    for (path, before) in [&script, &binary].into_iter().zip(&before) {
        let (old, new) = (integrity(before), integrity(bytes(path)?));
        if !html.contains(&old) {
            return Err(format!("{}: no integrity of {}", page.display(), path.display()));
        }
        html = html.replace(&old, &new);
    }
    // Other bytes, another name: a browser keeps what has this name for a year.
    let stem = file_name(&script).trim_end_matches(".js").to_owned();
    let (before, _) = stem.rsplit_once('-').ok_or_else(|| format!("{stem}: no hash in the name"))?;
    let renamed = format!("{before}-{}", hash(&html));
    for path in [&script, &binary] {
        let name = file_name(path).replace(&stem, &renamed);
        std::fs::rename(path, dist.join(name)).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    html = html.replace(&stem, &renamed);
    for name in OWN {
        html = shrink_own(dist, &html, name)?;
    }
    write(&page, html)
}

/// One of our own scripts without its comments and long names; gives the page that names it by its new bytes.
fn shrink_own(dist: &Path, html: &str, name: &str) -> Result<String, String> {
    let begin = format!("./{name}-");
    let rest = html.split(&begin).nth(1).ok_or_else(|| format!("the page names no {name}"))?;
    let old = format!("{name}-{}", rest.split('"').next().unwrap_or_default());
    let file = dist.join(&old);
    let before = integrity(bytes(&file)?);
    if !html.contains(&before) {
        return Err(format!("the page has no integrity of {old}"));
    }
    minify(&file)?;
    let new = format!("{name}-{}.js", hash(bytes(&file)?));
    std::fs::rename(&file, dist.join(&new)).map_err(|error| format!("{old}: {error}"))?;
    Ok(html.replace(&before, &integrity(bytes(&dist.join(&new))?)).replace(&old, &new))
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Gives the imports' old names in the order of the new ones.
fn shrink_program(file: &Path, before: &[u8]) -> Result<Vec<String>, String> {
    let kept = wasm::without_exports(before, |name| name.contains(UNUSED.0))?;
    write(file, &kept)?;
    optimise(file, "Taking out what nothing calls", &["-Oz"])?;
    write(file, &wasm::named_by_likeness(&bytes(file)?)?)?;
    optimise(file, "Putting like functions side by side", &["--reorder-functions-by-name", "--strip-debug"])?;
    let (short, names) = wasm::short_imports(&bytes(file)?)?;
    write(file, &short)?;
    Ok(names)
}

fn optimise(file: &Path, what: &str, passes: &[&str]) -> Result<(), String> {
    let path = file.display().to_string();
    // What the optimiser may use stands in the page's own source, where Trunk reads it too.
    let page = text(&root().join("index.html"))?;
    let features: Vec<&str> = page.split([' ', '"']).filter(|word| word.starts_with("--enable-")).collect();
    let arguments = [&features, passes, &[path.as_str(), "-o", path.as_str()]].concat();
    step(what, program("wasm-opt", &arguments))
}

/// The script without the classes of the streams.
fn without_classes(script: &str) -> String {
    let mut kept = String::new();
    let mut lines = script.lines();
    while let Some(line) = lines.next() {
        let is_class = line.strip_prefix("export class ").is_some_and(|rest| rest.starts_with(UNUSED.1));
        if is_class {
            // To the end of the class.
            lines.by_ref().find(|line| *line == "}");
        } else if !(line.starts_with("if (Symbol.dispose) ") && line.contains(UNUSED.1)) {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

/// The script with its imports under short names, and without those that the program no longer has.
fn with_short_names(script: &str, names: &[String]) -> Result<String, String> {
    let mut short = String::new();
    let mut n_found = 0;
    let mut lines = script.lines();
    while let Some(line) = lines.next() {
        let Some((name, rest)) = line.strip_prefix(IMPORT).and_then(|rest| rest.split_once(':')) else {
            short.push_str(
                &line.replace("\"./customer-journey_bg.js\": import0", &format!("{}: import0", wasm::MODULE)),
            );
            short.push('\n');
            continue;
        };
        let at = names.iter().position(|known| known.strip_prefix(IMPORT.trim_start()) == Some(name));
        let mut entry = at.map(|at| format!("{}:{rest}\n", wasm::short(at)));
        if line.ends_with('{') {
            for line in lines.by_ref() {
                if let Some(entry) = &mut entry {
                    entry.push_str(line);
                    entry.push('\n');
                }
                if line.starts_with("        }") {
                    break;
                }
            }
        }
        n_found += usize::from(entry.is_some());
        short.push_str(&entry.unwrap_or_default());
    }
    if n_found == names.len() {
        Ok(short)
    } else {
        Err(format!("the script has {n_found} of the program's {} imports", names.len()))
    }
}

fn minify(script: &Path) -> Result<(), String> {
    let path = script.display().to_string();
    let arguments = ["--module", "--compress", "passes=2", "--mangle", "--output", &path, "--", &path];
    step("Minifying the script", program("terser", &arguments))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = "\
export class IntoUnderlyingSink {
    free() {
    }
}
if (Symbol.dispose) IntoUnderlyingSink.prototype[Symbol.dispose] = IntoUnderlyingSink.prototype.free;
    const import0 = {
        __wbg_used_1: function(arg0) {
            return arg0;
        },
        __wbg_gone_2: function() { return handleError(function () {
        }, arguments); },
        __wbg_line_3: line,
    };
        \"./customer-journey_bg.js\": import0,
";

    #[test]
    fn the_classes_of_streams_go_whole() {
        let script = without_classes(SCRIPT);
        assert!(script.starts_with("    const import0 = {\n"), "{script}");
    }

    #[test]
    fn imports_follow_the_program_and_what_it_has_not_goes() {
        let names = ["__wbg_line_3".to_owned(), "__wbg_used_1".to_owned()];
        let script = with_short_names(&without_classes(SCRIPT), &names).unwrap();
        let expected = "    const import0 = {\nb: function(arg0) {\n            return arg0;\n        },\na: line,\n    };\n        m: import0,\n";
        assert_eq!(script, expected);
    }

    #[test]
    fn an_import_that_the_script_lacks_ends_the_build() {
        let error = with_short_names(SCRIPT, &["__wbg_other_4".to_owned()]).unwrap_err();
        assert_eq!(error, "the script has 0 of the program's 1 imports");
    }
}
