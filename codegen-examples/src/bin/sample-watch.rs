//! Serves the cars in the manifests of a directory, and tells what becomes of them, whoever changes them.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use codegen_examples::server::options::Program;
use codegen_examples::server::{Service, cars, events, run};
use libgitops::prelude::*;
use libgitops::storage::Error;
use tracing::warn;

const PROGRAM: Program<PathBuf> = Program {
    usage: "\
Usage: sample-watch [OPTIONS]

Serves cars of sample-app.weave.works/v1alpha1 from the manifests of a directory: GET and PUT at /watch/<name>, the list at
/watch/, and server-sent events at /events. What becomes of cars and motorcycles is logged, whoever changes them.

Options:
      --watch-dir DIR  where the manifests are (default: /tmp/libgitops/watch)
      --address ADDR   IP address and port to listen on (default: 127.0.0.1:8888)
      --version        print the version
  -h, --help           print this

Exit code: 0 when it was asked to stop by Ctrl-C or SIGTERM, 1 when it could not serve, 2 when the command line is wrong.",
    version: concat!("sample-watch version: ", env!("CARGO_PKG_VERSION")),
    options: || PathBuf::from("/tmp/libgitops/watch"),
    set: |directory, name, value| {
        let is_known = name == "watch-dir";
        if is_known {
            *directory = value.into();
        }
        Ok(is_known)
    },
    check: |_| Ok(()),
};

fn main() -> ExitCode {
    run(&PROGRAM, |directory| {
        let storage = ManifestStorage::open(directory, Serializer::new(Scheme::linked()?))?;
        let settings = WatchSettings::new()
            .on_warning(|warning| warn!("{}", codegen_examples::server::with_causes(warning)));
        let storage = Arc::new(WatchStorage::with_settings(storage, settings)?);
        let shared: events::SharedEvents = storage.clone();
        events::log(&shared)?;
        let routes =
            cars::routes_of_existing("/watch", storage.clone()).merge(events::routes("/events", shared));
        Ok::<_, Error>(Service { routes, stop: Box::new(move || storage.close()) })
    })
}
