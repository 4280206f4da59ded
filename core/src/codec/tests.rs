//! Reading and writing together: the tables of libgitops's tests, properties over arbitrary bytes, and independent
//! judges over real files.

mod corpora;
mod libgitops;
mod properties;
