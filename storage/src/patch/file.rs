//! Patching the one document of a file.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
#[cfg(any(target_os = "linux", target_os = "macos"))]
use std::os::fd::AsFd as _;
#[cfg(unix)]
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use libgitops_core::codec::{ContentType, Frame, FrameReader, Serializer};
use libgitops_core::dynamic::DynamicObject;
use libgitops_core::error::{self as core, Problem};
use libgitops_core::object::AnyObject;
use libgitops_core::patch::{Patch, Patcher};

use crate::error::{Error, ErrorKind};
#[cfg(any(target_os = "linux", target_os = "macos"))]
use crate::fs::calls::{Access, Calls as _, Kernel};

const OPERATION: &str = "apply_on_file";

/// Applies a patch to the object in a file, and gives the object as it is then.
///
/// The extension says whether the file is YAML or JSON, and it stays what it is, with its permissions and, as far as the
/// program may give a file away, its owner and group; a symbolic link stays too, and what it leads to is changed. The new content is written beside the file, brought to the disk and
/// renamed: a reader sees the old or the new. A patch that changes nothing does not touch the file.
///
/// An object of a kind that the serializer's scheme has must be right by its type afterwards. Only the lines change that
/// say what changes: comments, the order of fields and the layout of the text stay.
///
/// This is for a file that nobody else writes at the time: a file of a storage is changed through the storage.
///
/// # Errors
/// `NotFound`; `Unsupported` for another extension, and for a strategic merge patch of a kind that the scheme does not
/// have; `Unreadable` when the file does not hold one document that is an object; `Invalid`, with the paths, when the patch
/// does not fit, changes which object it is, or makes what is none. The file is as it was then.
pub fn apply_on_file(
    file: impl AsRef<Path>,
    patch: &Patch,
    serializer: &Serializer,
) -> Result<Box<dyn AnyObject>, Error> {
    let file = file.as_ref();
    apply(file, patch, serializer).map_err(|error| error.in_operation_at(OPERATION, file))
}

fn apply(file: &Path, patch: &Patch, serializer: &Serializer) -> Result<Box<dyn AnyObject>, Error> {
    let content_type = content_type(file)?;
    let target = fs::canonicalize(file).map_err(|error| failed("cannot find the file", error))?;
    let bytes = fs::read(&target).map_err(|error| failed("cannot read the file", error))?;
    let frame = only_frame(content_type, &bytes, file).map_err(Error::of_stored)?;
    let manifest = serializer.decoder().manifest::<DynamicObject>(frame);
    let mut manifest = manifest.map_err(|error| Error::from(error).of_stored())?;
    let patched = Patcher::new(serializer.scheme()).apply(patch, manifest.object())?;
    let encoded = serializer.encoder().to_string(&patched, content_type)?;
    let frame = Frame::new(content_type, encoded);
    *manifest = serializer.decoder().decode_as(&frame)?;
    let patched = checked(serializer, patched, &frame)?;
    let text = manifest.to_text()?;
    if text.as_bytes() != bytes {
        replace(&target, text.as_bytes()).map_err(|error| failed("cannot write the file", error))?;
    }
    Ok(patched)
}

fn failed(message: &str, error: io::Error) -> Error {
    if error.kind() == io::ErrorKind::NotFound {
        return Error::new(ErrorKind::NotFound, "there is no such file").with_source(error);
    }
    Error::io(message, error)
}

fn content_type(path: &Path) -> Result<ContentType, Error> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    ContentType::of_path(&name).ok_or_else(|| {
        let message = "the extension says neither YAML nor JSON: expected .yaml, .yml or .json";
        Error::new(ErrorKind::Unsupported, message)
    })
}

/// The document of a file that has one.
fn only_frame(content_type: ContentType, bytes: &[u8], path: &Path) -> Result<Frame, Error> {
    let source = path.display().to_string();
    let mut frames = FrameReader::new(content_type, bytes).with_source(source);
    let first = frames.next_frame()?;
    let first = first.ok_or_else(|| Error::new(ErrorKind::Invalid, "the file has no document"))?;
    if frames.next_frame()?.is_some() {
        let message = "the file has several documents, and a patch is for one";
        return Err(Error::new(ErrorKind::Invalid, message));
    }
    Ok(first)
}

/// The object in its registered type, if it has one.
fn checked(
    serializer: &Serializer,
    object: Box<dyn AnyObject>,
    frame: &Frame,
) -> Result<Box<dyn AnyObject>, Error> {
    if !serializer.scheme().recognizes(&object.gvk()) {
        return Ok(object);
    }
    let decoded = serializer.decoder().decode(frame);
    decoded.map_err(|error| {
        // Nobody wrote the text that the places are in.
        let problem = |found: &Problem| Problem::new(found.message()).at_path(found.path().clone());
        let problems: Vec<Problem> = error.problems().iter().map(problem).collect();
        let message = format!("what the patch makes is no {}", object.gvk());
        core::Error::new(error.kind(), message).with_problems(problems).into()
    })
}

/// Puts a new file in the place of one that is there.
fn replace(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let (unfinished, mut new) = create_beside(file)?;
    let written = set_access(&new, file)
        .and_then(|()| new.write_all(bytes))
        .and_then(|()| new.sync_all())
        .and_then(|()| fs::rename(&unfinished, file));
    if let Err(error) = written {
        // The first error is the one to tell.
        fs::remove_file(&unfinished).unwrap_or_default();
        return Err(error);
    }
    sync_directory(file)
}

/// A file that was not there, in the same directory, hidden and with an extension that no object has.
fn create_beside(file: &Path) -> io::Result<(PathBuf, File)> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let mut number = 0_u32;
    loop {
        let path = file.with_file_name(format!(".{name}.{}-{number}.tmp", std::process::id()));
        let mut options = OpenOptions::new();
        // Nobody is to read it who may not read the file that it is to replace.
        #[cfg(unix)]
        options.mode(0o600);
        match options.write(true).create_new(true).open(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < u32::from(u16::MAX) => {
                number += 1;
            }
            result => return result.map(|new| (path, new)),
        }
    }
}

/// Makes a new file the same people's as an old one, with the same permissions.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn set_access(new: &File, old: &Path) -> io::Result<()> {
    Kernel.set_access(new.as_fd(), Access::of(&rustix::fs::stat(old)?))
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn set_access(new: &File, old: &Path) -> io::Result<()> {
    new.set_permissions(fs::metadata(old)?.permissions())
}

#[cfg(unix)]
fn sync_directory(file: &Path) -> io::Result<()> {
    file.parent().map_or(Ok(()), |directory| File::open(directory)?.sync_all())
}

#[cfg(not(unix))]
fn sync_directory(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};

    use super::*;

    #[test]
    fn a_new_file_is_for_those_whom_the_old_one_is_for_from_the_beginning() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("a.yaml");
        let (_, unfinished) = create_beside(&path).unwrap();
        assert_eq!(unfinished.metadata().unwrap().mode() & 0o077, 0);
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        let is_root = chown(&path, Some(1000), Some(1001)).is_ok();
        let access = || {
            let found = fs::metadata(&path).unwrap();
            (found.uid(), found.gid(), found.mode() & 0o7777)
        };
        let before = access();
        replace(&path, b"new").unwrap();
        assert_eq!(access(), before);
        if !is_root {
            eprintln!("skipped in part: only root gives files away");
        }
    }
}
