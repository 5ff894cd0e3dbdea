//! The schema as it is published.

use std::fs;

use async_graphql::{
    Positioned, Value,
    parser::{
        parse_schema,
        types::{
            BaseType, ConstDirective, DirectiveDefinition, FieldDefinition, InputValueDefinition, ServiceDocument,
            TypeDefinition, TypeKind, TypeSystemDefinition,
        },
    },
};
use harness::source::root;
use trialogue::schema::sdl;

#[test]
fn the_published_schema_is_the_one_that_runs() {
    let published = fs::read_to_string(root().join("schema.graphql")).expect("schema.graphql is there");
    assert!(
        published == sdl(),
        "run script/generate: schema.graphql is not what the server prints"
    );
}

#[test]
fn every_field_has_a_class_every_list_a_bound_and_everything_a_description() {
    let mut missing = Vec::new();
    let document = parse_schema(sdl()).unwrap();
    for directive in directives(&document) {
        let name = format!("@{}", directive.name.node);
        if directive.description.is_none() {
            missing.push(format!("{name} has no description"));
        }
        for argument in &directive.arguments {
            check_input(&name, &argument.node, &mut missing);
        }
    }
    for definition in types(&document) {
        let name = definition.name.node.to_string();
        if definition.description.is_none() {
            missing.push(format!("{name} has no description"));
        }
        match &definition.kind {
            TypeKind::Object(object) => object
                .fields
                .iter()
                .for_each(|field| check_field(&name, &field.node, &mut missing)),
            TypeKind::Interface(interface) => interface
                .fields
                .iter()
                .for_each(|field| check_field(&name, &field.node, &mut missing)),
            TypeKind::InputObject(input) => input
                .fields
                .iter()
                .for_each(|field| check_input(&name, &field.node, &mut missing)),
            TypeKind::Enum(of) => missing.extend(
                of.values
                    .iter()
                    .filter(|value| value.node.description.is_none())
                    .map(|value| format!("{name}.{} has no description", value.node.value)),
            ),
            TypeKind::Scalar | TypeKind::Union(_) => {}
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn t35_a_field_that_is_not_public_can_be_refused_and_so_is_nullable() {
    let mut wrong = Vec::new();
    for definition in types(&parse_schema(sdl()).unwrap()) {
        if let TypeKind::Object(object) = &definition.kind {
            let guarded = object
                .fields
                .iter()
                .filter(|field| class(&field.node).is_some_and(|class| class != "PUBLIC"));
            let rigid = guarded.filter(|field| !field.node.ty.node.nullable);
            wrong.extend(rigid.map(|field| format!("{}.{}", definition.name.node, field.node.name.node)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_tells_of_a_person_names_its_purposes_and_so_goes_on_record() {
    let mut unnamed = Vec::new();
    for definition in types(&parse_schema(sdl()).unwrap()) {
        let TypeKind::Object(object) = &definition.kind else {
            continue;
        };
        let personal = object
            .fields
            .iter()
            .filter(|field| class(&field.node).is_some_and(|class| class == "PERSONAL" || class == "SENSITIVE"));
        let without = personal.filter(|field| purposes(&field.node).is_empty());
        unnamed.extend(without.map(|field| format!("{}.{}", definition.name.node, field.node.name.node)));
    }
    assert_eq!(unnamed, Vec::<String>::new());
}

#[test]
fn what_a_field_is_read_for_is_what_the_policies_ask() {
    let page = fs::read_to_string(root().join("docs/access-matrix.md")).expect("the matrix is there");
    let document = parse_schema(sdl()).unwrap();
    let mut compared = 0;
    for definition in types(&document) {
        let TypeKind::Object(object) = &definition.kind else {
            continue;
        };
        for field in &object.fields {
            let name = format!("{}.{} (", definition.name.node, field.node.name.node);
            let Some(head) = page.lines().find_map(|line| line.strip_prefix(&name)) else {
                continue;
            };
            let ruled = head.split_once(" for ").and_then(|(_, rest)| rest.split_once(", else"));
            let ruled: Vec<&str> = ruled.map_or_else(Vec::new, |(purposes, _)| purposes.split(" or ").collect());
            assert_eq!(purposes(&field.node), ruled, "{name}");
            compared += 1;
        }
    }
    assert!(compared > 70, "{compared}");
}

#[test]
fn t32_an_implementation_is_no_stricter_than_its_interface() {
    const ORDER: [&str; 6] = [
        "PUBLIC",
        "PROJECT_SHARED",
        "TENANT_INTERNAL",
        "PERSONAL",
        "SENSITIVE",
        "CONFIDENTIAL",
    ];
    let document = parse_schema(sdl()).unwrap();
    let rank = |field: &FieldDefinition| {
        ORDER
            .iter()
            .position(|name| Some(*name) == class(field).as_deref())
            .unwrap()
    };
    for interface in types(&document) {
        let TypeKind::Interface(shared) = &interface.kind else {
            continue;
        };
        for object in types(&document) {
            let TypeKind::Object(fields) = &object.kind else {
                continue;
            };
            if fields
                .implements
                .iter()
                .all(|implemented| implemented.node != interface.name.node)
            {
                continue;
            }
            for field in &shared.fields {
                let own = fields
                    .fields
                    .iter()
                    .find(|own| own.node.name.node == field.node.name.node)
                    .unwrap();
                assert!(
                    rank(&own.node) <= rank(&field.node),
                    "{}.{}",
                    object.name.node,
                    field.node.name.node
                );
            }
        }
    }
}

#[test]
fn every_scalar_says_where_its_form_is_specified() {
    let document = parse_schema(sdl()).unwrap();
    let mut scalars: Vec<_> = types(&document)
        .filter(|definition| matches!(definition.kind, TypeKind::Scalar))
        .map(|definition| {
            let is_specified = |directive: &Positioned<ConstDirective>| directive.node.name.node == "specifiedBy";
            let specified = definition.directives.iter().any(is_specified);
            (definition.name.node.as_str(), specified)
        })
        .collect();
    scalars.sort_unstable();
    let named = ["Date", "DateTime", "Duration", "LanguageTag", "URL"];
    assert_eq!(scalars, named.map(|name| (name, true)));
}

/// What one may filter and order by: public columns, or the rule that opens the whole list to its reader first; an order by what
/// is not public opens as its field does.
const FILTERS: &[&str] = &[
    "AccessLogFilter.from",
    "AccessLogFilter.outcomes",
    "AccessLogFilter.purposes",
    "AccessLogFilter.to",
    "AuditFilter.from", // Query.auditEntries opens to auditors and data-protection officers, as all of an entry does
    "AuditFilter.kinds",
    "AuditFilter.object",
    "AuditFilter.outcomes",
    "AuditFilter.to",
    "ClientFilter.organisation", // which organisation answers for a client is public
    "ClientFilter.states",       // Query.clients opens to administrators, as all of a client does
    "ClientOrder.CREATED_AT_ASC",
    "ClientOrder.CREATED_AT_DESC",
    "ClientOrder.NAME_ASC",
    "ClientOrder.NAME_DESC",
    "ContributionFilter.isReply",
    "ContributionFilter.kinds",
    "ContributionFilter.languages",
    "ContributionFilter.phase",
    "ContributionFilter.states",
    "ContributionOrder.AGREE_COUNT_DESC", // the figure as published
    "ContributionOrder.CREATED_AT_ASC",
    "ContributionOrder.CREATED_AT_DESC",
    "ContributionOrder.STAND_COUNT_DESC",
    "ContributionReportFilter.states", // both lists of reports open to moderators and who oversees, as all of one does
    "DataSubjectRequestFilter.isOverdue",
    "DataSubjectRequestFilter.rights",
    "DataSubjectRequestFilter.states",
    "DataSubjectRequestOrder.DUE_AT_ASC",
    "DataSubjectRequestOrder.DUE_AT_DESC",
    "DataSubjectRequestOrder.RECEIVED_AT_ASC",
    "DataSubjectRequestOrder.RECEIVED_AT_DESC",
    "EvaluationFilter.states",
    "EvaluationFilter.timings",
    "EvaluationOrder.CLOSES_AT_ASC",
    "EvaluationOrder.CLOSES_AT_DESC",
    "EvaluationOrder.CREATED_AT_ASC",
    "EvaluationOrder.CREATED_AT_DESC",
    "InterestDeclarationFilter.phase", // all that declared interests are filtered by is public
    "InterestDeclarationFilter.relationships",
    "InterestDeclarationFilter.states",
    "InvitationFilter.project", // Tenant.invitations opens to who may read them
    "InvitationFilter.states",
    "MembershipFilter.roles", // Query.memberships opens to staff, and each condition as its field does
    "MembershipFilter.states",
    "MembershipOrder.CREATED_AT_ASC",
    "MembershipOrder.CREATED_AT_DESC",
    "OrganisationFilter.actorTypes",
    "OrganisationFilter.sectors",
    "ParticipationFilter.roles", // Project.participations opens to participants and staff, and each condition as its field does
    "ParticipationFilter.sectors",
    "ParticipationFilter.states",
    "ParticipationOrder.JOINED_ON_ASC",
    "ParticipationOrder.JOINED_ON_DESC",
    "PhaseFilter.states", // All of a phase that is filtered or ordered by is public
    "PhaseFilter.types",
    "PhaseOrder.POSITION_ASC",
    "PhaseOrder.POSITION_DESC",
    "ProjectFilter.objectsOfCocreation",
    "ProjectFilter.publicService",
    "ProjectFilter.states",
    "ProjectTemplateOrder.CREATED_AT_ASC", // times of templates are public
    "ProjectTemplateOrder.CREATED_AT_DESC",
    "PublicServiceFilter.statuses",
    "TenantPolicyFilter.states", // Query.tenantPolicies opens to who may read all of a policy
    "ViewerParticipationFilter.projectStates", // the list is one's own, and the projects are those that one may know of
    "ViewerParticipationFilter.states",
];

#[test]
fn t26_t28_no_filter_and_no_order_knows_a_column_that_its_list_does_not_open() {
    let document = parse_schema(sdl()).unwrap();
    let mut found = Vec::new();
    for definition in types(&document) {
        let name = definition.name.node.as_str();
        match &definition.kind {
            TypeKind::InputObject(input) if name.ends_with("Filter") => {
                found.extend(
                    input
                        .fields
                        .iter()
                        .map(|field| format!("{name}.{}", field.node.name.node)),
                );
            }
            // Titles, names and times of projects, organisations and public services are public.
            TypeKind::Enum(order)
                if name.ends_with("Order")
                    && !["ProjectOrder", "OrganisationOrder", "PublicServiceOrder"].contains(&name) =>
            {
                found.extend(
                    order
                        .values
                        .iter()
                        .map(|value| format!("{name}.{}", value.node.value.node)),
                );
            }
            _ => {}
        }
    }
    found.sort_unstable();
    assert_eq!(found, FILTERS);
}

#[test]
fn t107_no_input_holds_what_the_server_owns() {
    let document = parse_schema(sdl()).unwrap();
    let owned = [
        "state",
        "id",
        "tenantId",
        "authorId",
        "createdAt",
        "updatedAt",
        "announcedAt",
    ];
    for definition in types(&document) {
        let TypeKind::InputObject(input) = &definition.kind else {
            continue;
        };
        for field in &input.fields {
            let name = field.node.name.node.as_str();
            assert!(!owned.contains(&name), "{}.{name}", definition.name.node);
        }
    }
}

#[test]
fn every_mutation_has_one_input_a_payload_its_codes_and_an_example() {
    let document = parse_schema(sdl()).unwrap();
    let mutation = types(&document)
        .find(|definition| definition.name.node == "Mutation")
        .unwrap();
    let TypeKind::Object(mutation) = &mutation.kind else {
        panic!("Mutation is an object")
    };
    assert!(!mutation.fields.is_empty());
    for field in &mutation.fields {
        let (name, field) = (field.node.name.node.as_str(), &field.node);
        let description = &field.description.as_ref().unwrap().node;
        assert!(description.contains("Codes: "), "{name} lists no codes");
        assert!(
            description.contains("```graphql") && description.contains(&format!("{name}(input: {{")),
            "{name} has no example"
        );
        let capital = format!("{}{}", name.get(..1).unwrap().to_uppercase(), name.get(1..).unwrap());
        let arguments: Vec<String> = field
            .arguments
            .iter()
            .map(|argument| format!("{}: {}", argument.node.name.node, argument.node.ty.node))
            .collect();
        assert_eq!(arguments, [format!("input: {capital}Input!")]);
        assert_eq!(field.ty.node.to_string(), format!("{capital}Payload!"));
    }
}

fn types(document: &ServiceDocument) -> impl Iterator<Item = &TypeDefinition> {
    document.definitions.iter().filter_map(|definition| match definition {
        TypeSystemDefinition::Type(definition) => Some(&definition.node),
        TypeSystemDefinition::Schema(_) | TypeSystemDefinition::Directive(_) => None,
    })
}

fn directives(document: &ServiceDocument) -> impl Iterator<Item = &DirectiveDefinition> {
    document.definitions.iter().filter_map(|definition| match definition {
        TypeSystemDefinition::Directive(definition) => Some(&definition.node),
        TypeSystemDefinition::Schema(_) | TypeSystemDefinition::Type(_) => None,
    })
}

fn check_field(owner: &str, field: &FieldDefinition, missing: &mut Vec<String>) {
    let name = format!("{owner}.{}", field.name.node);
    if class(field).is_none() {
        missing.push(format!("{name} has no class"));
    }
    let is_list = matches!(field.ty.node.base, BaseType::List(_));
    if is_list && directive(field, "list").is_none() {
        missing.push(format!("{name} does not say how long it can be"));
    }
    if field.description.is_none() {
        missing.push(format!("{name} has no description"));
    }
    for argument in &field.arguments {
        check_input(&name, &argument.node, missing);
    }
}

fn check_input(owner: &str, input: &InputValueDefinition, missing: &mut Vec<String>) {
    if input.description.is_none() {
        missing.push(format!("{owner}.{} has no description", input.name.node));
    }
}

/// The class that a field's directive names.
fn class(field: &FieldDefinition) -> Option<String> {
    match &access(field)?.get_argument("class")?.node {
        Value::Enum(class) => Some(class.to_string()),
        _ => None,
    }
}

fn access(field: &FieldDefinition) -> Option<&ConstDirective> {
    directive(field, "access")
}

fn directive<'f>(field: &'f FieldDefinition, name: &str) -> Option<&'f ConstDirective> {
    let mut directives = field.directives.iter().map(|directive| &directive.node);
    directives.find(|directive| directive.name.node == name)
}

fn purposes(field: &FieldDefinition) -> Vec<String> {
    match access(field)
        .and_then(|access| access.get_argument("purposes"))
        .map(|given| &given.node)
    {
        Some(Value::List(purposes)) => purposes.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    }
}
