//! A forge behind a certificate of one's own authority, as Enterprises have.

use libgitops_storage::ErrorKind;
use libgitops_storage::pull_request::{Action, Forge, Token};

use super::world::{TOKEN, World, everything};
use crate::tls::Authority;

#[test]
fn a_forge_is_believed_by_ones_own_authority_and_told_nothing_without_it() {
    let (Some(authority), Some(other)) = (Authority::new(), Authority::new()) else { return };
    for forge in [Forge::GitHub, Forge::GitLab, Forge::Gitea] {
        let world = World::new(forge);
        let api = world.model().api.clone();
        let (_, port_and_path) = api.rsplit_once(':').unwrap();
        let (port, path) = port_and_path.split_once('/').unwrap();
        let front = authority.front(port.parse().unwrap());
        let url = format!("https://127.0.0.1:{}/{path}", front.port());
        let options = world.options().with_api_url(url);
        let unknown = options.clone().with_root_certificates(std::fs::read(other.file()).unwrap());
        for options in [options.clone(), unknown] {
            let error = world.provider_with(Token::new(TOKEN), &options).ensure(&everything()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Remote, "{forge}: {error}");
            let text = format!("{error}: {:?}", std::error::Error::source(&error).map(ToString::to_string));
            assert!(text.to_lowercase().contains("certificate"), "{forge}: {text}");
        }
        assert_eq!(world.exchanges().len(), 0, "{forge}");
        let options = options.with_root_certificates(std::fs::read(authority.file()).unwrap());
        let ensured = world.provider_with(Token::new(TOKEN), &options).ensure(&everything()).unwrap();
        assert_eq!((ensured.number, ensured.action), (1, Action::Created), "{forge}");
    }
}
