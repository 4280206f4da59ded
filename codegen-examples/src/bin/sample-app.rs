//! Serves cars from a directory of files, in libgitops's layout: `<data-dir>/Car/default/<name>/metadata.yaml`.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use codegen_examples::server::options::Program;
use codegen_examples::server::{cars, run};
use codegen_examples::v1alpha1::Car;
use libgitops::prelude::*;
use libgitops::storage::Error;

const PROGRAM: Program<PathBuf> = Program {
    usage: "\
Usage: sample-app [OPTIONS]

Serves cars of sample-app.weave.works/v1alpha1 from files: GET, POST, PUT and DELETE at /plain/<name>, the list at /plain/.

Options:
      --data-dir DIR   where the files are (default: /tmp/libgitops/manifest)
      --address ADDR   IP address and port to listen on (default: 127.0.0.1:8888)
      --version        print the version
  -h, --help           print this

Exit code: 0 when it was asked to stop by Ctrl-C or SIGTERM, 1 when it could not serve, 2 when the command line is wrong.",
    version: concat!("sample-app version: ", env!("CARGO_PKG_VERSION")),
    options: || PathBuf::from("/tmp/libgitops/manifest"),
    set: |directory, name, value| {
        let is_known = name == "data-dir";
        if is_known {
            *directory = value.into();
        }
        Ok(is_known)
    },
    check: |_| Ok(()),
};

fn main() -> ExitCode {
    run(&PROGRAM, |directory| {
        let serializer = Serializer::new(Scheme::linked()?);
        let layout = Layout::libgitops(Car::RESOURCE.group);
        let storage = ObjectStorage::new(FileRawStorage::open(directory, layout)?, serializer);
        Ok::<_, Error>(cars::routes("/plain", Arc::new(storage)))
    })
}
