//! Reads the requests out of the bytes of one connection, as they come, in whatever pieces.

/// A request as the browser sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) method: String,
    /// Path and query.
    pub(crate) target: String,
    pub(crate) content_type: String,
    pub(crate) body: String,
    /// It asks for a WebSocket: what follows is none of HTTP.
    pub(crate) is_upgrade: bool,
}

/// Reads one connection.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    waiting: Vec<u8>,
    /// After an upgrade nothing is read any more.
    is_opaque: bool,
}

impl Reader {
    /// The requests that are complete with these bytes.
    pub(crate) fn read(&mut self, bytes: &[u8]) -> Vec<Asked> {
        let mut asked = Vec::new();
        if self.is_opaque {
            return asked;
        }
        self.waiting.extend_from_slice(bytes);
        while let Some((one, n_bytes)) = request(&self.waiting) {
            self.waiting.drain(..n_bytes);
            self.is_opaque = one.is_upgrade;
            asked.push(one);
            if self.is_opaque {
                self.waiting.clear();
                break;
            }
        }
        asked
    }
}

/// The first request of `bytes` and its length, when it is complete.
fn request(bytes: &[u8]) -> Option<(Asked, usize)> {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut head = httparse::Request::new(&mut headers);
    let Ok(httparse::Status::Complete(n_head)) = head.parse(bytes) else { return None };
    let header = |wanted: &str| {
        let found = head.headers.iter().find(|header| header.name.eq_ignore_ascii_case(wanted));
        found.map(|header| String::from_utf8_lossy(header.value).into_owned()).unwrap_or_default()
    };
    let rest = bytes.get(n_head..)?;
    let (body, n_body) = if header("Transfer-Encoding").eq_ignore_ascii_case("chunked") {
        chunks(rest)?
    } else {
        let n_body = header("Content-Length").parse().unwrap_or(0);
        (rest.get(..n_body)?.to_vec(), n_body)
    };
    let asked = Asked {
        method: head.method?.to_owned(),
        target: head.path?.to_owned(),
        content_type: header("Content-Type"),
        body: String::from_utf8_lossy(&body).into_owned(),
        is_upgrade: header("Upgrade").eq_ignore_ascii_case("websocket"),
    };
    Some((asked, n_head + n_body))
}

/// A body in chunks and the length of all of it, when it is complete.
fn chunks(bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
    let (mut body, mut at) = (Vec::new(), 0);
    loop {
        let rest = bytes.get(at..)?;
        let Ok(httparse::Status::Complete((n_line, size))) = httparse::parse_chunk_size(rest) else { return None };
        let size = usize::try_from(size).ok()?;
        let chunk = rest.get(n_line..n_line + size)?;
        body.extend_from_slice(chunk);
        at += n_line + size + 2;
        if size == 0 {
            return (bytes.len() >= at).then_some((body, at));
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
        let asked: Vec<Asked> = text.as_bytes().chunks(size).flat_map(|piece| reader.read(piece)).collect();
        let read: Vec<String> = asked
            .iter()
            .map(|one| format!("{} {} [{}] {}", one.method, one.target, one.body, one.is_upgrade))
            .collect();
        assert_eq!(read, ["POST /api/v2/a?b=1 [{}] false", "PUT /c [abcd] false", "GET /channels/x [] true"]);
    }
}
