const _: () = {
    use ::libgitops::__private as __libgitops;
    #[allow(unused_imports, reason = "a field may be one that is known without a probe")]
    use __libgitops::NothingKnown as _;
    #[automatically_derived]
    impl __libgitops::Fields for CarSpec {
        const SHAPE: __libgitops::Shape = __libgitops::Shape::Struct(|| const {
            &__libgitops::FieldTable {
                fields: &[
                    __libgitops::Field::new(
                        "engine",
                        "engine",
                        <__libgitops::Probe<String>>::SHAPE,
                    ),
                ],
            }
        });
        const NAMES: ::core::option::Option<&'static [&'static str]> = ::core::option::Option::Some(
            &["engine"],
        );
        const MEMBERS: ::core::option::Option<__libgitops::Members> = ::core::option::Option::Some(__libgitops::Members {
            sum: 4444156179421778907u64,
            names: &["engine"],
        });
    }
};
