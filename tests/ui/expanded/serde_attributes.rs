const _: () = {
    use ::libgitops::__private as __libgitops;
    #[allow(
        unused_imports,
        reason = "needed only where a probe finds nothing, or serde's derive fails"
    )]
    use __libgitops::{NotDerived as _, NothingKnown as _};
    #[derive(__libgitops::serde::Serialize, __libgitops::serde::Deserialize)]
    #[serde(remote = "Car", bound = "", crate = "__libgitops::serde")]
    #[serde(rename_all = "SCREAMING-KEBAB-CASE", default)]
    #[allow(non_snake_case, reason = "the fields are called as those of the root")]
    struct __Wire {
        #[serde(
            rename = "apiVersion",
            default,
            getter = "__libgitops::ApiVersionTag::of"
        )]
        __api_version: __libgitops::ApiVersionTag<Car>,
        #[serde(rename = "kind", default, getter = "__libgitops::KindTag::of")]
        __kind: __libgitops::KindTag<Car>,
        #[serde(rename = "metadata", skip_serializing_if = "__metadata_is_default")]
        metadata: ObjectMeta,
        #[serde(skip_serializing_if = "is_two")]
        number_of_doors: u32,
        #[serde(skip_serializing_if = "< Car > :: is_towed")]
        trailer: bool,
        #[serde(rename = "engine", alias = "motor")]
        drive: String,
        #[serde(with = "hexadecimal")]
        color_code: u32,
        #[serde(skip)]
        cache: Option<u32>,
        spec: CarSpec,
        parent: Option<Box<Car>>,
        #[serde(flatten)]
        others: BTreeMap<String, String>,
    }
    #[automatically_derived]
    impl ::core::convert::From<__Wire> for Car {
        fn from(wire: __Wire) -> Self {
            Self {
                number_of_doors: wire.number_of_doors,
                trailer: wire.trailer,
                drive: wire.drive,
                color_code: wire.color_code,
                cache: wire.cache,
                spec: wire.spec,
                metadata: wire.metadata,
                parent: wire.parent,
                others: wire.others,
            }
        }
    }
    fn __metadata_is_default(value: &ObjectMeta) -> bool {
        __libgitops::is_absent(
            value,
            |value| (<__libgitops::Probe<
                ObjectMeta,
            >>::EQUALS)(value, &<Car as ::core::default::Default>::default().metadata),
            &<__libgitops::Probe<ObjectMeta>>::SHAPE,
        )
    }
    #[automatically_derived]
    impl __libgitops::serde::Serialize for Car {
        fn serialize<__S>(
            &self,
            serializer: __S,
        ) -> ::core::result::Result<__S::Ok, __S::Error>
        where
            __S: __libgitops::serde::Serializer,
        {
            <__Wire>::serialize(self, serializer)
        }
    }
    #[automatically_derived]
    impl<'de> __libgitops::serde::Deserialize<'de> for Car {
        fn deserialize<__D>(
            deserializer: __D,
        ) -> ::core::result::Result<Self, __D::Error>
        where
            __D: __libgitops::serde::Deserializer<'de>,
        {
            <__Wire>::deserialize(deserializer)
        }
    }
    #[automatically_derived]
    impl __libgitops::Object for Car {
        const RESOURCE: __libgitops::ApiResource = __libgitops::ApiResource::new(
                "example.com",
                "v1",
                "Car",
                __libgitops::Scope::Namespaced,
            )
            .with_plural("cars")
            .with_singular("car")
            .with_type_name(::core::concat!(::core::module_path!(), "::", "Car"));
        fn any_metadata(&self) -> ::core::option::Option<&dyn __libgitops::Metadata> {
            __libgitops::metadata_of(self)
        }
        fn any_metadata_mut(
            &mut self,
        ) -> ::core::option::Option<&mut dyn __libgitops::Metadata> {
            __libgitops::metadata_of_mut(self)
        }
        fn fields() -> ::core::option::Option<&'static __libgitops::FieldTable> {
            ::core::option::Option::Some(const {
                &__libgitops::FieldTable {
                    fields: &[
                        __libgitops::Field::new(
                            "number_of_doors",
                            "NUMBER-OF-DOORS",
                            <__libgitops::Probe<u32>>::SHAPE,
                        ),
                        __libgitops::Field::new(
                            "trailer",
                            "TRAILER",
                            <__libgitops::Probe<bool>>::SHAPE,
                        ),
                        __libgitops::Field::new(
                                "drive",
                                "engine",
                                <__libgitops::Probe<String>>::SHAPE,
                            )
                            .with_aliases(&["motor"]),
                        __libgitops::Field::new(
                            "color_code",
                            "COLOR-CODE",
                            __libgitops::Shape::Opaque,
                        ),
                        __libgitops::Field::new(
                            "spec",
                            "SPEC",
                            <__libgitops::Probe<CarSpec>>::SHAPE,
                        ),
                        __libgitops::Field::new(
                            "metadata",
                            "metadata",
                            <__libgitops::Probe<ObjectMeta>>::SHAPE,
                        ),
                        __libgitops::Field::new(
                            "parent",
                            "PARENT",
                            <__libgitops::Probe<Option<Box<Self>>>>::SHAPE,
                        ),
                        __libgitops::Field::new(
                                "others",
                                "",
                                <__libgitops::Probe<BTreeMap<String, String>>>::SHAPE,
                            )
                            .flattened(),
                    ],
                }
            })
        }
        fn initial() -> ::core::option::Option<Self> {
            ::core::option::Option::map(
                <__libgitops::Probe<Self>>::INITIAL,
                |initial| initial(),
            )
        }
    }
    #[automatically_derived]
    impl __libgitops::HasMetadata for Car {
        type Meta = ObjectMeta;
        fn meta(&self) -> &Self::Meta {
            &self.metadata
        }
        fn meta_mut(&mut self) -> &mut Self::Meta {
            &mut self.metadata
        }
    }
    __libgitops::inventory::submit! {
        __libgitops::Registration::of:: < Car > ()
    }
};
