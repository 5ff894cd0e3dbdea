"""Python's gql: the schema by introspection, documents checked against it here, answers, errors with codes."""

import json
import sys

from gql import Client, GraphQLRequest, gql
from gql.transport.exceptions import TransportQueryError, TransportServerError
from gql.transport.requests import RequestsHTTPTransport
from graphql import GraphQLError, is_object_type, print_schema

url, token = sys.argv[1:]


def holds(what):
    print(json.dumps(what), flush=True)


def refused(kind, act):
    try:
        act()
    except kind as error:
        return error
    raise AssertionError("it answers")


def client(token):
    transport = RequestsHTTPTransport(url=url, headers={"Authorization": f"Bearer {token}"})
    return Client(transport=transport, fetch_schema_from_transport=True)


staff = client(token)
create = gql("mutation Create($input: CreateProjectInput!) { createProject(input: $input) { project { id title } } }")
fields = {"summary": "Made by a client.", "objectOfCocreation": "SERVICE", "visibility": "PUBLIC", "joining": "OPEN"}

with staff as session:
    assert is_object_type(staff.schema.type_map["Project"])
    assert "type Query" in print_schema(staff.schema)
    holds("the schema is read by introspection")

    for title in ["One", "Two"]:
        request = GraphQLRequest(create, variable_values={"input": {"title": title, **fields}})
        assert session.execute(request)["createProject"]["project"]["title"] == title
    holds("mutations answer")

    page = gql("query Page($first: Int!) { projects(first: $first, orderBy: TITLE_ASC) { nodes { title } pageInfo { hasNextPage } } }")
    answer = session.execute(GraphQLRequest(page, variable_values={"first": 1}))["projects"]
    assert answer == {"nodes": [{"title": "One"}], "pageInfo": {"hasNextPage": True}}
    holds("a page is read")

    error = refused(GraphQLError, lambda: session.execute(gql("{ projects { nodes { nothing } } }")))
    assert "nothing" in error.message
    holds("a document that does not fit the schema is not even sent")

    request = GraphQLRequest(create, variable_values={"input": {"title": "", **fields}})
    error = refused(TransportQueryError, lambda: session.execute(request))
    assert [one["extensions"]["code"] for one in error.errors] == ["BAD_INPUT"]
    holds("a refusal has its code")

stranger = Client(transport=RequestsHTTPTransport(url=url, headers={"Authorization": "Bearer forged"}))
error = refused((TransportServerError, TransportQueryError), lambda: stranger.execute(gql("{ viewer { kind } }")))
assert getattr(error, "code", 401) == 401
holds("a token that is no good is an error of its own")
