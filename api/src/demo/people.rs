//! Who is in the demo. Nobody here exists.

use chrono::Duration;
use entity::vocabulary::AgencyKind;
use serde_json::json;

use super::{
    Result,
    page::Person,
    stage::{Scene, text, texts},
    words::KINDS,
};
use crate::tenancy::NewTenant;

/// An agency of the demo.
pub(super) struct Agency {
    pub(super) slug: &'static str,
    pub(super) name: &'static str,
    kind: AgencyKind,
    jurisdiction: &'static str,
    language: &'static str,
    time_zone: &'static str,
    pub(super) people: &'static [Someone],
    /// Name, kind and address of organisations: an association, a company, and others that the agency has not checked.
    pub(super) organisations: &'static [(&'static str, &'static str, &'static str)],
}

/// A person of the demo.
pub(super) struct Someone {
    pub(super) name: &'static str,
    pub(super) local: &'static str,
    roles: &'static [&'static str],
    /// The sector that they take part for, with how they know of the matter; none for who only watches.
    pub(super) sector: Option<(&'static str, &'static str)>,
}

const fn staff(name: &'static str, local: &'static str) -> Someone {
    Someone {
        name,
        local,
        roles: &["STAFF"],
        sector: Some(("STATE", "PROFESSIONAL")),
    }
}

const fn economy(name: &'static str, local: &'static str) -> Someone {
    Someone {
        name,
        local,
        roles: &["MEMBER"],
        sector: Some(("ECONOMY", "PROFESSIONAL")),
    }
}

const fn society(name: &'static str, local: &'static str) -> Someone {
    Someone {
        name,
        local,
        roles: &["MEMBER"],
        sector: Some(("SOCIETY", "LAY")),
    }
}

const fn office(name: &'static str, local: &'static str, roles: &'static [&'static str]) -> Someone {
    Someone {
        name,
        local,
        roles,
        sector: None,
    }
}

const EVERY_ROLE: &[&str] = &[
    "ADMINISTRATOR",
    "STAFF",
    "DATA_STEWARD",
    "DATA_PROTECTION_OFFICER",
    "AUDITOR",
    "MEMBER",
];

/// The three agencies. Of each, the first person is the first administrator and holds every role, the second runs the
/// projects, the third helps.
pub(super) const AGENCIES: &[Agency] = &[
    Agency {
        slug: "london",
        name: "Greater London Office for Policing",
        kind: AgencyKind::LocalAuthority,
        jurisdiction: "GB-LND",
        language: "en",
        time_zone: "Europe/London",
        people: &[
            office("Ada Administrator", "ada", EVERY_ROLE),
            staff("Sofia Staff", "sofia"),
            staff("Stanley Staff", "stanley"),
            society("Rosa Resident", "rosa"),
            society("Ravi Resident", "ravi"),
            society("Ruth Resident", "ruth"),
            society("Remi Resident", "remi"),
            society("Rhys Resident", "rhys"),
            society("Rana Resident", "rana"),
            society("Ryan Resident", "ryan"),
            society("Rita Resident", "rita"),
            economy("Enzo Enterprise", "enzo"),
            economy("Esme Enterprise", "esme"),
            economy("Ewan Enterprise", "ewan"),
            office("Dora Protection", "dora", &["DATA_PROTECTION_OFFICER"]),
            office("Otto Auditor", "otto", &["AUDITOR"]),
        ],
        organisations: &[
            ("Streetlight Youth Forum", "NGO", "https://streetlight.example"),
            ("Thames Shuttle", "SME", "https://thames-shuttle.example"),
            ("Night Owl Cabs", "SME", "https://night-owl.example"),
        ],
    },
    Agency {
        slug: "new-zealand",
        name: "Department of Biodiversity",
        kind: AgencyKind::Agency,
        jurisdiction: "NZ",
        language: "en",
        time_zone: "Pacific/Auckland",
        people: &[
            office("Aroha Administrator", "aroha", EVERY_ROLE),
            staff("Sam Staff", "sam"),
            staff("Sina Staff", "sina"),
            society("Wiremu Ward", "wiremu"),
            society("Whetu Ward", "whetu"),
            society("Will Ward", "will"),
            society("Wendy Ward", "wendy"),
            economy("Eru Enterprise", "eru"),
            economy("Ella Enterprise", "ella"),
        ],
        organisations: &[
            ("Dawn Chorus Trust", "COMMUNITY_GROUP", "https://dawn-chorus.example"),
            ("Ridge Farms", "COMPANY", "https://ridge-farms.example"),
        ],
    },
    Agency {
        slug: "taiwan",
        name: "數位發展署",
        kind: AgencyKind::Ministry,
        jurisdiction: "TW",
        language: "zh-Hant",
        time_zone: "Asia/Taipei",
        people: &[
            office("安管理", "an", EVERY_ROLE),
            staff("林職員", "lin"),
            staff("吳職員", "wu"),
            society("陳市民", "chen"),
            society("黃市民", "huang"),
            society("周市民", "zhou"),
            society("許市民", "xu"),
            economy("張業者", "zhang"),
            economy("李業者", "li"),
        ],
        organisations: &[
            ("無障礙行動聯盟", "NGO", "https://access.example"),
            ("大安車行", "SME", "https://daan-taxi.example"),
        ],
    },
];

/// Makes the agency; its people accept their invitations, and its organisations are entered.
pub(super) async fn come(scene: &mut Scene<'_>) -> Result<()> {
    let agency = scene.agency;
    let [first, others @ ..] = agency.people else {
        return Ok(());
    };
    let new = NewTenant {
        slug: agency.slug.to_owned(),
        name: agency.name.to_owned(),
        admin: email(agency, first),
        jurisdiction: agency.jurisdiction.to_owned(),
        kind: agency.kind,
        language: agency.language.to_owned(),
        time_zone: agency.time_zone.to_owned(),
    };
    let invited = scene.stage.engine.create_tenant(&new).await?;
    accepts(scene, first, &invited.token).await?;
    for someone in others {
        let input = json!({ "email": email(agency, someone), "roles": someone.roles });
        let invited = scene
            .does(first.local, "inviteMember", input, "invitationToken")
            .await?;
        accepts(scene, someone, &text(&invited, "/invitationToken")?).await?;
    }
    let known = scene.asks(Some(first.local), "{ tenant { id } }", json!({})).await?;
    let contact = format!("Office for data protection, privacy@{}.example", agency.slug);
    let change = json!({ "phaseTypes": KINDS, "dataProtectionContact": contact, "controllerContact": contact });
    let tenant = text(&known, "/tenant/id")?;
    scene
        .moves(first.local, "updateTenant", ("tenant", &tenant), change)
        .await?;
    for (place, (name, kind, url)) in agency.organisations.iter().enumerate() {
        let input = json!({ "name": name, "actorType": kind, "url": url });
        let made = scene
            .makes(first.local, "createOrganisation", "organisation", input)
            .await?;
        if place < 2 {
            let organisation = ("organisation", made.as_str());
            scene
                .moves(first.local, "verifyOrganisation", organisation, json!({}))
                .await?;
        }
    }
    scene.later(Duration::hours(1));
    Ok(())
}

/// The address, in a domain that nobody can own (RFC 2606).
fn email(agency: &Agency, someone: &Someone) -> String {
    format!("{}@{}.example", someone.local, agency.slug)
}

async fn accepts(scene: &mut Scene<'_>, someone: &Someone, token: &str) -> Result<()> {
    let password = format!("demo-{}", scene.stage.clock.random_hex::<10>());
    let document = "mutation($input: AcceptInvitationInput!) {
        acceptInvitation(input: $input) { accessToken { value } } }";
    let input = json!({ "token": token, "password": password, "legalName": someone.name });
    let data = scene.asks(None, document, json!({ "input": input })).await?;
    let access = text(&data, "/acceptInvitation/accessToken/value")?;
    let address = email(scene.agency, someone);
    scene.has_signed_in(&address, access);
    let seen = scene
        .asks(Some(someone.local), "{ viewer { membership { roles } } }", json!({}))
        .await?;
    scene.stage.page.people.push(Person {
        name: someone.name.to_owned(),
        tenant: scene.agency.slug.to_owned(),
        email: address,
        password,
        sector: someone.sector.map(|(sector, _)| sector.to_owned()),
        roles: texts(&seen, "/viewer/membership/roles"),
        project_roles: Vec::new(),
    });
    Ok(())
}
