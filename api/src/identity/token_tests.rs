#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

use serde_json::{Value, json};

use super::*;

const SEED: [u8; 32] = [7; 32];
const ISSUER: &str = "https://trialogue.example";
const TENANT: &str = "018f0000-0000-7000-8000-00000000000a";
const MEMBERSHIP: &str = "018f0000-0000-7000-8000-00000000000b";
/// 2026-01-02T03:04:05Z
const NOW: i64 = 1_767_323_045;

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(NOW, 678_000_000).unwrap()
}

fn keys() -> TokenKeys {
    TokenKeys::new(SEED, ISSUER)
}

fn subject() -> Subject {
    Subject {
        kind: Kind::Person,
        tenant: TENANT.parse().unwrap(),
        subject: MEMBERSHIP.parse().unwrap(),
        generation: 7,
    }
}

fn head() -> Value {
    json!({ "alg": "EdDSA", "typ": "at+jwt", "kid": keys().kid })
}

fn claims() -> Value {
    json!({
        "iss": ISSUER, "aud": TENANT, "sub": MEMBERSHIP, "kind": "person",
        "generation": 7, "iat": NOW, "exp": NOW + 600, "jti": "1",
    })
}

/// Signs anything at all, with the right key.
fn sign(header: &str, claims: &str) -> String {
    use ed25519_dalek::Signer;
    let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
    let signature = SigningKey::from_bytes(&SEED).sign(message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
}

fn with(mut object: Value, key: &str, value: Value) -> String {
    object.as_object_mut().unwrap().insert(key.to_owned(), value);
    object.to_string()
}

fn without(mut object: Value, key: &str) -> String {
    object.as_object_mut().unwrap().remove(key);
    object.to_string()
}

fn verify_signed(header: &str, claims: &str) -> Result<Verified, Invalid> {
    verify(&sign(header, claims))
}

fn verify(token: &str) -> Result<Verified, Invalid> {
    keys().verify(token, now())
}

#[test]
fn what_is_issued_verifies_until_it_ends() {
    let keys = keys();
    for kind in [Kind::Person, Kind::Client] {
        let token = keys
            .issue(Subject { kind, ..subject() }, now(), Duration::minutes(10))
            .unwrap();
        assert_eq!(token.expires_at, DateTime::from_timestamp(NOW + 600, 0).unwrap());
        let Subject { tenant, subject, .. } = subject();
        let expected = Verified {
            kind,
            tenant,
            subject,
            generation: 7,
            expires_at: token.expires_at,
        };
        let last = token.expires_at - Duration::milliseconds(1);
        assert_eq!(keys.verify(&token.value, now()), Ok(expected));
        // From the cache now, and in another process.
        assert_eq!(keys.verify(&token.value, last), Ok(expected));
        assert_eq!(self::keys().verify(&token.value, last), Ok(expected));
        assert_eq!(
            self::keys().verify(&token.value, token.expires_at),
            Err(Invalid::Expired)
        );
    }
}

#[test]
fn the_cache_forgets_at_the_end_and_remembers_nothing_bad() {
    let keys = keys();
    let token = keys.issue(subject(), now(), Duration::minutes(10)).unwrap();
    keys.verify(&token.value, now()).unwrap();
    assert_eq!(keys.verified.len(), 1);
    assert_eq!(keys.verify(&token.value, token.expires_at), Err(Invalid::Expired));
    assert_eq!(keys.verified.len(), 0);
    assert_eq!(keys.verify(&token.value, token.expires_at), Err(Invalid::Expired));
    assert_eq!(keys.verify("a.b.c", now()), Err(Invalid::Header));
    assert_eq!(keys.verified.len(), 0);
}

#[test]
fn the_key_id_is_the_thumbprint_of_rfc_8037() {
    let seed = URL_SAFE_NO_PAD
        .decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A")
        .unwrap();
    let keys = TokenKeys::new(seed.try_into().unwrap(), ISSUER);
    assert_eq!(keys.kid, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    let token = keys.issue(subject(), now(), Duration::minutes(10)).unwrap();
    let parts: Vec<Vec<u8>> = token
        .value
        .split('.')
        .map(|part| URL_SAFE_NO_PAD.decode(part).unwrap())
        .collect();
    let header: Value = serde_json::from_slice(parts.first().unwrap()).unwrap();
    assert_eq!(header, json!({ "alg": "EdDSA", "typ": "at+jwt", "kid": keys.kid }));
    let mut claims: Value = serde_json::from_slice(parts.get(1).unwrap()).unwrap();
    assert!(
        claims
            .as_object_mut()
            .unwrap()
            .remove("jti")
            .is_some_and(|id| id.is_string())
    );
    assert_eq!(
        claims,
        serde_json::from_str::<Value>(&without(self::claims(), "jti")).unwrap()
    );
}

#[test]
fn a_hand_made_token_of_the_right_form_verifies() {
    assert_eq!(
        verify_signed(&head().to_string(), &claims().to_string())
            .unwrap()
            .subject,
        subject().subject
    );
    for (claim, value) in [
        ("aud", json!([TENANT])),
        ("nbf", json!(NOW + 60)),
        ("iat", json!(NOW + 60)),
        ("x", json!(1)),
    ] {
        assert!(
            verify_signed(&head().to_string(), &with(claims(), claim, value)).is_ok(),
            "{claim}"
        );
    }
}

#[test]
fn a_changed_header_is_refused_even_when_signed() {
    let changes = json!([
        ["alg", "none"], ["alg", "HS256"], ["alg", "ES256"], ["alg", "eddsa"], ["alg", ["EdDSA"]], ["alg", null],
        ["typ", "JWT"], ["typ", "id+jwt"], ["typ", null], ["cty", "JWT"], ["crit", ["exp"]], ["b64", false],
        ["enc", "A256GCM"], ["zip", "DEF"], ["jwk", { "kty": "OKP", "crv": "Ed25519", "x": "AA" }],
        ["jku", "https://attacker.example/keys"], ["x5u", "https://attacker.example/keys"],
        ["kid", "../../dev/null"], ["kid", "' or 1=1 --"], ["kid", ""], ["kid", 1], ["kid", null],
    ]);
    for (name, value) in serde_json::from_value::<Vec<(String, Value)>>(changes).unwrap() {
        assert_eq!(
            verify_signed(&with(head(), &name, value), &claims().to_string()),
            Err(Invalid::Header),
            "{name}"
        );
    }
    for name in ["alg", "typ", "kid"] {
        assert_eq!(
            verify_signed(&without(head(), name), &claims().to_string()),
            Err(Invalid::Header),
            "{name}"
        );
    }
    let twice = head().to_string().replace('{', r#"{"alg":"none","#);
    assert_eq!(verify_signed(&twice, &claims().to_string()), Err(Invalid::Header));
}

#[test]
fn a_claim_that_is_missing_or_of_another_type_is_refused() {
    let because = |claims: &str| verify_signed(&head().to_string(), claims).err();
    let refused = |claims: &str| because(claims) == Some(Invalid::Claims);
    for claim in ["iss", "aud", "sub", "kind", "generation", "iat", "exp", "jti"] {
        assert!(refused(&without(claims(), claim)), "{claim}");
    }
    for claim in ["iss", "aud", "sub", "kind", "iat", "nbf", "exp", "jti"] {
        for value in [
            Value::Null,
            json!({}),
            json!([]),
            json!(true),
            json!(-1),
            json!(1.5),
            json!([["a"]]),
        ] {
            assert!(refused(&with(claims(), claim, value.clone())), "{claim} {value}");
        }
    }
    for claim in ["iat", "nbf", "exp"] {
        for value in [
            json!("9999999999"),
            json!([NOW]),
            json!(9e9),
            json!(u64::MAX),
            json!(1_u64 << 60),
        ] {
            assert!(refused(&with(claims(), claim, value.clone())), "{claim} {value}");
        }
        let huge = with(claims(), claim, json!("HUGE")).replace(r#""HUGE""#, "1e400");
        assert!(refused(&huge), "{claim}");
    }
    let (upper, plain, braced) = (TENANT.to_uppercase(), TENANT.replace('-', ""), format!("{{{TENANT}}}"));
    let audiences = json!(["*", "", upper, plain, braced, [TENANT, MEMBERSHIP], [[TENANT]]]);
    for audience in audiences.as_array().unwrap() {
        assert!(refused(&with(claims(), "aud", audience.clone())), "{audience}");
    }
    assert!(refused(&with(claims(), "kind", json!("administrator"))));
    assert!(
        refused(&claims().to_string().replace('{', &format!(r#"{{"exp":{NOW},"#))),
        "twice"
    );
    assert!(refused("not json"));
    assert_eq!(
        because(&with(claims(), "iss", json!("https://other.example"))),
        Some(Invalid::Issuer)
    );
    assert_eq!(because(&with(claims(), "nbf", json!(NOW + 61))), Some(Invalid::Early));
    assert_eq!(because(&with(claims(), "iat", json!(NOW + 61))), Some(Invalid::Early));
    assert_eq!(because(&with(claims(), "exp", json!(NOW))), Some(Invalid::Expired));
}

#[test]
fn no_character_can_be_changed() {
    let token = sign(&head().to_string(), &claims().to_string());
    let keys = keys();
    keys.verify(&token, now()).unwrap();
    let last = token.len() - 1;
    for at in (0..token.len()).filter(|at| at % 5 == 0 || *at == last) {
        for other in ["A", "_", "."] {
            let mut changed = token.clone();
            changed.replace_range(at..=at, other);
            if changed != token {
                assert!(keys.verify(&changed, now()).is_err(), "{at} {other}");
            }
        }
        assert!(keys.verify(token.get(..at).unwrap(), now()).is_err());
    }
    for more in [" ", ".", "A", "\n"] {
        assert!(keys.verify(&format!("{token}{more}"), now()).is_err());
    }
}

#[test]
fn other_algorithms_and_keys_do_not_sign() {
    // HMAC keyed with the public key, with nothing, or no signature at all.
    let public = SigningKey::from_bytes(&SEED).verifying_key();
    for secret in [public.as_bytes().as_slice(), b""] {
        let mut hs256 = Header::new(Algorithm::HS256);
        hs256.typ = Some(TYPE.to_owned());
        hs256.kid = Some(keys().kid);
        let token = encode(&hs256, &claims(), &EncodingKey::from_secret(secret)).unwrap();
        assert_eq!(verify(&token), Err(Invalid::Header));
    }
    let signed = sign(&head().to_string(), &claims().to_string());
    let (message, _) = signed.rsplit_once('.').unwrap();
    assert_eq!(verify(&format!("{message}.")), Err(Invalid::Signature));
    assert_eq!(verify(message), Err(Invalid::Header));
    let foreign = TokenKeys::new([8; 32], ISSUER);
    let token = foreign.issue(subject(), now(), Duration::minutes(10)).unwrap();
    assert_eq!(verify(&token.value), Err(Invalid::Header));
    // The right id on a foreign signature.
    let token = encode(&header(&keys().kid), &claims(), &foreign.signing).unwrap();
    assert_eq!(verify(&token), Err(Invalid::Signature));
}

#[test]
fn a_long_token_is_not_looked_at_and_all_refusals_sound_alike() {
    let long = sign(&head().to_string(), &with(claims(), "x", json!("a".repeat(LONGEST))));
    assert_eq!(verify(&long), Err(Invalid::TooLong));
    for text in ["", ".", "..", "...", "e30.e30.e30", "\0.\0.\0"] {
        assert_eq!(verify(text), Err(Invalid::Header), "{text}");
    }
    let answer = Error::from(Invalid::Expired);
    assert_eq!(answer.codes(), [crate::error::Code::Unauthenticated]);
    assert_eq!(answer, Error::from(Invalid::Signature));
}
