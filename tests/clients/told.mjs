// What a script that runs a client says: one JSON object a line for each thing that held. The first that does not ends it.
export async function holds(what, check) {
  await check();
  console.log(JSON.stringify(what));
}

// Sends requests as fetch does and keeps what went over the wire, for checks of how a client asked.
export function recording(headers) {
  const sent = [];
  const recorded = async (url, options = {}) => {
    const all = new Headers(options.headers);
    for (const [name, value] of Object.entries(headers)) all.set(name, value);
    const response = await fetch(url, { ...options, headers: all });
    sent.push({ method: options.method ?? 'GET', url: String(url), body: options.body, status: response.status });
    return response;
  };
  return { fetch: recorded, sent };
}

export const project = (title) => ({
  title, summary: 'Made by a client.', objectOfCocreation: 'SERVICE', visibility: 'PUBLIC', joining: 'OPEN',
});
