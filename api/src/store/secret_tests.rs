#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

use super::*;

const HEX: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
const BASE64: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

fn error(result: Result<InstanceSecret, SecretError>) -> String {
    match result {
        Ok(_) => "no error".to_owned(),
        Err(error) => format!("{error:?}").split('(').next().unwrap_or_default().to_owned(),
    }
}

#[test]
fn the_first_start_makes_it_and_the_next_one_reads_it() {
    let directory = tempfile::tempdir().unwrap();
    let place = directory.path().join("not/yet/there");
    let first = InstanceSecret::from_data_dir(&place, &Clock::system()).unwrap();
    let second = InstanceSecret::from_data_dir(&place, &Clock::system()).unwrap();
    assert_eq!(first.derive("token"), second.derive("token"));
    let names: Vec<_> = fs::read_dir(&place)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names, [FILE_NAME]);
    assert_eq!(fs::read_to_string(place.join(FILE_NAME)).unwrap().len(), 65);
}

#[test]
fn nodes_that_start_together_agree() {
    let directory = tempfile::tempdir().unwrap();
    let keys: Vec<[u8; 32]> = std::thread::scope(|scope| {
        let starts: Vec<_> = (0..16)
            .map(|_| scope.spawn(|| InstanceSecret::from_data_dir(directory.path(), &Clock::system()).unwrap()))
            .collect();
        starts
            .into_iter()
            .map(|start| start.join().unwrap().derive("token"))
            .collect()
    });
    assert!(keys.iter().all(|key| Some(key) == keys.first()));
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn only_its_owner_reads_the_file() {
    use std::os::unix::fs::PermissionsExt;
    let directory = tempfile::tempdir().unwrap();
    InstanceSecret::from_data_dir(directory.path(), &Clock::system()).unwrap();
    let path = directory.path().join(FILE_NAME);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    assert_eq!(
        error(InstanceSecret::from_data_dir(directory.path(), &Clock::system())),
        "Readable"
    );
}

#[test]
fn a_malformed_file_is_a_typed_error_and_is_left_as_it_is() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join(FILE_NAME);
    for content in [
        &b""[..],
        b"0011",
        b"\xff\xfe",
        b"zz0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
    ] {
        let _ = fs::remove_file(&path);
        write(&path, "").unwrap();
        fs::write(&path, content).unwrap();
        assert_eq!(
            error(InstanceSecret::from_data_dir(directory.path(), &Clock::system())),
            "MalformedFile"
        );
        assert_eq!(fs::read(&path).unwrap(), content);
    }
}

#[test]
fn every_notation_gives_the_same_secret() {
    let key = InstanceSecret::parse(HEX).unwrap().derive("token");
    for text in [&HEX.to_uppercase(), BASE64, &format!(" {BASE64}=\n")] {
        assert_eq!(InstanceSecret::parse(text).unwrap().derive("token"), key);
    }
    for text in ["", "secret", &HEX[..62], &format!("{HEX}00"), &BASE64[..40]] {
        assert_eq!(error(InstanceSecret::parse(text)), "Malformed");
    }
    assert_eq!(error(InstanceSecret::parse(&"0".repeat(64))), "Weak");
    assert_eq!(error(InstanceSecret::parse(&"deadbeef".repeat(8))), "Weak");
}

#[test]
fn a_label_gives_its_own_key() {
    let secret = InstanceSecret::parse(HEX).unwrap();
    assert_eq!(secret.derive("token"), secret.derive("token"));
    assert_ne!(secret.derive("token"), secret.derive("cursor"));
    // Fixed: another value would end every session and cursor of a running instance at its next update.
    assert_eq!(
        to_hex(&secret.derive("token")),
        "8081078eaee2edc54818b0043811f907e410a3cfb8e2c24d25b61b2c15c0df7b"
    );
}
