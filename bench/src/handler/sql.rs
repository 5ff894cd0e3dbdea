//! The handler's statements. Each finds the viewer, applies the row rules and brings what is asked, at once.
//!
//! `$1` is the tenant, `$2` the membership, `$3` the token's generation. Bit 2 of an agency's roles is staff, bits 1 and
//! 2 of a project's are owner and facilitator, bit 8 is participant.

use super::db::Sql;

/// The viewer, and the projects that they may know of.
macro_rules! seen {
    () => {
        "WITH viewer AS (
            SELECT m.person_id, m.roles FROM membership m JOIN account a ON a.id = m.account_id
            WHERE m.tenant_id = $1 AND m.id = $2 AND m.state = 'ACTIVE' AND a.generation = $3),
        seen AS (
            SELECT p.* FROM project p, viewer v WHERE p.tenant_id = $1 AND (
                (p.visibility <> 'PARTICIPANTS'
                 AND ((v.roles & 2) <> 0 OR p.state NOT IN ('DRAFT', 'READINESS', 'DECLINED')))
                OR p.id IN (SELECT t.project_id FROM participation t WHERE t.tenant_id = $1
                    AND t.person_id = (SELECT person_id FROM viewer) AND t.state = 'ACTIVE')))"
    };
}

const POINT_TEXT: &str = concat!(
    seen!(),
    " SELECT id, title, summary, state, visibility FROM seen WHERE slug = $4"
);

/// `$4` is the short name.
pub(super) const POINT: Sql = Sql {
    postgres: POINT_TEXT,
    sqlite: POINT_TEXT,
};

/// Twenty projects with their phases, a row a phase.
pub(super) const LIST: Sql = Sql {
    postgres: concat!(
        seen!(),
        ", page AS (SELECT id, title, state, created_at FROM seen ORDER BY created_at DESC, id DESC LIMIT 20)
        SELECT page.id, page.title, page.state, f.id, f.title, f.phase_type, f.state, f.position FROM page
        LEFT JOIN LATERAL (SELECT * FROM phase f WHERE f.tenant_id = $1 AND f.project_id = page.id
            ORDER BY f.position, f.id LIMIT 10) f ON true
        ORDER BY page.created_at DESC, page.id DESC, f.position, f.id"
    ),
    sqlite: concat!(
        seen!(),
        ", page AS (SELECT id, title, state, created_at FROM seen ORDER BY created_at DESC, id DESC LIMIT 20)
        SELECT page.id, page.title, page.state, f.id, f.title, f.phase_type, f.state, f.position FROM page
        LEFT JOIN phase f ON f.tenant_id = $1 AND f.id IN (SELECT x.id FROM phase x
            WHERE x.tenant_id = $1 AND x.project_id = page.id ORDER BY x.position, x.id LIMIT 10)
        ORDER BY page.created_at DESC, page.id DESC, f.position, f.id"
    ),
};

/// What the viewer may know of inside projects.
macro_rules! mine {
    () => {
        ", page AS (SELECT id, title, created_at FROM seen ORDER BY created_at DESC, id DESC LIMIT 10),
        me AS (SELECT id, project_id, state, roles FROM participation
            WHERE tenant_id = $1 AND person_id = (SELECT person_id FROM viewer))"
    };
}

/// Which contributions `c` the viewer may know of.
macro_rules! known {
    () => {
        "(c.published_at IS NOT NULL OR c.author_id IN (SELECT id FROM me)
            OR (c.state IN ('SUBMITTED', 'HELD', 'REJECTED_MODERATION') AND c.project_id IN
                (SELECT project_id FROM me WHERE state = 'ACTIVE' AND (roles & 3) <> 0)))"
    };
}

/// The name of the author `a` where they chose it and consent to it; the agencies of the plan never changed a notice.
macro_rules! named {
    () => {
        "CASE WHEN a.public_name IS NOT NULL AND EXISTS (SELECT 1 FROM person n WHERE n.tenant_id = $1
            AND n.id = a.person_id AND n.standing_consents LIKE 'PUBLIC_ATTRIBUTION|%') THEN a.public_name END"
    };
}

/// Ten projects, three phases of each, ten contributions to each, a row a contribution.
pub(super) const LEVELS: Sql = Sql {
    postgres: concat!(
        seen!(),
        mine!(),
        " SELECT page.id, page.title, f.id, f.title, c.id, c.title, c.body, a.pseudonym, ",
        named!(),
        ", c.total_published, c.agree_published, c.disagree_published, c.pass_published, t.disclosure_threshold
        FROM page JOIN tenant t ON t.id = $1
        LEFT JOIN LATERAL (SELECT * FROM phase f WHERE f.tenant_id = $1 AND f.project_id = page.id
            ORDER BY f.position, f.id LIMIT 3) f ON true
        LEFT JOIN LATERAL (SELECT * FROM contribution c WHERE c.tenant_id = $1 AND c.phase_id = f.id AND ",
        known!(),
        " ORDER BY c.created_at DESC, c.id DESC LIMIT 10) c ON true
        LEFT JOIN participation a ON a.tenant_id = $1 AND a.id = c.author_id
        ORDER BY page.created_at DESC, page.id DESC, f.position, f.id, c.created_at DESC, c.id DESC"
    ),
    sqlite: concat!(
        seen!(),
        mine!(),
        " SELECT page.id, page.title, f.id, f.title, c.id, c.title, c.body, a.pseudonym, ",
        named!(),
        ", c.total_published, c.agree_published, c.disagree_published, c.pass_published, t.disclosure_threshold
        FROM page JOIN tenant t ON t.id = $1
        LEFT JOIN phase f ON f.tenant_id = $1 AND f.id IN (SELECT x.id FROM phase x
            WHERE x.tenant_id = $1 AND x.project_id = page.id ORDER BY x.position, x.id LIMIT 3)
        LEFT JOIN contribution d ON d.tenant_id = $1 AND d.id IN (SELECT c.id FROM contribution c
            WHERE c.tenant_id = $1 AND c.phase_id = f.id AND ",
        known!(),
        " ORDER BY c.created_at DESC, c.id DESC LIMIT 10)
        LEFT JOIN contribution c ON c.tenant_id = $1 AND c.id = d.id
        LEFT JOIN participation a ON a.tenant_id = $1 AND a.id = c.author_id
        ORDER BY page.created_at DESC, page.id DESC, f.position, f.id, c.created_at DESC, c.id DESC"
    ),
};

const COUNTS_TEXT: &str = "SELECT s.month, s.kind, CAST(sum(s.number) AS bigint), CAST(sum(s.people) AS bigint), \
    CAST(sum(CASE WHEN s.is_imported THEN 0 ELSE s.number END) AS bigint), \
    CAST(sum(CASE WHEN s.is_imported THEN 0 ELSE s.people END) AS bigint), t.disclosure_threshold
    FROM membership m JOIN account a ON a.id = m.account_id JOIN tenant t ON t.id = $1
    JOIN activity s ON s.tenant_id = $1 AND s.month >= $4 AND s.month < $5 AND s.project_id IN (
        SELECT p.id FROM project p WHERE p.tenant_id = $1 AND p.visibility = 'PUBLIC'
            AND p.state NOT IN ('DRAFT', 'READINESS', 'DECLINED'))
    WHERE m.tenant_id = $1 AND m.id = $2 AND m.state = 'ACTIVE' AND a.generation = $3
    GROUP BY s.project_id, s.month, s.kind, t.disclosure_threshold";

/// What happened in public projects from `$4` to before `$5`, a row for each project, month and kind.
pub(super) const COUNTS: Sql = Sql {
    postgres: COUNTS_TEXT,
    sqlite: COUNTS_TEXT,
};

/// The viewer's part in the project of the phase `$4`, while it takes input at `$5`. It begins a statement.
macro_rules! part {
    () => {
        "SELECT t.id, f.project_id, f.id AS phase_id, p.language
        FROM membership m JOIN account a ON a.id = m.account_id
        JOIN phase f ON f.tenant_id = $1 AND f.id = $4 AND f.state = 'OPEN'
            AND (f.closes_at IS NULL OR f.closes_at > $5)
        JOIN project p ON p.tenant_id = $1 AND p.id = f.project_id AND p.state = 'ACTIVE'
        JOIN participation t ON t.tenant_id = $1 AND t.project_id = p.id AND t.person_id = m.person_id
            AND t.state = 'ACTIVE' AND (t.roles & 8) <> 0
        WHERE m.tenant_id = $1 AND m.id = $2 AND m.state = 'ACTIVE' AND a.generation = $3"
    };
}

macro_rules! draft {
    () => {
        "INSERT INTO contribution (tenant_id, id, project_id, phase_id, author_id, kind, state, body, language,
            may_contain_special_category, thread_depth, created_at, updated_at, agree_tally, disagree_tally, pass_tally,
            version) "
    };
}

/// `$6` is the new id, `$7` the text, `$8` on PostgreSQL the event's id. The event counts as delivered: what the handler
/// leaves to be delivered the server would deliver, on its own account.
pub(super) const WRITE: Sql = Sql {
    postgres: concat!(
        "WITH part AS (",
        part!(),
        " FOR UPDATE OF f), made AS (",
        draft!(),
        "SELECT $1, $6, project_id, phase_id, id, 'IDEA', 'DRAFT', $7, language, false, 0, $5, $5, 0, 0, 0, 1
            FROM part RETURNING id, state, body),
        told AS (INSERT INTO event (tenant_id, id, kind, object_id, occurred_at, delivered_at)
            SELECT $1, $8, 'contribution.drafted', id, $5, $5 FROM made)
        SELECT id, state, body FROM made"
    ),
    sqlite: concat!(
        draft!(),
        "SELECT $1, $6, project_id, phase_id, id, 'IDEA', 'DRAFT', $7, language, 0, 0, $5, $5, 0, 0, 0, 1 FROM (",
        part!(),
        ") RETURNING id, state, body"
    ),
};

/// Follows it on SQLite: `$1` the tenant, `$2` the event's id, `$3` the contribution, `$4` the moment.
pub(super) const TELL: &str = "INSERT INTO event (tenant_id, id, kind, object_id, occurred_at, delivered_at) \
    VALUES ($1, $2, 'contribution.drafted', $3, $4, $4)";

#[cfg(test)]
mod tests {
    use entity::{
        set::Set,
        vocabulary::{ProjectRole, TenantRole},
    };

    #[test]
    fn the_bits_are_those_of_the_roles() {
        assert_eq!(Set::EMPTY.with(TenantRole::Staff).bits(), 2);
        let moderators = Set::EMPTY.with(ProjectRole::Owner).with(ProjectRole::Facilitator);
        assert_eq!(moderators.bits(), 3);
        assert_eq!(Set::EMPTY.with(ProjectRole::Participant).bits(), 8);
    }
}
