//! Writes the crates of 50 kinds.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::{Error, repository};

/// How many kinds a crate has.
pub(crate) const KINDS: u32 = 50;

/// What is made of the same structs.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Crate {
    /// An empty program with the same dependencies.
    Nothing,
    /// serde's derives on all structs.
    Serde,
    /// Our derive on the roots.
    Object,
    /// And `Fields` on the nested types.
    ObjectAndFields,
    /// The same kinds in two versions.
    TwoVersions,
    /// And `Spoke` on the root and the nested types of the older one.
    Spokes,
    /// The derive of kube-rs, without schemas.
    Kube,
    /// Serde's derives, and a match by hand that decodes and encodes every kind with `serde_json`.
    ByHand,
    /// Our derive on the roots, and a serializer that decodes and encodes every kind.
    Serializer,
}

const ALL: [Crate; 9] = [
    Crate::Nothing,
    Crate::Serde,
    Crate::Object,
    Crate::ObjectAndFields,
    Crate::TwoVersions,
    Crate::Spokes,
    Crate::Kube,
    Crate::ByHand,
    Crate::Serializer,
];

impl Crate {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Serde => "with_serde",
            Self::Object => "with_object",
            Self::ObjectAndFields => "with_object_and_fields",
            Self::TwoVersions => "with_two_versions",
            Self::Spokes => "with_spokes",
            Self::Kube => "with_kube",
            Self::ByHand => "by_hand",
            Self::Serializer => "by_serializer",
        }
    }

    const fn is_ours(self) -> bool {
        !matches!(self, Self::Nothing | Self::Serde | Self::Kube | Self::ByHand)
    }

    const fn has_two_versions(self) -> bool {
        matches!(self, Self::TwoVersions | Self::Spokes)
    }

    /// What only one crate depends on.
    const fn own_dependencies(self) -> &'static str {
        match self {
            Self::Kube => {
                "kube = { version = \"5\", default-features = false, features = [\"derive\"] }\n\
                 k8s-openapi = { version = \"0.29\", features = [\"v1_37\"] }\n"
            }
            _ => "",
        }
    }

    fn source(self) -> Result<String, Error> {
        let mut out = String::from("#![allow(dead_code)]\n");
        for kind in 0..KINDS {
            if self != Self::Nothing {
                self.write_kind(kind, false, &mut out)?;
            }
            if self.has_two_versions() {
                self.write_kind(kind, true, &mut out)?;
            }
        }
        match self {
            Self::ByHand => write_match(&mut out)?,
            Self::Serializer => out.push_str(SERIALIZER),
            _ => out.push_str("fn main() {}\n"),
        }
        Ok(out)
    }

    /// The root of a kind, which kube's derive makes itself of the spec.
    fn root(self, kind: u32, spoke: &str, version: &str) -> String {
        if self == Self::Kube {
            return String::new();
        }
        let derives = if self.is_ours() {
            format!(
                "#[derive({spoke}libgitops::Object, Clone, Debug, Default, PartialEq)]
                #[object(group = \"kinds.example.com\", {version}, scope = Namespaced)]"
            )
        } else {
            "#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
            #[serde(rename_all = \"camelCase\")]"
                .to_owned()
        };
        let type_meta = if self.is_ours() { "" } else { "pub api_version: String, pub kind: String," };
        format!(
            "{derives}
            pub struct Kind{kind} {{
                {type_meta}
                pub metadata: libgitops::ObjectMeta,
                pub spec: Spec,
                #[serde(default)]
                pub status: Status,
            }}"
        )
    }

    /// A kind in a module of its own: a root with metadata, spec and status, and three nested structs of ten fields.
    fn write_kind(self, kind: u32, is_old: bool, out: &mut String) -> Result<(), Error> {
        let is_spoke = is_old && self == Self::Spokes;
        let spoke = if is_spoke { "libgitops::Spoke, " } else { "" };
        let fields =
            if self == Self::ObjectAndFields || self.has_two_versions() { "libgitops::Fields, " } else { "" };
        let nested = format!("{spoke}{fields}Clone, Debug, Default, PartialEq, Serialize, Deserialize");
        let hub_of = |name: &str| {
            if is_spoke { format!("#[spoke(hub = super::kind{kind}::{name})]") } else { String::new() }
        };
        let [hub_of_spec, hub_of_template, hub_of_status] = ["Spec", "Template", "Status"].map(hub_of);
        let module = if is_old { "old" } else { "kind" };
        let version = match (is_old, self) {
            (true, Self::Spokes) => format!("version = \"v1beta1\", hub = super::kind{kind}::Kind{kind}"),
            (true, _) => "version = \"v1beta1\"".to_owned(),
            (false, Self::Spokes) => "version = \"v1\", hub".to_owned(),
            (false, _) => "version = \"v1\"".to_owned(),
        };
        let root = self.root(kind, spoke, &version);
        let of_spec = if self == Self::Kube {
            format!(
                "#[derive(kube::CustomResource, {nested})]
                #[kube(group = \"kinds.example.com\", version = \"v1\", kind = \"Kind{kind}\", namespaced)]
                #[kube(status = \"Status\", schema = \"disabled\", derive = \"Default\", derive = \"PartialEq\")]"
            )
        } else {
            format!("#[derive({nested})]\n{hub_of_spec}")
        };
        write!(
            out,
            "pub mod {module}{kind} {{
            use std::collections::BTreeMap;
            use serde::{{Deserialize, Serialize}};

            {root}

            {of_spec}
            #[serde(rename_all = \"camelCase\", default)]
            pub struct Spec {{
                pub image: String,
                pub host_name: Option<String>,
                pub replicas: i32,
                pub bytes_limit: u64,
                pub ratio: f64,
                pub is_enabled: bool,
                pub arguments: Vec<String>,
                pub labels: BTreeMap<String, String>,
                pub template: Template,
                pub alternatives: Vec<Template>,
            }}

            #[derive({nested})]
            {hub_of_template}
            #[serde(rename_all = \"camelCase\", default)]
            pub struct Template {{
                pub name: String,
                pub command: Option<String>,
                pub working_dir: Option<String>,
                pub port: u16,
                pub priority: i64,
                pub weight: f64,
                pub read_only: bool,
                pub environment: BTreeMap<String, String>,
                pub mounts: Vec<String>,
                pub grace_seconds: Option<i64>,
            }}

            #[derive({nested})]
            {hub_of_status}
            #[serde(rename_all = \"camelCase\", default)]
            pub struct Status {{
                pub phase: String,
                pub message: Option<String>,
                pub ready: i32,
                pub observed_generation: i64,
                pub load: f64,
                pub is_stalled: bool,
                pub addresses: Vec<String>,
                pub capacity: BTreeMap<String, u64>,
                pub last: Option<Template>,
                pub history: Vec<Template>,
            }}
            }}\n\n"
        )?;
        Ok(())
    }
}

const SERIALIZER: &str = r"
fn main() -> Result<(), libgitops::Error> {
    use libgitops::prelude::*;
    let serializer = Serializer::new(Scheme::linked()?);
    let objects = serializer.decoder().decode_all(FrameReader::json(std::io::stdin()))?;
    serializer.encoder().encode(FrameWriter::json(std::io::stdout()), &objects)
}
";

fn write_match(out: &mut String) -> Result<(), Error> {
    out.push_str(
        r#"
#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct TypeMeta { api_version: String, kind: String }

pub enum Any {"#,
    );
    for kind in 0..KINDS {
        write!(out, "Kind{kind}(kind{kind}::Kind{kind}),")?;
    }
    out.push_str(
        r"}

pub fn decode(text: &str) -> Result<Any, Box<dyn std::error::Error>> {
    let meta: TypeMeta = serde_json::from_str(text)?;
    Ok(match (&*meta.api_version, &*meta.kind) {",
    );
    for kind in 0..KINDS {
        writeln!(
            out,
            r#"("kinds.example.com/v1", "Kind{kind}") => Any::Kind{kind}(serde_json::from_str(text)?),"#
        )?;
    }
    out.push_str(
        r#"_ => return Err("unknown kind".into()),
    })
}

pub fn encode(object: &Any) -> Result<String, Box<dyn std::error::Error>> {
    Ok(match object {"#,
    );
    for kind in 0..KINDS {
        writeln!(out, "Any::Kind{kind}(object) => serde_json::to_string(object)?,")?;
    }
    out.push_str(
        r#"})
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for line in std::io::stdin().lines() {
        println!("{}", encode(&decode(&line?)?)?);
    }
    Ok(())
}
"#,
    );
    Ok(())
}

/// Writes all crates and the workspace that they share, with the versions of this repository.
pub(crate) fn write(folder: &Path) -> Result<(), Error> {
    for one in ALL {
        let package = folder.join(one.name());
        fs::create_dir_all(package.join("src"))?;
        let manifest = format!(
            "[package]\nname = {:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
             libgitops = {{ path = '{}' }}\nserde.workspace = true\nserde_json.workspace = true\n{}",
            one.name(),
            repository().display(),
            one.own_dependencies(),
        );
        fs::write(package.join("Cargo.toml"), manifest)?;
        fs::write(package.join("src").join("main.rs"), one.source()?)?;
    }
    let members = ALL.map(Crate::name);
    let workspace = format!(
        "[workspace]\nresolver = \"3\"\nmembers = {members:?}\n\n[workspace.dependencies]\n\
         serde = {{ version = \"1\", features = [\"derive\"] }}\nserde_json = \"1\"\n"
    );
    fs::write(folder.join("Cargo.toml"), workspace)?;
    fs::copy(repository().join("Cargo.lock"), folder.join("Cargo.lock"))?;
    Ok(())
}
