// Authorization code with PKCE: verifier, challenge and token exchange are the SDK's own.
//
// Its `loginPKCEGrant` needs `window.location`; outside a browser it leaves the visit to the sign-in page to the program.

import assert from 'node:assert/strict';

const AGENT = 'Ada Lindqvist';

export async function tell(scene) {
  const { cloud, sdk } = scene;
  const { clientId } = await (await fetch(cloud.address('/journey/config.json'))).json();
  const redirect = cloud.address('/journey/');
  const verifier = sdk.client.generatePKCECodeVerifier(128);
  const request = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirect,
    state: 'state of the run',
    code_challenge: await sdk.client.computePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  };
  const code = await chooseAgent(cloud, request);
  await assert.rejects(
    sdk.client.authorizePKCEGrant(clientId, sdk.client.generatePKCECodeVerifier(64), 'no code at all', redirect),
    (error) => error.response.status === 400 && error.response.data.error === 'invalid_grant',
  );
  const given = await sdk.client.authorizePKCEGrant(clientId, verifier, code, redirect);
  sdk.calls.push('ApiClient.authorizePKCEGrant');
  assert.match(given.accessToken, /^\S{20,}$/);
  const lifeMs = given.tokenExpiryTime - Date.now();
  assert.ok(lifeMs > 3_600_000 && lifeMs <= 86_400_000, `the token lives for ${lifeMs} ms`);
  scene.clientId = clientId;
}

/** The visit to the sign-in page, as a browser with its form would make it. */
async function chooseAgent(cloud, request) {
  const authorize = cloud.address(`/login/oauth/authorize?${new URLSearchParams(request)}`);
  const page = await (await fetch(authorize)).text();
  const [, agent] = page.match(new RegExp(`name="agent" value="([^"]+)"><strong>${AGENT}<`)) ?? [];
  assert.ok(agent, `the sign-in page offers ${AGENT}`);
  const back = await fetch(cloud.address('/login/oauth/authorize'), {
    method: 'POST',
    redirect: 'manual',
    headers: { Origin: cloud.address('') },
    body: new URLSearchParams({ ...request, agent }),
  });
  assert.equal(back.status, 303);
  const address = new URL(back.headers.get('location'));
  assert.equal(address.origin + address.pathname, request.redirect_uri);
  assert.equal(address.searchParams.get('state'), request.state);
  return address.searchParams.get('code');
}

/** The last chapter: the token ends. */
export const last = {
  async tell({ sdk }) {
    await sdk.call('TokensApi', 'headTokensMe');
    await sdk.call('TokensApi', 'deleteTokensMe');
    const error = await sdk.refused(401, 'TokensApi', 'headTokensMe');
    assert.ok(error.headers['inin-correlation-id']);
    assert.equal((await sdk.refused(401, 'UsersApi', 'getUsersMe')).body.code, 'bad.credentials');
  },
};
