"""Python's gql: the schema by introspection, documents checked against it here, answers, errors with codes,
a subscription over a WebSocket."""

import asyncio
import json
import sys

from gql import Client, GraphQLRequest, gql
from gql.transport.exceptions import TransportQueryError, TransportServerError
from gql.transport.requests import RequestsHTTPTransport
from gql.transport.websockets import WebsocketsTransport
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


changed = gql("""subscription($project: ID!, $after: String) {
    projectChanged(project: $project, after: $after) { id kind cursor node { title } } }""")
made = gql("mutation($input: CreateProjectInput!) { createProject(input: $input) { project { id version } } }")
update = gql("mutation($input: UpdateProjectInput!) { updateProject(input: $input) { project { version } } }")


async def listens():
    """Is told of an act, stops, misses one, and goes on from the cursor."""
    plain = Client(transport=RequestsHTTPTransport(url=url, headers={"Authorization": f"Bearer {token}"}))

    async def does(document, **given):
        request = GraphQLRequest(document, variable_values={"input": given})
        (answer,) = (await asyncio.to_thread(plain.execute, request)).values()
        return answer["project"]

    project = await does(made, title="Bridge", **fields)
    # It looks for the protocol that was agreed on under one spelling of the header's name, and takes that of Apollo where it
    # finds none (gql 4.4): so it is told which one there is.
    protocols = [WebsocketsTransport.GRAPHQLWS_SUBPROTOCOL]
    payload = {"Authorization": f"Bearer {token}"}
    transport = WebsocketsTransport(url=url.replace("http", "ws", 1), init_payload=payload, subprotocols=protocols)
    async with Client(transport=transport) as session:

        def first(after):
            given = {"project": project["id"], "after": after}
            told = session.subscribe(GraphQLRequest(changed, variable_values=given))
            return told, asyncio.ensure_future(anext(told))

        told, waiting = first(None)
        # What was sent before a ping is begun when it is answered; the first may overtake what has yet to be sent.
        for _ in range(2):
            transport.pong_received.clear()
            await transport.send_ping()
            await asyncio.wait_for(transport.pong_received.wait(), 30)
        version = (await does(update, project=project["id"], version=project["version"], title="New bridge"))["version"]
        event = (await asyncio.wait_for(waiting, 30))["projectChanged"]
        assert (event["id"], event["kind"], event["node"]["title"]) == (project["id"], "CHANGED", "New bridge")
        await told.aclose()

        await does(update, project=project["id"], version=version, title="Newer bridge")
        told, waiting = first(event["cursor"])
        event = (await asyncio.wait_for(waiting, 30))["projectChanged"]
        assert event["node"]["title"] == "Newer bridge"
        await told.aclose()


asyncio.run(listens())
holds("a subscription tells what happens, and goes on from a cursor")
