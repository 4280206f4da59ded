//! What URLs mean, which are refused, and that nothing of a password is left.

use proptest::prelude::*;

use super::*;

#[track_caller]
fn check(url: &str, expect: &str, https: &str, ssh: &str) {
    let repository: RepositoryRef = url.parse().unwrap();
    assert_eq!(repository.to_string(), expect);
    assert_eq!((repository.https_url().as_str(), repository.ssh_url().as_str()), (https, ssh));
}

#[test]
fn the_urls_that_git_takes_are_read() {
    let (https, ssh) = ("https://github.com/example/fleet.git", "git@github.com:example/fleet.git");
    for url in [
        https,
        ssh,
        "https://github.com/example/fleet",
        "https://github.com/example/fleet/",
        "HTTPS://GitHub.com:443/example/fleet.git",
        "ssh://git@github.com/example/fleet.git",
        "ssh://github.com:22/example/fleet",
        "github.com:example/fleet",
        "git@github.com:/example/fleet.git",
    ] {
        check(url, "github.com/example/fleet", https, ssh);
    }
}

#[test]
fn ports_users_addresses_and_subgroups_are_kept() {
    check(
        "ssh://gitea@git.example.com:2222/ops/fleet.x.git",
        "git.example.com/ops/fleet.x",
        "https://git.example.com/ops/fleet.x.git",
        "ssh://gitea@git.example.com:2222/ops/fleet.x.git",
    );
    check(
        "[gitea@git.example.com:2222]:ops/fleet",
        "git.example.com/ops/fleet",
        "https://git.example.com/ops/fleet.git",
        "ssh://gitea@git.example.com:2222/ops/fleet.git",
    );
    check(
        "http://localhost:3000/a/b/c/d.git",
        "localhost/a/b/c/d",
        "http://localhost:3000/a/b/c/d.git",
        "git@localhost:a/b/c/d.git",
    );
    check("https://[::1]:8443/a/b", "[::1]/a/b", "https://[::1]:8443/a/b.git", "git@[::1]:a/b.git");
    check("git@[::1]:a/b", "[::1]/a/b", "https://[::1]/a/b.git", "git@[::1]:a/b.git");
    let subgroups: RepositoryRef = "git@gitlab.com:one/two/three/fleet.git".parse().unwrap();
    assert_eq!((subgroups.owner(), subgroups.name()), ("one/two/three", "fleet"));
}

#[test]
fn what_is_no_repository_is_refused_in_words_without_the_url() {
    let rows = [
        ("", "it is no https, ssh or user@host:owner/name URL"),
        ("fleet", "it is no https, ssh or user@host:owner/name URL"),
        ("C:\\fleet\\x", "it is no https, ssh or user@host:owner/name URL"),
        ("/srv/git/geheim.git", "a directory of this machine is at no forge"),
        ("../fleet", "a directory of this machine is at no forge"),
        ("file:///srv/fleet", "a directory of this machine is at no forge"),
        ("git://host/a/b", "the scheme is none of https, http and ssh"),
        ("https://host", "the path needs an owner and a name, as in owner/name"),
        ("https://host/fleet", "the path needs an owner and a name, as in owner/name"),
        ("https://user:geheim@host/fleet", "the path needs an owner and a name, as in owner/name"),
        ("git@host:fleet.git", "the path needs an owner and a name, as in owner/name"),
        ("https:///a/b", "the host is none"),
        ("https://-host/a/b", "the host is none"),
        ("https://[::g]/a/b", "the host is none"),
        ("https://user:geheim@host:0/a/b", "the port is no number from 1 to 65535"),
        ("https://host:x/a/b", "the port is no number from 1 to 65535"),
        ("ssh://git:geheim@host/a/b", "ssh takes no password from a URL"),
        ("ssh://-oProxyCommand@host/a/b", "the user's name has characters that it cannot have"),
        ("https:/user:geheim@host/a/b", "a part of the path is no name of an owner or a repository"),
        ("https://host/a//b", "\"\" is no name of an owner or a repository"),
        ("https://host/../b", "\"..\" is no name of an owner or a repository"),
        ("https://host/a/.git", "\"\" is no name of an owner or a repository"),
        ("https://host/a/b%2fc", "\"b%2fc\" is no name of an owner or a repository"),
        ("https://host/a/b?token=geheim", "it has a query or a fragment, as no repository has"),
        ("https://gitlab.com/a/b/-/tree/main", "it is the URL of a page of the repository"),
    ];
    for (url, expect) in rows {
        let error = url.parse::<RepositoryRef>().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{url}");
        assert_eq!(error.to_string(), format!("the URL of the repository is wrong: {expect}"), "{url}");
        assert!(!format!("{error:?}").contains("geheim"), "{error:?}");
    }
}

#[test]
fn a_token_in_a_url_is_not_kept() {
    let repository: RepositoryRef = "https://x-access-token:geheim@github.com/a/b.git".parse().unwrap();
    assert!(!format!("{repository:?}{}{}", repository.https_url(), repository.ssh_url()).contains("geheim"));
}

fn segment() -> impl Strategy<Value = String> {
    "[A-Za-z0-9_][A-Za-z0-9_.+~-]{0,8}[A-Za-z0-9_]"
}

fn repository() -> impl Strategy<Value = RepositoryRef> {
    let host = prop_oneof!["[a-z0-9]{2,9}(\\.[a-z]{2,5}){0,2}", Just("[2001:db8::1]".to_owned())];
    let owner = proptest::collection::vec(segment(), 1..4).prop_map(|parts| parts.join("/"));
    let port = || proptest::option::of(1024_u16..);
    let user = "[a-z_][a-z0-9_.-]{0,8}";
    let web =
        (prop_oneof![Just("https"), Just("http")], port()).prop_map(|(scheme, port)| Web { scheme, port });
    let ssh = (user, port()).prop_map(|(user, port)| Ssh { user, port });
    (host, owner, segment(), web, ssh).prop_map(|(host, owner, name, web, ssh)| {
        // The name would lose what looks like the ending of a bare repository.
        let name = name.replace(".git", "_git");
        RepositoryRef::of(&host, &format!("{owner}/{name}"), web, ssh).unwrap()
    })
}

proptest! {
    #[test]
    fn both_forms_of_a_repository_lead_back_to_it(repository in repository()) {
        let by_https: RepositoryRef = repository.https_url().parse().unwrap();
        let by_ssh: RepositoryRef = repository.ssh_url().parse().unwrap();
        for parsed in [&by_https, &by_ssh] {
            prop_assert_eq!(parsed.to_string(), repository.to_string());
        }
        prop_assert_eq!(&by_https.web, &repository.web);
        prop_assert_eq!(&by_ssh.ssh, &repository.ssh);
        prop_assert_eq!(by_https.https_url(), repository.https_url());
        prop_assert_eq!(by_ssh.ssh_url(), repository.ssh_url());
    }

    #[test]
    fn no_text_panics_and_what_is_read_is_read_again(text in "\\PC{0,40}") {
        if let Ok(repository) = text.parse::<RepositoryRef>() {
            prop_assert_eq!(repository.https_url().parse::<RepositoryRef>().unwrap().to_string(), repository.to_string());
        }
    }

    #[test]
    fn no_text_of_the_right_form_panics_either(
        text in "(https|ssh|http)?(://)?([a-z:]{0,5}@)?[\\[\\]a-z0-9:.]{0,12}[:/][a-z0-9./@:-]{0,20}",
    ) {
        if let Ok(repository) = text.parse::<RepositoryRef>() {
            prop_assert_eq!(repository.ssh_url().parse::<RepositoryRef>().unwrap().to_string(), repository.to_string());
        }
    }
}
