// Errors as the SDK sees them: each status with the contract's body and the correlation id of its header.

import assert from 'node:assert/strict';

/** Permission by permission: an agent who lacks it, and an operation that needs it. */
const FORBIDDEN = [
  ['Dario Amari', 'journey:outcome:view', 'JourneyApi', 'getJourneyOutcomes'],
  ['Dario Amari', 'journey:segment:view', 'JourneyApi', 'getJourneySegments'],
  ['Noor van Dijk', 'journey:event:view', 'JourneyApi', 'getJourneySessionEvents'],
  ['Noor van Dijk', 'externalContacts:session:view', 'JourneyApi', 'getExternalcontactsContactJourneySessions'],
];

/** The body of a refusal, looked at as a whole. */
function body(error, code) {
  assert.equal(error.body.code, code);
  assert.equal(error.body.status, error.status);
  assert.equal(error.body.contextId, error.headers['inin-correlation-id']);
  assert.ok(error.body.message.length > 0);
  assert.deepEqual([error.body.details instanceof Array, error.body.errors instanceof Array], [true, true]);
  return error.body;
}

export async function tell(scene) {
  const { cloud, sdk } = scene;
  await sdk.as('not a token', async () => {
    body(await sdk.refused(401, 'UsersApi', 'getUsersMe'), 'bad.credentials');
  });
  await sdk.as(undefined, async () => {
    body(await sdk.refused(401, 'JourneyApi', 'getJourneySession', scene.session), 'authentication.required');
  });
  for (const [agent, permission, api, operation] of FORBIDDEN) {
    await sdk.as(await cloud.tokenOf(agent), async () => {
      const subject = operation.includes('Contact') ? scene.contact : scene.session;
      const args = operation.includes('Session') ? [subject] : [];
      const refused = body(await sdk.refused(403, api, operation, ...args), 'missing.any.permissions');
      assert.ok(refused.message.includes(permission), refused.message);
      assert.equal(refused.messageParams.permissions, permission);
    });
  }
  await unknown(scene);
  await wrong(scene);
  await tooMany(scene);
}

async function unknown({ sdk }) {
  const nobody = '00000000-0000-4000-8000-000000000000';
  for (const [api, operation] of [
    ['JourneyApi', 'getJourneySession'], ['JourneyApi', 'getJourneySessionEvents'], ['JourneyApi', 'getJourneySessionOutcomescores'],
    ['JourneyApi', 'getJourneyOutcome'], ['JourneyApi', 'getJourneySegment'], ['JourneyApi', 'getJourneyActionmap'],
    ['JourneyApi', 'getExternalcontactsContactJourneySessions'], ['ExternalContactsApi', 'getExternalcontactsContact'],
    ['ConversationsApi', 'getConversation'], ['ConversationsApi', 'getConversationsCall'], ['UsersApi', 'getUser'],
    ['RoutingApi', 'getRoutingQueue'], ['RoutingApi', 'getRoutingWrapupcode'], ['NotificationsApi', 'getNotificationsChannelSubscriptions'],
  ]) {
    body(await sdk.refused(404, api, operation, nobody), 'not.found');
  }
  // HEAD: an answer without a body.
  const gone = await sdk.refused(404, 'NotificationsApi', 'headNotificationsChannel', nobody);
  assert.ok(gone.headers['inin-correlation-id']);
}

async function wrong({ sdk, ...scene }) {
  const page = await sdk.refused(400, 'JourneyApi', 'getJourneySessionEvents', scene.session, { pageSize: 'many' });
  assert.equal(body(page, 'invalid.value').details[0].fieldName, 'pageSize');
  const kind = await sdk.refused(400, 'JourneyApi', 'getJourneySessionEvents', scene.session, { eventType: ['com.genesys.journey.Other'] });
  body(kind, 'invalid.value');
  const expand = await sdk.refused(400, 'UsersApi', 'getUsersMe', { expand: ['everything'] });
  body(expand, 'invalid.value');
}

async function tooMany({ cloud, sdk }) {
  await cloud.control('/control/fail', { path: '/api/v2/users/me', status: 429, retryAfter: 7 });
  const error = await sdk.refused(429, 'UsersApi', 'getUsersMe');
  body(error, 'too.many.requests.retry.after');
  assert.equal(error.headers['retry-after'], '7');
  const answer = await sdk.answer('UsersApi', 'getUsersMe');
  assert.equal(answer.headers['inin-ratelimit-allowed'], '300');
  assert.ok(Number(answer.headers['inin-ratelimit-count']) > 0);
}
