//! Pull requests at stand-ins of the forges: real HTTP on loopback, and a state that requests change.

mod gitea;
mod github;
mod gitlab;
mod http;
mod live;
mod model;
mod openapi;
mod suite;
mod tls;
mod world;
