//! One serializer for all threads.

use std::thread;

use libgitops::prelude::*;

use crate::foogroup::{serializer, v1alpha1};

#[test]
fn one_serializer_decodes_and_encodes_in_several_threads_at_once() {
    // libgitops changes its shared scheme while it decodes, and the caller's object while it encodes (F-8, F-9).
    let serializer = serializer();
    let decoder = serializer.decoder();
    let shared = v1alpha1::Simple { test_string: "shared".to_owned() };
    let list = "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: foogroup/v1alpha1, kind: Simple, testString: a}\n";
    thread::scope(|scope| {
        let read = |index: usize| {
            let (serializer, decoder, shared) = (&serializer, &decoder, &shared);
            scope.spawn(move || {
                let mut texts = Vec::new();
                for _ in 0..200 {
                    let objects = decoder.decode_all(FrameReader::yaml(list.as_bytes())).unwrap();
                    texts.push(serializer.encoder().to_yaml(&objects[0]).unwrap());
                    texts.push(serializer.encoder().to_yaml(shared).unwrap());
                }
                (index, texts)
            })
        };
        let threads: Vec<_> = (0..4).map(read).collect();
        for thread in threads {
            let (index, texts) = thread.join().unwrap();
            for pair in texts.chunks(2) {
                assert!(pair[0].ends_with("testString: a\n"), "{index}: {}", pair[0]);
                assert!(pair[1].ends_with("testString: shared\n"), "{index}: {}", pair[1]);
            }
        }
    });
}

#[test]
fn serializer_decoder_and_objects_move_between_threads() {
    fn is_shared<T: Send + Sync>() {}
    is_shared::<Serializer>();
    is_shared::<Decoder<'static>>();
    is_shared::<Encoder<'static>>();
    is_shared::<Scheme>();
    is_shared::<Box<dyn AnyObject>>();
    is_shared::<libgitops::Error>();
}
