//! The rows of the table of difficult cases that are about whole documents, and about what is no manifest.

use std::collections::BTreeMap;

use libgitops::ErrorKind;
use libgitops::edit::{CommentsOfRemoved, EditOptions, Fallback, PreserveComments};
use libgitops::meta::Quantity;
use libgitops::prelude::*;

fn serializer() -> Serializer {
    Serializer::new(Scheme::builder().build().unwrap())
}

fn set(manifest: &mut DynamicObject, field: &str, value: &str) {
    manifest.fields_mut().insert(field, value);
}

#[test]
fn what_sops_has_sealed_is_not_changed() {
    let text = "\
apiVersion: v1
kind: Secret
metadata: {name: db}
data:
  password: ENC[AES256_GCM,data:AAAA,iv:AAAA,tag:AAAA,type:str] # sealed
sops:
  mac: ENC[AES256_GCM,data:BBBB,iv:BBBB,tag:BBBB,type:str]
  version: 3.9.0
";
    let serializer = serializer();
    let mut manifest = serializer.manifest::<DynamicObject>(text).unwrap();
    assert_eq!(manifest.to_text().unwrap(), text);
    set(&mut manifest, "type", "Opaque");
    let error = manifest.to_text().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    let told = error.to_string();
    assert!(told.contains("SOPS") && told.contains("message authentication code"), "{told}");
    assert_eq!(error.problems()[0].place().unwrap().line_column().line, 7, "{told}");
    // A field of this name that SOPS did not write is one as any other.
    let mut manifest =
        serializer.manifest::<DynamicObject>("apiVersion: v1\nkind: A\nsops: {a: 1}\n").unwrap();
    set(&mut manifest, "b", "c");
    assert_eq!(manifest.to_text().unwrap(), "apiVersion: v1\nkind: A\nsops: {a: 1}\nb: c\n");
}

#[test]
fn a_template_is_refused_with_its_place_and_is_not_repaired() {
    let serializer = serializer();
    for (template, line) in [
        ("apiVersion: v1\nkind: A\n{{- if .Values.on }}\na: 1\n{{- end }}\n", 3),
        ("apiVersion: v1\nkind: A\na: {{ .Values.a }}\n", 3),
        ("apiVersion: v1\nkind: A\nl:\n{{ toYaml .Values.l | indent 2 }}\n", 4),
        ("apiVersion: v1\nkind: A\n{% if x %}\na: 1\n{% endif %}\n", 3),
    ] {
        let decoder = serializer.decoder().decode_unknown(true);
        let error = ManifestFile::read(&decoder, ContentType::Yaml, template).map(|_| ()).unwrap_err();
        let places: Vec<usize> =
            error.problems().iter().filter_map(|problem| Some(problem.place()?.line_column().line)).collect();
        assert!(places.contains(&line), "{error}");
    }
    // In quotes it is a text, and stays one.
    let text = "apiVersion: v1\nkind: A\na: '{{ .Values.a }}' # c\n";
    let mut manifest = serializer.manifest::<DynamicObject>(text).unwrap();
    set(&mut manifest, "a", "{{ .Values.b }}");
    assert_eq!(manifest.to_text().unwrap(), text.replace(".a }", ".b }"));
}

#[test]
fn documents_of_comments_and_empty_ones_stay_and_hold_no_object() {
    let serializer = serializer();
    let decoder = serializer.decoder().decode_unknown(true);
    for text in
        ["", "\n", "# only this\n", "---\n", "---\n# one\n---\n# two\n...\n", "\u{FEFF}# c\n", "--- # c\n---"]
    {
        let file = ManifestFile::read(&decoder, ContentType::Yaml, text).unwrap();
        assert!(file.is_empty());
        assert_eq!(file.to_text().unwrap(), text);
        let error = decoder.any_manifest(Frame::yaml(text)).map(|_| ()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{text:?}");
    }
    let text = "# license\n---\n---\n# none\n---\napiVersion: v1\nkind: A\na: 1 # c\n---\n";
    let mut file = ManifestFile::read(&decoder, ContentType::Yaml, text).unwrap();
    set(file.get_mut(0).unwrap().downcast_mut().unwrap(), "a", "b");
    assert_eq!(file.to_text().unwrap(), text.replace("a: 1", "a: b"));
    // Behind documents without an object one is added.
    let mut file = ManifestFile::read(&decoder, ContentType::Yaml, "# only this").unwrap();
    let object: DynamicObject = decoder.decode_as(&Frame::yaml("apiVersion: v1\nkind: A\n")).unwrap();
    file.push(Box::new(object) as Box<dyn AnyObject>);
    let added = file.to_text().unwrap();
    assert!(added.starts_with("# only this\n") && added.ends_with("apiVersion: v1\nkind: A\n"), "{added}");
    assert_eq!(
        serializer
            .decoder()
            .decode_unknown(true)
            .decode_all(FrameReader::yaml(added.as_bytes()))
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn what_yaml_refuses_is_told_with_its_place() {
    let serializer = serializer();
    for (text, line) in [
        ("apiVersion: v1\nkind: A\na:\n\tb: 1\n", 4),
        ("apiVersion: v1\nkind: A\na: 1\na: 2\n", 4),
        ("- apiVersion: v1\n  kind: A\n", 1),
    ] {
        let error = serializer.manifest::<DynamicObject>(text).map(|_| ()).unwrap_err();
        let place = error.problems()[0].place().unwrap().line_column();
        assert_eq!(place.line, line, "{error}");
    }
}

/// Values that are equal through their type are no changes, however they are spelled.
#[derive(Object, Clone, Debug, Default, PartialEq)]
#[object(group = "rows.example.com", version = "v1", scope = Namespaced, unlisted)]
struct Sized {
    metadata: ObjectMeta,
    #[serde(default)]
    requests: BTreeMap<String, Quantity>,
    #[serde(default)]
    mode: u32,
    #[serde(default)]
    ratio: f64,
}

#[test]
fn equal_quantities_and_numbers_keep_their_spelling() {
    let text = "apiVersion: rows.example.com/v1\nkind: Sized\nmetadata: {name: a}\nrequests:\n  cpu: 0.5 # half\n  memory: 1024Ki\nmode: 0775\nratio: 1e3\n";
    let mut manifest = serializer().manifest::<Sized>(text).unwrap();
    assert_eq!(manifest.requests["cpu"], "500m".parse().unwrap());
    manifest.mode = 509;
    manifest.ratio = 1000.0;
    manifest.requests.insert("cpu".into(), "500m".parse().unwrap());
    manifest.requests.insert("memory".into(), "1Mi".parse().unwrap());
    assert!(!manifest.is_changed().unwrap());
    assert_eq!(manifest.to_text().unwrap(), text);
    // Nor are they when something else is one.
    manifest.mode = 510;
    assert_eq!(manifest.to_text().unwrap(), text.replace("0775", "510"));
    manifest.mode = 509;
    manifest.requests.insert("cpu".into(), "600m".parse().unwrap());
    assert_eq!(manifest.to_text().unwrap(), text.replace("0.5", "600m"));
}

#[test]
fn a_whole_amount_is_written_as_the_old_one_was() {
    for (old, new) in [("4", "5"), ("0.5", "3"), ("'4'", "'5'"), ("500m", "\"3\"")] {
        let text = format!(
            "apiVersion: rows.example.com/v1\nkind: Sized\nmetadata: {{name: a}}\nrequests:\n  cpu: {old} # c\n"
        );
        let mut manifest = serializer().manifest::<Sized>(&text).unwrap();
        manifest.requests.insert("cpu".into(), new.trim_matches(['\'', '"']).parse().unwrap());
        assert_eq!(manifest.to_text().unwrap(), text.replace(old, new));
    }
}

const COMMENTED: &str = "---\n# top\napiVersion: v1\nkind: A\n# about a\na: '1' # one\nb: 2\n";

#[test]
fn comments_are_kept_by_default_and_the_decoder_says_otherwise() {
    let serializer = serializer();
    let edited = |mode: PreserveComments, change: fn(&mut DynamicObject)| {
        let mut manifest = serializer
            .decoder()
            .preserve_comments(mode)
            .manifest::<DynamicObject>(Frame::yaml(COMMENTED))
            .unwrap();
        change(&mut manifest);
        manifest.edited()
    };
    let changed = |object: &mut DynamicObject| set(object, "a", "2");
    let removed = |object: &mut DynamicObject| drop(object.fields_mut().remove("a"));
    let text = COMMENTED.replace("'1'", "'2'");
    assert_eq!(edited(PreserveComments::On, changed).unwrap().text, text);
    assert_eq!(edited(PreserveComments::Strict, changed).unwrap().text, text);
    let anew = edited(PreserveComments::Off, changed).unwrap();
    assert_eq!(anew.text, "---\napiVersion: v1\nkind: A\na: \"2\"\nb: 2\n");
    assert_eq!(anew.rewritten, [FieldPath::root()]);
    // What has not changed is not written anew.
    assert_eq!(edited(PreserveComments::Off, |_| ()).unwrap().text, COMMENTED);
    // A field that goes takes its comments along, unless they must be kept.
    assert_eq!(edited(PreserveComments::On, removed).unwrap().lost_comments.len(), 2);
    let refused = edited(PreserveComments::Strict, removed).unwrap_err();
    assert!(refused.to_string().contains("the comment `# about a` would be lost"), "{refused}");
}

#[test]
fn strict_is_content_with_comments_that_move_and_not_with_sections_written_anew() {
    let strict = EditOptions { preserve_comments: PreserveComments::Strict, ..EditOptions::default() };
    let mut manifest = serializer().manifest::<DynamicObject>(COMMENTED).unwrap();
    drop(manifest.fields_mut().remove("a"));
    let to_parent = EditOptions { comments: CommentsOfRemoved::MoveToParent, ..strict };
    let text = manifest.clone().with_options(to_parent).to_text().unwrap();
    assert!(text.contains("# about a\n") && text.contains("# one\n") && !text.contains("'1'"), "{text}");
    let merged = "apiVersion: v1\nkind: A\nbase: &base {x: 1}\none:\n  <<: *base # merged\n  z: 1\n";
    let mut manifest = serializer().manifest::<DynamicObject>(merged).unwrap();
    drop(manifest.fields_mut().get_mut("one").unwrap().as_mapping_mut().unwrap().remove("x"));
    let anew = EditOptions { fallback: Fallback::RewriteSection, ..EditOptions::default() };
    assert_eq!(manifest.clone().with_options(anew).edited().unwrap().lost_comments.len(), 1);
    let anew = EditOptions { fallback: Fallback::RewriteSection, ..strict };
    let refused = manifest.with_options(anew).to_text().unwrap_err();
    assert!(refused.to_string().contains("# merged"), "{refused}");
}

#[test]
fn an_encoder_writes_manifests_into_their_texts() {
    let serializer = serializer();
    let decoder = serializer.decoder().decode_unknown(true);
    let stream = format!("{COMMENTED}---\n# second\nkind: B\napiVersion: v1\n");
    let mut manifests: Vec<_> = FrameReader::yaml(stream.as_bytes())
        .map(|frame| decoder.manifest::<DynamicObject>(frame.unwrap()).unwrap())
        .collect();
    set(&mut manifests[0], "a", "2");
    let written = |encoder: Encoder<'_>, content_type| {
        let mut writer = FrameWriter::new(content_type, Vec::new());
        encoder.encode_manifests(&mut writer, &manifests).unwrap();
        String::from_utf8(writer.into_inner()).unwrap()
    };
    assert_eq!(written(serializer.encoder(), ContentType::Yaml), stream.replace("'1'", "'2'"));
    let off = serializer.encoder().preserve_comments(PreserveComments::Off);
    let anew = "---\napiVersion: v1\nkind: A\na: \"2\"\nb: 2\n---\n# second\nkind: B\napiVersion: v1\n";
    assert_eq!(written(off, ContentType::Yaml), anew);
    let json = written(serializer.encoder().pretty(false), ContentType::Json);
    assert_eq!(json.lines().count(), 2, "{json}");
}
