//! Reads the requests out of the bytes of one connection, as they come, in whatever pieces.

/// A request as the browser sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) method: String,
    /// Path and query.
    pub(crate) target: String,
    /// Names in lower case.
    headers: Vec<(String, String)>,
    pub(crate) body: String,
    /// It asks for a WebSocket: what follows is none of HTTP.
    pub(crate) is_upgrade: bool,
}

impl Asked {
    /// The value of a header by its name in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// The target without its query.
    pub(crate) fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }
}

/// Reads one connection.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    waiting: Vec<u8>,
    /// After an upgrade, or what is no request, nothing is read any more.
    is_opaque: bool,
}

impl Reader {
    /// The requests that are complete with these bytes, or why they are none.
    pub(crate) fn read(&mut self, bytes: &[u8]) -> Vec<Result<Asked, String>> {
        let mut asked = Vec::new();
        if self.is_opaque {
            return asked;
        }
        self.waiting.extend_from_slice(bytes);
        while !self.is_opaque {
            match request(&self.waiting) {
                Ok(None) => return asked,
                Ok(Some((one, n_bytes))) => {
                    self.waiting.drain(..n_bytes);
                    self.is_opaque = one.is_upgrade;
                    asked.push(Ok(one));
                }
                Err(problem) => {
                    self.is_opaque = true;
                    asked.push(Err(problem));
                }
            }
        }
        self.waiting.clear();
        asked
    }
}

/// The first request of `bytes` and its length; `None`: it is not complete.
fn request(bytes: &[u8]) -> Result<Option<(Asked, usize)>, String> {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut head = httparse::Request::new(&mut headers);
    let httparse::Status::Complete(n_head) = head.parse(bytes).map_err(|error| format!("no request: {error}"))? else {
        return Ok(None);
    };
    let text = |header: &httparse::Header<'_>| {
        (header.name.to_ascii_lowercase(), String::from_utf8_lossy(header.value).into_owned())
    };
    let mut asked = Asked {
        method: head.method.unwrap_or_default().to_owned(),
        target: head.path.unwrap_or_default().to_owned(),
        headers: head.headers.iter().map(text).collect(),
        body: String::new(),
        is_upgrade: false,
    };
    asked.is_upgrade = asked.header("upgrade").is_some_and(|value| value.eq_ignore_ascii_case("websocket"));
    let rest = &bytes[n_head..];
    let body = if asked.header("transfer-encoding").is_some_and(|value| value.eq_ignore_ascii_case("chunked")) {
        chunks(rest)?
    } else {
        let n_body = asked.header("content-length").map_or(Ok(0), str::parse);
        let n_body = n_body.map_err(|_| "a length that is no number".to_owned())?;
        rest.get(..n_body).map(|body| (body.to_vec(), n_body))
    };
    let Some((body, n_body)) = body else { return Ok(None) };
    asked.body = String::from_utf8(body).map_err(|_| "a body that is no text".to_owned())?;
    Ok(Some((asked, n_head + n_body)))
}

/// A body in chunks and the length of all of it; `None`: it is not complete.
fn chunks(bytes: &[u8]) -> Result<Option<(Vec<u8>, usize)>, String> {
    let (mut body, mut at) = (Vec::new(), 0);
    loop {
        let Some(rest) = bytes.get(at..) else { return Ok(None) };
        let line = httparse::parse_chunk_size(rest).map_err(|_| "a chunk without its size".to_owned())?;
        let httparse::Status::Complete((n_line, size)) = line else { return Ok(None) };
        let size = usize::try_from(size).map_err(|_| "a chunk that is too large".to_owned())?;
        let Some(chunk) = rest.get(n_line..n_line + size) else { return Ok(None) };
        body.extend_from_slice(chunk);
        at += n_line + size + 2;
        if size == 0 {
            return Ok((bytes.len() >= at).then_some((body, at)));
        }
    }
}

#[test]
fn requests_are_read_in_whatever_pieces_they_come() {
    let text = "POST /api/v2/a?b=1 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}\
                PUT /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n\
                GET /channels/x HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n\u{1}GET /no HTTP/1.1\r\n\r\n";
    for size in [1, 2, 7, 4096] {
        let mut reader = Reader::default();
        let asked =
            text.as_bytes().chunks(size).flat_map(|piece| reader.read(piece)).map(|one| one.expect("a request"));
        let read: Vec<String> =
            asked.map(|one| format!("{} {} [{}] {}", one.method, one.target, one.body, one.is_upgrade)).collect();
        assert_eq!(read, ["POST /api/v2/a?b=1 [{}] false", "PUT /c [abcd] false", "GET /channels/x [] true"]);
    }
}

#[test]
fn what_is_no_request_is_said_once() {
    for text in
        ["hello\u{1}\r\n\r\nhello\r\n\r\n", "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\nGET / HTTP/1.1\r\n\r\n"]
    {
        let mut reader = Reader::default();
        let asked: Vec<_> = text.as_bytes().chunks(3).flat_map(|piece| reader.read(piece)).collect();
        assert!(matches!(asked[..], [Err(_)]), "{asked:?}");
    }
}
