//! How the local cloud says no: the contract's error body (genesys-api §5), the same at every endpoint.
//!
//! A [`Problem`] travels in the response's extensions and is printed by [`finish`], the outermost layer, because only
//! that layer knows the correlation id that body and header share. No text here ever repeats what a client sent, except
//! ids in `entityId`.

use std::collections::BTreeMap;

use axum::Json;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::secret;
use crate::world::Refusal;

/// The header that names a request in both sides' logs.
pub(crate) const CORRELATION_ID: HeaderName = HeaderName::from_static("inin-correlation-id");

/// A refusal on its way out.
#[derive(Clone, Debug, Default)]
pub(crate) struct Problem {
    status: StatusCode,
    /// Boxed: a refusal travels in many results, and most results are none.
    body: Box<wire::ErrorBody>,
    retry_after: Option<u64>,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, code: &str, message: impl Into<String>) -> Self {
        let body = wire::ErrorBody {
            message: Some(message.into()),
            code: Some(code.to_owned()),
            status: Some(i64::from(status.as_u16())),
            ..Default::default()
        };
        Self { status, body: Box::new(body), retry_after: None }
    }

    /// 400 with the field at fault.
    pub(crate) fn invalid(field: &str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid.value", message).of_field(field)
    }

    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad.request", message)
    }

    pub(crate) fn no_token() -> Self {
        let message = "No authentication bearer token specified in authorization header.";
        Self::new(StatusCode::UNAUTHORIZED, "authentication.required", message)
    }

    pub(crate) fn bad_token() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "bad.credentials", "Invalid login credentials.")
    }

    pub(crate) fn expired_token() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "credentials.expired", "The supplied credentials have expired.")
    }

    /// 403: none of `any_of` is held.
    pub(crate) fn needs_any(any_of: &[&str]) -> Self {
        let list = any_of.join(", ");
        let text = |list: &str| {
            format!(
                "Unable to perform the requested action. You must have at least one of the following permissions assigned: {list}"
            )
        };
        let message = text(&list);
        Self::new(StatusCode::FORBIDDEN, "missing.any.permissions", message).with_params(
            text("{permissions}"),
            "permissions",
            &list,
        )
    }

    /// 403: `missing` are needed all together and not held.
    pub(crate) fn needs_all(missing: &[&str]) -> Self {
        let list = missing.join(", ");
        let text = |list: &str| {
            format!("Unable to perform the requested action. You are missing the following permission(s): {list}")
        };
        let message = text(&list);
        Self::new(StatusCode::FORBIDDEN, "missing.permissions", message).with_params(
            text("{permissions}"),
            "permissions",
            &list,
        )
    }

    pub(crate) fn not_authorized(message: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, "not.authorized", message)
    }

    /// 404: no `entity` with this id.
    pub(crate) fn not_found(entity: &str, id: &str) -> Self {
        let mut problem =
            Self::new(StatusCode::NOT_FOUND, "not.found", format!("The requested {entity} was not found."));
        problem.body.entity_id = Some(id.to_owned());
        problem.body.entity_name = Some(entity.to_owned());
        problem
    }

    /// 404: nothing answers at this path.
    pub(crate) fn no_such_path() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not.found", "The requested resource was not found.")
    }

    pub(crate) fn too_large(bytes_max: usize) -> Self {
        let message = format!("The request is larger than {bytes_max} bytes.");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "request.entity.too.large", message)
    }

    pub(crate) fn not_json() -> Self {
        let message = "The content type must be application/json.";
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported.media.type", message)
    }

    /// 429. The message carries the wait too, for page code that cannot read the header.
    pub(crate) fn too_many(retry_after: u64) -> Self {
        let text = |seconds: &str| format!("Rate limit exceeded the maximum. Retry the request in [{seconds}] seconds");
        let seconds = retry_after.to_string();
        let mut problem = Self::new(StatusCode::TOO_MANY_REQUESTS, "too.many.requests.retry.after", text(&seconds))
            .with_params(text("{retryAfter}"), "retryAfter", &seconds);
        problem.retry_after = Some(retry_after);
        problem
    }

    pub(crate) fn unavailable() -> Self {
        let message = "The service is not able to store the change at present.";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "service.unavailable", message)
    }

    pub(crate) fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal.server.error", "The server could not do this.")
    }

    #[must_use]
    pub(crate) fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    #[must_use]
    fn of_field(mut self, field: &str) -> Self {
        let detail = wire::Detail {
            error_code: self.body.code.clone(),
            field_name: Some(field.to_owned()),
            ..Default::default()
        };
        self.body.details.push(detail);
        self
    }

    #[must_use]
    fn with_params(mut self, message: String, name: &str, value: &str) -> Self {
        self.body.message_with_params = Some(message);
        self.body.message_params = BTreeMap::from([(name.to_owned(), value.to_owned())]);
        self
    }

    /// The message, for the places that answer in another form.
    pub(crate) fn message(&self) -> &str {
        self.body.message.as_deref().unwrap_or_default()
    }

    fn print(mut self, context: &str) -> Response {
        self.body.context_id = Some(context.to_owned());
        let mut response = (self.status, Json(*self.body)).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::BadRequest { code, message, field } => {
                let problem = Self::new(StatusCode::BAD_REQUEST, code, message);
                match field {
                    Some(field) => problem.of_field(&field),
                    None => problem,
                }
            }
            Refusal::NotFound { entity, id } => Self::not_found(entity, &id),
            Refusal::TooOld => Self::new(
                StatusCode::BAD_REQUEST,
                "invalid.date",
                "The event is older than an hour: it is not taken any more.",
            )
            .of_field("createdDate"),
            Refusal::Conflict(message) => Self::bad_request(message),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Outermost layer: gives every answer its correlation id and prints problems.
pub(crate) async fn finish(request: Request, next: Next) -> Response {
    let context = secret::uuid();
    let mut response = next.run(request).await;
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        let mut printed = problem.print(&context);
        for (name, value) in response.headers() {
            if name != header::CONTENT_LENGTH && name != header::CONTENT_TYPE {
                printed.headers_mut().append(name.clone(), value.clone());
            }
        }
        response = printed;
    }
    if let Ok(value) = HeaderValue::from_str(&context) {
        response.headers_mut().insert(CORRELATION_ID, value);
    }
    response
}

/// An answer without a body.
pub(crate) fn no_content() -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
}
