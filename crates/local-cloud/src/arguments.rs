//! The command line: what may be said, and what is wrong with it.

use std::net::IpAddr;
use std::path::PathBuf;

use local_cloud::world::Organisation;
use local_cloud::{Clock, Data, Options};

/// Folder of the data unless another is named.
const DATA: &str = ".data";

pub(crate) const HELP: &str = "\
local-cloud: a stand-in for the cloud on this machine

  --port N          listen on port N (8787; 0 lets the system choose)
  --proxy-port N    be found through a proxy on port N of this machine as well
  --host ADDRESS    a loopback address (127.0.0.1)
  --data DIR        keep data in DIR (.data)
  --memory          keep no data
  --fresh           set existing data aside and begin anew
  --site DIR        the built tab, served at /journey/
  --seed N          seed of all chance (1)
  --speed X         let time run X times as fast (1)
  --no-personas     no scripted customers
  --organisation K  full, no-predictive-engagement, no-outcomes or schemas-2025 (full)
  --redirect URL    a further address to which a sign-in may return, e.g. of a dev server (repeatable)
  --faults TOKEN    switch on the test controls for who knows TOKEN
  --quiet           say nothing but errors
  --help            this text";

/// What the command line asks for.
#[derive(Debug)]
pub(crate) enum Arguments {
    Help,
    Run(Box<Options>),
}

impl Arguments {
    /// Reads the arguments after the program's name; an error is a sentence for the person at the terminal.
    pub(crate) fn read(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Options { port: 8787, ..Options::default() };
        let (mut folder, mut memory, mut fresh) = (PathBuf::from(DATA), false, false);
        while let Some(word) = words.next() {
            let (name, mut given) = match word.split_once('=') {
                Some((name, value)) if name.starts_with("--") => (name.to_owned(), Some(value.to_owned())),
                _ => (word, None),
            };
            let mut value = || given.take().or_else(|| words.next()).ok_or_else(|| format!("{name} needs a value"));
            match name.as_str() {
                "--help" | "-h" => return Ok(Self::Help),
                "--port" => options.port = number(&name, &value()?)?,
                "--proxy-port" => options.proxy_port = Some(number(&name, &value()?)?),
                "--host" => options.host = host(&value()?)?,
                "--data" => folder = PathBuf::from(value()?),
                "--memory" => memory = true,
                "--fresh" => fresh = true,
                "--site" => options.site = Some(PathBuf::from(value()?)),
                "--seed" => options.seed = number(&name, &value()?)?,
                "--speed" => options.speed = speed(&name, &value()?)?,
                "--no-personas" => options.personas = false,
                "--organisation" => options.organisation = organisation(&value()?)?,
                "--redirect" => options.redirects.push(value()?),
                "--faults" => options.faults = Some(faults(value()?)?),
                "--quiet" => options.quiet = true,
                _ => return Err(format!("{name} is not known; local-cloud --help lists what is")),
            }
            if let Some(value) = given {
                return Err(format!("{name} takes no value, so {value:?} is too much"));
            }
        }
        options.clock = Clock::system(options.speed);
        options.data = if memory { Data::Memory } else { Data::Folder { path: folder, fresh } };
        Ok(Self::Run(Box::new(options)))
    }
}

fn number<T: std::str::FromStr>(name: &str, value: &str) -> Result<T, String> {
    value.parse().map_err(|_| format!("{name} {value:?} is no number in its range"))
}

fn host(value: &str) -> Result<IpAddr, String> {
    let value = if value == "localhost" { "127.0.0.1" } else { value };
    let host: IpAddr = value.parse().map_err(|_| format!("--host {value:?} is no address"))?;
    if host.is_loopback() {
        Ok(host)
    } else {
        Err(format!(
            "--host {host} is not a loopback address: the local cloud has no passwords and stays on this machine"
        ))
    }
}

fn speed(name: &str, value: &str) -> Result<f64, String> {
    let speed: f64 = number(name, value)?;
    if (0.1..=10_000.0).contains(&speed) { Ok(speed) } else { Err(format!("{name} is from 0.1 to 10000")) }
}

fn organisation(name: &str) -> Result<Organisation, String> {
    Organisation::named(name).ok_or_else(|| {
        let names: Vec<&str> = Organisation::ALL.iter().map(|(name, _)| *name).collect();
        format!("--organisation {name:?} is not one of {}", names.join(", "))
    })
}

fn faults(token: String) -> Result<String, String> {
    if token.len() >= 16 { Ok(token) } else { Err("--faults needs a token of at least 16 letters".to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Options, String> {
        match Arguments::read(line.split_whitespace().map(str::to_owned))? {
            Arguments::Run(options) => Ok(*options),
            Arguments::Help => Err("help".to_owned()),
        }
    }

    #[test]
    fn the_command_line_says_how_the_cloud_is_to_be() {
        let options =
            read("--port 9000 --data=d --fresh --site dist --seed 7 --speed 60 --redirect http://127.0.0.1:8080/")
                .unwrap();
        assert_eq!(options.port, 9000);
        assert_eq!(options.data, Data::Folder { path: "d".into(), fresh: true });
        assert_eq!(options.site, Some("dist".into()));
        assert_eq!(options.redirects, ["http://127.0.0.1:8080/"]);
        assert_eq!(options.seed, 7);
        assert_eq!(read("--organisation no-outcomes").unwrap().organisation, Organisation::NoOutcomes);
        assert_eq!(read("--memory").unwrap().data, Data::Memory);
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (line, named) in [
            ("--prot 1", "--prot"),
            ("--port", "--port"),
            ("--port 70000", "70000"),
            ("--host 0.0.0.0", "loopback"),
            ("--host 192.168.1.7", "loopback"),
            ("--host example.org", "no address"),
            ("--speed 0", "0.1"),
            ("--faults short", "16"),
            ("--organisation none", "no-outcomes"),
            ("--fresh=yes", "too much"),
        ] {
            let error = read(line).expect_err(line);
            assert!(error.contains(named), "{line}: {error}");
        }
    }
}
