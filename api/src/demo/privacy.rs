//! What the demo's agencies promise about data, how they tighten their rules, and what people agreed to and told. All of it
//! is made up.

use chrono::Duration;
use serde_json::json;

use super::{
    Result,
    stage::{Scene, text},
};

/// What an agency says and does about data.
struct Promise {
    tenant: &'static str,
    language: &'static str,
    /// What people are asked to tell for, and what they are told of it.
    statistics: &'static str,
    news: &'static str,
    /// Name, field, roles and reason of a rule of the agency's own.
    rule: (&'static str, &'static str, &'static [&'static str], &'static str),
    told: &'static [Told],
    /// Who wants news; the last of them has thought better of it.
    readers: &'static [&'static str],
    /// Who asks to be erased, and why.
    leaves: Option<(&'static str, &'static str)>,
}

/// What somebody told about themselves.
struct Told {
    by: &'static str,
    born: i32,
    address: &'static str,
    gender: Option<&'static str>,
}

const fn told(by: &'static str, born: i32, address: &'static str, gender: Option<&'static str>) -> Told {
    Told {
        by,
        born,
        address,
        gender,
    }
}

const STATISTICS: &str = "REPRESENTATIVENESS";
const NEWS: &str = "CONTACT_NEWS";

const PROMISES: &[Promise] = &[
    Promise {
        tenant: "london",
        language: "en",
        statistics: "We compare who takes part with who lives here. We publish figures about groups of five or more, and \
                     nothing about you.",
        news: "We write to you when something starts near you, at most once a month.",
        rule: (
            "Addresses are for the data steward",
            "Person.email",
            &["STAFF"],
            "Whoever works on a project writes to people through the office for participation.",
        ),
        told: &[
            told("rosa", 1984, "14 Lantern Row, Camden", Some("FEMALE")),
            told("ravi", 1991, "3 Wharf Lane, Hackney", Some("MALE")),
            told("ruth", 1957, "Flat 2, 9 Orchard Gate, Camden", Some("FEMALE")),
            told("remi", 2004, "77 Tannery Street, Southwark", None),
            told("esme", 1979, "1 Ropemaker Yard, Southwark", Some("FEMALE")),
        ],
        readers: &["rosa", "rita", "ewan", "ryan"],
        leaves: Some(("rhys", "I have moved away.")),
    },
    Promise {
        tenant: "new-zealand",
        language: "en",
        statistics: "We look at whether all regions and ages are heard. What you tell is deleted when you take your \
                     consent back.",
        news: "We tell you what became of what you said.",
        rule: (
            "Who takes part is not looked up by name",
            "Person.legalName",
            &["AUDITOR"],
            "Auditors check steps and figures; they need no names for it.",
        ),
        told: &[
            told("wiremu", 1969, "8 Kauri Road, Rotorua", Some("MALE")),
            told("whetu", 1996, "21 Ponga Street, Gisborne", Some("FEMALE")),
            told("ella", 1988, "5 Station Road, Nelson", None),
        ],
        readers: &["wiremu", "will"],
        leaves: None,
    },
    Promise {
        tenant: "taiwan",
        language: "zh-Hant",
        statistics: "我們比較參與者與居民的組成，只公布五人以上的統計數字，不會公布您個人的資料。",
        news: "您附近有新的討論時，我們每月最多通知您一次。",
        rule: (
            "電子郵件僅限資料管理人",
            "Person.email",
            &["STAFF"],
            "承辦人員透過參與辦公室聯絡參與者。",
        ),
        told: &[
            told("chen", 1990, "光明路 12 號, 臺中市", Some("FEMALE")),
            told("huang", 1975, "海邊街 4 號, 臺南市", Some("MALE")),
        ],
        readers: &["chen", "xu"],
        leaves: None,
    },
];

/// How long data are kept: class, purpose, from when, how long, and what then.
const KEPT: [[&str; 5]; 2] = [
    ["SENSITIVE", STATISTICS, "LAST_ACTIVITY", "P24M", "DELETE"],
    ["PERSONAL", "SECURITY_AUDIT", "CREATED", "P24M", "DELETE"],
];

/// Lets the agency say what it does with data, and its people decide.
pub(super) async fn tell(scene: &mut Scene<'_>) -> Result<()> {
    let Some(promise) = PROMISES.iter().find(|promise| promise.tenant == scene.agency.slug) else {
        return Ok(());
    };
    let Some(steward) = scene.agency.people.first().map(|someone| someone.local) else {
        return Ok(());
    };
    for [class, purpose, trigger, duration, disposal] in KEPT {
        let rule = json!({ "class": class, "purpose": purpose, "trigger": trigger, "duration": duration,
                           "disposal": disposal });
        scene.makes(steward, "createRetentionRule", "rule", rule).await?;
    }
    restrict(scene, steward, promise).await?;
    let statistics = notice(scene, steward, promise.language, (STATISTICS, promise.statistics)).await?;
    let news = notice(scene, steward, promise.language, (NEWS, promise.news)).await?;
    scene.later(Duration::hours(3));
    for told in promise.told {
        tells(scene, told, (&statistics, promise.language)).await?;
    }
    for reader in promise.readers {
        let consent = json!({ "purpose": NEWS, "notice": news, "language": promise.language });
        scene.does(reader, "giveConsent", consent, "receipt { id }").await?;
    }
    scene.later(Duration::days(1));
    if let Some(reader) = promise.readers.last() {
        let back = json!({ "purpose": NEWS });
        scene.does(reader, "withdrawConsent", back, "receipt { id }").await?;
    }
    if let Some((who, details)) = promise.leaves {
        let asked = json!({ "details": details });
        scene.makes(who, "requestErasure", "request", asked).await?;
    }
    Ok(())
}

/// Puts a rule of the agency's own in force.
async fn restrict(scene: &mut Scene<'_>, steward: &str, promise: &Promise) -> Result<()> {
    let (name, field, roles, reason) = promise.rule;
    let rule = json!({ "name": name, "field": field, "roles": roles, "reason": reason });
    let policy = scene.makes(steward, "draftTenantPolicy", "policy", rule).await?;
    scene
        .moves(steward, "activateTenantPolicy", ("policy", &policy), json!({}))
        .await
}

/// Publishes what people are told of a purpose; answers with the notice's id.
async fn notice(
    scene: &mut Scene<'_>,
    steward: &str,
    language: &str,
    (purpose, words): (&str, &str),
) -> Result<String> {
    let input = json!({ "purpose": purpose, "texts": [{ "language": language, "text": words }], "retention": "P24M",
                        "isMaterialChange": false, "takesEffectAt": scene.now().to_rfc3339() });
    scene.makes(steward, "publishNotice", "notice", input).await
}

/// Somebody consents to each attribute alone, and then tells it.
async fn tells(scene: &mut Scene<'_>, told: &Told, (notice, language): (&str, &str)) -> Result<()> {
    let gender = told.gender.map(|_| "GENDER");
    for attribute in ["BIRTH_YEAR", "POSTAL_ADDRESS"].into_iter().chain(gender) {
        let consent = json!({ "purpose": STATISTICS, "notice": notice, "language": language, "attribute": attribute });
        let given = scene.does(told.by, "giveConsent", consent, "receipt { id }").await?;
        text(&given, "/receipt/id")?;
    }
    let profile = json!({ "birthYear": told.born, "postalAddress": told.address, "gender": told.gender });
    scene
        .does(told.by, "updateMyProfile", profile, "profile { birthYear }")
        .await
        .map(drop)
}
