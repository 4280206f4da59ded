//! What the servers of the samples share: command lines, answers, routes, and a stop that loses nothing.

mod answer;
pub mod cars;
pub mod events;
pub mod options;

use std::fmt;
use std::future::Future;
use std::io::{self, IsTerminal as _, Write as _};
use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::get;
use libgitops::StatusReason;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tracing::{error, info, warn};

pub use answer::{Answer, Refusal};
use options::Parsed;

/// A body of more bytes is refused. Objects are small: the API server of Kubernetes takes 3 MiB.
const MAX_BODY_BYTES: usize = 3 << 20;

/// How long requests may take to end after the server was asked to stop.
const STOPPING: Duration = Duration::from_secs(10);

/// What a program serves.
pub struct Service {
    /// Its routes.
    pub routes: Router,
    /// What has to be done when it is asked to stop, such as ending answers that would go on for ever.
    pub stop: Box<dyn FnOnce() + Send>,
}

impl From<Router> for Service {
    fn from(routes: Router) -> Self {
        Self { routes, stop: Box::new(|| {}) }
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service").field("routes", &self.routes).finish_non_exhaustive()
    }
}

/// The whole program: reads the command line, and serves what `service` makes of the options.
pub fn run<O: Send + 'static, S: Into<Service> + Send + 'static>(
    program: &options::Program<O>,
    service: impl FnOnce(&O) -> Result<S, libgitops::storage::Error> + Send + 'static,
) -> ExitCode {
    match program.parse(std::env::args_os().skip(1)) {
        Ok(Parsed::Print(text)) => {
            let printed = writeln!(io::stdout(), "{text}");
            if printed.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Ok(Parsed::Serve { address, options }) => {
            log_to_stderr();
            match serve(address, move || service(&options).map(Into::into)) {
                Ok(()) => ExitCode::SUCCESS,
                Err(error) => {
                    error!("{}", with_causes(&error));
                    ExitCode::FAILURE
                }
            }
        }
        Err(message) => {
            let _nobody_to_tell = writeln!(io::stderr(), "{message}\n\n{}", program.usage);
            ExitCode::from(2)
        }
    }
}

fn log_to_stderr() {
    let logs = tracing_subscriber::fmt().with_writer(io::stderr).with_ansi(io::stderr().is_terminal());
    let _there_is_a_log_already = logs.try_init();
}

/// Serves until Ctrl-C or SIGTERM, and then until the requests that came before have their answers.
fn serve(
    address: SocketAddr,
    service: impl FnOnce() -> Result<Service, libgitops::storage::Error> + Send + 'static,
) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let mut patience = STOPPING;
    let served = runtime.block_on(async {
        // Before anything else, so that nobody's signal comes too early.
        let mut stop = Box::pin(stop_signal()?);
        let service = tokio::select! {
            service = tokio::task::spawn_blocking(service) => service?.map_err(io::Error::other)?,
            () = &mut stop => {
                info!("stopping before there was anything to serve");
                patience = Duration::ZERO;
                return Ok(());
            }
        };
        let listener = TcpListener::bind(address)
            .await
            .map_err(|error| io::Error::new(error.kind(), format!("cannot listen on {address}: {error}")))?;
        info!("listening on http://{}", listener.local_addr()?);
        serve_until(listener, service, stop).await
    });
    // A write that is under way in a thread is waited for.
    runtime.shutdown_timeout(patience);
    served
}

async fn serve_until(
    listener: TcpListener,
    service: Service,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let (stopping, asked_to_stop) = oneshot::channel();
    let end = service.stop;
    let stop = async move {
        stop.await;
        info!("stopping");
        let _the_server_ended_by_itself = stopping.send(());
        tokio::task::spawn_blocking(end);
    };
    let routes = service
        .routes
        .route("/", get(|| async { "Welcome!" }))
        .fallback(answer::no_such_path)
        .method_not_allowed_fallback(answer::no_such_method)
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(middleware::from_fn(log));
    let serving = axum::serve(listener, routes).with_graceful_shutdown(stop).into_future();
    let deadline = async move {
        if asked_to_stop.await.is_err() {
            std::future::pending::<()>().await;
        }
        tokio::time::sleep(STOPPING).await;
    };
    tokio::select! {
        served = serving => served,
        () = deadline => {
            warn!("gave up on requests that did not end within {} s", STOPPING.as_secs());
            Ok(())
        }
    }
}

#[cfg(unix)]
fn stop_signal() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn stop_signal() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    Ok(async {
        // Without a handler the system ends the program.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}

/// Runs an operation of a storage, which waits for the disk, beside the threads that answer requests.
pub(crate) async fn blocking<T: Send + 'static>(
    operation: impl FnOnce() -> Result<T, libgitops::storage::Error> + Send + 'static,
) -> Result<T, Refusal> {
    match tokio::task::spawn_blocking(operation).await {
        Ok(result) => result.map_err(Refusal::from),
        Err(error) => {
            error!("{error}");
            Err(Refusal::new(StatusReason::InternalError, "the operation did not end"))
        }
    }
}

async fn log(request: Request, next: Next) -> Response {
    let (method, uri, start) = (request.method().clone(), request.uri().clone(), Instant::now());
    let response = next.run(request).await;
    let (status, took) = (response.status().as_u16(), start.elapsed());
    info!(%method, %uri, status, ?took, "answered");
    response
}

/// An error and what caused it, in one line.
pub fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        // Some errors display their source.
        let said = error.to_string();
        if !text.ends_with(&said) {
            text.push_str(": ");
            text.push_str(&said);
        }
        cause = error.source();
    }
    text
}
