//! The routes of cars: what the samples serve of a storage.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::routing::{get, post, put};
use libgitops::meta::ListMeta;
use libgitops::prelude::*;
use libgitops::selector::{FieldSelector, Selector};
use libgitops::storage::filter::FieldFilter;
use libgitops::storage::{Error, ErrorKind, KindClient};
use libgitops::{Status, StatusReason};
use serde::Deserialize;
use tracing::warn;

use super::answer::{Answer, Refusal};
use super::blocking;
use crate::v1alpha1::{Car, CarSpec, CarStatus};

/// The namespace of all cars that are served.
const NAMESPACE: &str = "default";

/// How often a change is made again after somebody else's.
const TRIES: usize = 10;

/// A storage that the requests share.
pub type SharedStorage = Arc<dyn Storage>;

/// The same of a storage that they only read.
pub type SharedReadStorage = Arc<dyn ReadStorage>;

/// `GET` of `<prefix>/<name>`, and of the list at `<prefix>/` and `<prefix>`.
pub fn routes_of_reading(prefix: &str, storage: SharedReadStorage) -> Router {
    Router::new()
        .route(prefix, get(list))
        .route(&format!("{prefix}/"), get(list))
        .route(&format!("{prefix}/{{name}}"), get(read))
        .with_state(storage)
}

/// The same with `PUT` of `<prefix>/<name>`: cars that others make.
pub fn routes_of_existing(prefix: &str, storage: SharedStorage) -> Router {
    let put = Router::new().route(&format!("{prefix}/{{name}}"), put(replace_or_drive));
    routes_of_reading(prefix, Arc::clone(&storage) as SharedReadStorage).merge(put.with_state(storage))
}

/// The same with `POST` and `DELETE` of `<prefix>/<name>`.
pub fn routes(prefix: &str, storage: SharedStorage) -> Router {
    let others = Router::new().route(&format!("{prefix}/{{name}}"), post(create).delete(delete));
    routes_of_existing(prefix, Arc::clone(&storage)).merge(others.with_state(storage))
}

/// The version of the API that an answer is in, unless another one is asked for.
const VERSION: &str = "v1alpha1";

/// In which version of the API an object is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ObjectQuery {
    version: Option<String>,
}

async fn read(
    State(storage): State<SharedReadStorage>,
    name: Result<Path<String>, PathRejection>,
    query: Result<Query<ObjectQuery>, QueryRejection>,
) -> Result<Answer, Refusal> {
    let name = named(name)?;
    let query = query.map_err(|rejection| bad_request(&rejection.body_text()))?.0;
    let version = query.version.unwrap_or_else(|| VERSION.to_owned());
    let kind = Car::RESOURCE.group_kind().with_version(version);
    let shared = Arc::clone(&storage);
    let object = blocking(move || {
        let key = cars(&*shared).key(&name)?.with_kind(kind);
        shared.get(&key)
    });
    Ok(Answer::ok_any(storage.serializer(), &*object.await?))
}

/// What of the list is asked for, in the words of the Kubernetes API.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
struct ListQuery {
    limit: Option<usize>,
    #[serde(rename = "continue")]
    continue_token: Option<String>,
    label_selector: Option<String>,
    field_selector: Option<String>,
}

impl ListQuery {
    fn into_options(self) -> Result<ObjectListOptions, Error> {
        let mut options = ObjectListOptions::all();
        options.part.limit = self.limit;
        options.part.continue_token = self.continue_token.filter(|token| !token.is_empty());
        if let Some(selector) = self.label_selector {
            options = options.with_filter(parse::<Selector>("labelSelector", &selector)?);
        }
        if let Some(selector) = self.field_selector {
            options =
                options.with_filter(FieldFilter::new(parse::<FieldSelector>("fieldSelector", &selector)?)?);
        }
        Ok(options)
    }
}

fn parse<T: std::str::FromStr<Err = libgitops::Error>>(option: &str, text: &str) -> Result<T, Error> {
    text.parse().map_err(|error| Error::new(ErrorKind::Invalid, format!("{option}: {error}")))
}

async fn list(
    State(storage): State<SharedReadStorage>,
    query: Result<Query<ListQuery>, QueryRejection>,
) -> Result<Answer, Refusal> {
    let query = query.map_err(|rejection| bad_request(&rejection.body_text()))?.0;
    let list = blocking(move || cars(&*storage).list(&query.into_options()?)).await?;
    // One that cannot be read hides no other.
    let warnings = list.errors.iter().map(|error| {
        warn!("{error}");
        Status::from(error).message
    });
    let warnings = warnings.collect();
    let resource_version = Some(list.version.to_string());
    let metadata = ListMeta { resource_version, continue_token: list.next, ..ListMeta::default() };
    Ok(Answer::ok(&List { metadata, items: list.objects }).with_warnings(warnings))
}

/// A new car of a random brand.
async fn create(
    State(storage): State<SharedStorage>,
    name: Result<Path<String>, PathRejection>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Answer, Refusal> {
    let name = named(name)?;
    nothing(body)?;
    let mut car = Car {
        metadata: ObjectMeta::namespaced(NAMESPACE, name),
        spec: CarSpec { brand: format!("Acura-{:03}", fastrand::u16(..1000)), ..CarSpec::default() },
        status: CarStatus::default(),
    };
    let created = blocking(move || {
        cars(&*storage).create(&mut car)?;
        Ok(car)
    });
    Ok(Answer::created(&created.await?))
}

/// With a body, what the car is from now on, in any version of the API. Without one, it has driven: a random distance, and
/// a random speed.
async fn replace_or_drive(
    State(storage): State<SharedStorage>,
    name: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Answer, Refusal> {
    let name = named(name)?;
    let Some(frame) = document(&headers, body)? else {
        let driven = blocking(move || drive_car(&*storage, &name)).await?;
        return Ok(Answer::ok(&driven));
    };
    let shared = Arc::clone(&storage);
    let replaced = blocking(move || replace(&*shared, &name, &frame));
    Ok(Answer::ok_any(storage.serializer(), &*replaced.await?))
}

/// The document in a body; `None` if there is no body.
pub(crate) fn document(
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Option<Frame>, Refusal> {
    let body = body.map_err(|rejection| unreadable(&rejection))?;
    if body.is_empty() {
        return Ok(None);
    }
    let media_type =
        headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    Ok(Some(Frame::new(content_type(media_type)?, body)))
}

/// What a body of a media type is. What programs say of bytes that nobody described to them is taken for JSON, such as
/// what `curl --data` says.
fn content_type(media_type: &str) -> Result<ContentType, Refusal> {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match essence.as_str() {
        "" | "application/octet-stream" | "application/x-www-form-urlencoded" => Ok(ContentType::Json),
        essence => essence.parse().map_err(|error: libgitops::Error| {
            Refusal::new(StatusReason::UnsupportedMediaType, error.message())
        }),
    }
}

/// Replaces a car by what a document says.
pub(crate) fn replace(storage: &dyn Storage, name: &str, body: &Frame) -> Result<Box<dyn AnyObject>, Error> {
    let mut object = storage.serializer().decoder().decode(body).map_err(of_the_body)?;
    let Some(metadata) = object.metadata_mut() else {
        return Err(Error::new(ErrorKind::Invalid, format!("the body is not of the car {name:?}")));
    };
    if let Some(given) = metadata.name().filter(|given| *given != name) {
        let message = format!("the body is of {given:?}: expected the car {name:?}");
        return Err(Error::new(ErrorKind::Invalid, message));
    }
    metadata.set_name(name);
    if metadata.namespace().is_none() {
        metadata.set_namespace(NAMESPACE);
    }
    let key = storage.key_for(&object)?;
    if key.kind().gvk().group_kind() != Car::RESOURCE.group_kind() || key.namespace() != NAMESPACE {
        return Err(Error::new(
            ErrorKind::Invalid,
            format!("the body is of {key}: expected the car {name:?}"),
        ));
    }
    storage.update(&*object)
}

/// A kind that nobody knows is wrong in a body, while in a path it is not found.
fn of_the_body(error: libgitops::Error) -> Error {
    let error = Error::from(error);
    match error.kind() {
        ErrorKind::Unrecognized => Error::new(ErrorKind::Invalid, error.to_string()),
        _ => error,
    }
}

fn drive_car(storage: &dyn Storage, name: &str) -> Result<Car, Error> {
    let drive = Drive::random();
    for _ in 1..TRIES {
        match drive.apply(storage, name) {
            Err(error) if error.kind() == ErrorKind::Conflict => {}
            result => return result,
        }
    }
    drive.apply(storage, name)
}

/// What driving makes of a car.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Drive {
    distance: u64,
    speed: f64,
}

impl Drive {
    /// A random distance, and a random speed.
    pub(crate) fn random() -> Self {
        Self { distance: fastrand::u64(..), speed: f64::from(fastrand::u32(..1000)) / 10.0 }
    }

    pub(crate) fn apply(self, storage: &dyn Storage, name: &str) -> Result<Car, Error> {
        let cars = cars(storage);
        let mut car = cars.get(name)?;
        (car.status.distance, car.status.speed) = (self.distance, self.speed);
        cars.update(&mut car)?;
        Ok(car)
    }
}

async fn delete(
    State(storage): State<SharedStorage>,
    name: Result<Path<String>, PathRejection>,
) -> Result<Answer, Refusal> {
    let name = named(name)?;
    blocking(move || cars(&*storage).delete(&name, RemovePrecondition::Present)).await?;
    Ok(Answer::ok(&Status::success()))
}

pub(crate) fn cars<S: ReadStorage + ?Sized>(storage: &S) -> KindClient<'_, S, Car> {
    storage.kind::<Car>().in_namespace(NAMESPACE)
}

pub(crate) fn named(name: Result<Path<String>, PathRejection>) -> Result<String, Refusal> {
    name.map(|Path(name)| name).map_err(|rejection| bad_request(&rejection.body_text()))
}

/// A request without a body; one is taken within the limit and not looked at, as libgitops's samples do.
fn nothing(body: Result<Bytes, BytesRejection>) -> Result<(), Refusal> {
    body.map(|_ignored| ()).map_err(|rejection| unreadable(&rejection))
}

fn unreadable(rejection: &BytesRejection) -> Refusal {
    let reason = match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => StatusReason::RequestEntityTooLarge,
        _ => StatusReason::BadRequest,
    };
    Refusal::new(reason, rejection.body_text())
}

fn bad_request(message: &str) -> Refusal {
    Refusal::new(StatusReason::BadRequest, message)
}
