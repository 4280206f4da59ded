//! Laws of conversion, for converters that lose whatever they can, and what each part of the converter is for.

mod edges;
mod generate;
mod laws;
mod model;
mod mutations;
