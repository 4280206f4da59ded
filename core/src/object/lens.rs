//! What the expansion of `#[derive(Spoke)]` calls for single fields, so that a type that does not fit is told in the words
//! of the attribute.
//!
//! Each call names the type that is wanted as `Self` of a trait, and the compiler learns it from the place that the call
//! stands in: until then the bound waits, and a mismatch fails as that bound, not as a type that was expected. A lens that
//! is generic in what it gives works too, as the trait of a sure lens has one impl alone.

/// A type that a field of the hub has if the field of the spoke is of type `S`: the same.
#[diagnostic::on_unimplemented(
    message = "the field is `{S}` here and `{Self}` in the hub",
    label = "`{Self}` in the hub",
    note = "say how it converts: `#[spoke(with = lens)]`, where `lens` is a module with `fn up(_: {S}) -> {Self}` and `fn down(_: {Self}) -> {S}`",
    note = "where a value may have no counterpart, `#[spoke(try_with = lens)]`: each of the two may give a `Result` or an `Option`"
)]
pub trait SameAs<S>: Sized {
    /// The value, unchanged.
    fn up(value: S) -> Self;

    /// The value, unchanged.
    fn down(self) -> S;
}

#[diagnostic::do_not_recommend]
impl<T> SameAs<T> for T {
    fn up(value: T) -> T {
        value
    }

    fn down(self) -> T {
        self
    }
}

/// A field of the hub that is a struct `T`, into which fields of the spoke are moved.
#[diagnostic::on_unimplemented(
    message = "the hub's field is `{Self}`, and `nested` names `{T}`",
    label = "fields cannot be moved into `{Self}`",
    note = "`nested(field = path)` names the type of a field that is a struct itself; what goes into an `Option` or a list needs a lens: `#[spoke(rename = field, with = lens)]`"
)]
pub trait Holds<T>: Sized {
    /// The value, unchanged.
    fn up(value: T) -> Self;

    /// The value, unchanged.
    fn down(self) -> T;
}

#[diagnostic::do_not_recommend]
impl<T> Holds<T> for T {
    fn up(value: T) -> T {
        value
    }

    fn down(self) -> T {
        self
    }
}

/// A function of a lens under `with`, from `A` to `B`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not make `{B}` of `{A}`",
    label = "not a function from `{A}` to `{B}`",
    note = "of a lens, `up` takes the field of the spoke and gives that of the hub, and `down` the other way about",
    note = "a lens whose functions may give a `Result` or an `Option` stands under `try_with`"
)]
pub trait Lens<A, B>: Sized {
    /// What the function gives.
    fn convert(value: A, lens: Self) -> B;
}

#[diagnostic::do_not_recommend]
impl<A, B: GivenBy<R>, R, F: FnOnce(A) -> R> Lens<A, B> for F {
    fn convert(value: A, lens: Self) -> B {
        B::given(lens(value))
    }
}

/// A type of which a lens gives a value as `R`: the same.
#[diagnostic::on_unimplemented(
    message = "the lens gives `{R}`, and the field is `{Self}`",
    label = "`{Self}`, of which the lens makes `{R}`"
)]
pub trait GivenBy<R>: Sized {
    /// The value, unchanged.
    fn given(value: R) -> Self;
}

#[diagnostic::do_not_recommend]
impl<T> GivenBy<T> for T {
    fn given(value: T) -> T {
        value
    }
}

/// A function of a lens under `try_with`, from `A` to `B`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not make `{B}` of `{A}`",
    label = "not a function from `{A}` to `{B}`, nor to a `Result` or an `Option` of it",
    note = "of a lens, `up` takes the field of the spoke and gives that of the hub, and `down` the other way about"
)]
pub trait TryLens<A, B>: Sized {
    /// What the function gives, or the default where it fails.
    fn convert(value: A, lens: Self) -> B;
}

impl<A, B: TriedBy<R>, R, F: FnOnce(A) -> R> TryLens<A, B> for F {
    fn convert(value: A, lens: Self) -> B {
        B::given(lens(value))
    }
}

/// A type of which a lens that may fail gives a value as `R`: the same, a `Result` or an `Option` of it.
#[diagnostic::on_unimplemented(
    message = "the lens gives `{R}`, and the field is `{Self}`",
    label = "neither `{Self}`, nor a `Result` or an `Option` of it"
)]
pub trait TriedBy<R>: Sized {
    /// The value, or the default in its place.
    fn given(value: R) -> Self;
}

impl<T> TriedBy<T> for T {
    fn given(value: T) -> T {
        value
    }
}

impl<T: Substitute, E> TriedBy<Result<T, E>> for T {
    fn given(value: Result<T, E>) -> T {
        value.unwrap_or_else(|_| T::substitute())
    }
}

impl<T: Substitute> TriedBy<Option<T>> for T {
    fn given(value: Option<T>) -> T {
        value.unwrap_or_else(T::substitute)
    }
}

/// A type with a value that stands where a lens fails.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no `Default`, and the lens may fail",
    label = "no `Default` for `{Self}` to take the place of a value without a counterpart",
    note = "implement `Default` for `{Self}`, or write `with` and a lens that gives `{Self}` itself"
)]
pub trait Substitute {
    /// The value.
    fn substitute() -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: Default> Substitute for T {
    fn substitute() -> T {
        T::default()
    }
}

/// A value of an enum in the hub as it is matched. Its name is what the compiler tells of a variant that no arm takes, with
/// the line that it is declared in.
#[expect(non_camel_case_types, reason = "the key that decides such a variant")]
#[derive(Debug)]
#[rustfmt::skip]
pub struct hub_only<T>(pub T); // a variant that only the hub has is decided by `#[spoke(hub_only(Name = Other))]`

/// What stands for a variant that the hub does not have.
///
/// # Panics
/// Always, at compile time.
#[expect(clippy::panic, reason = "how a constant fails; the derive names it in a constant only")]
pub const fn no_variant<T>(text: &str) -> T {
    panic!("{}", text)
}
