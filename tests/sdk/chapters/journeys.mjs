// Sessions, events, scores, segments and what names them; every page of every listing.

import assert from 'node:assert/strict';

import { ids, sorted } from '../lists.mjs';

const KINDS = ['WebEvent', 'WebActionEvent', 'SegmentAssignmentEvent', 'OutcomeAchievedEvent', 'AppEvent'];

/** All entities of a listing by cursor: follows `nextUri` by its `after`, as a program with this SDK must. */
async function all(read) {
  const entities = [];
  let after;
  do {
    const page = await read(after);
    entities.push(...page.entities);
    assert.ok(entities.length < 10_000, 'a listing ends');
    after = page.nextUri ? new URL(page.nextUri, 'http://cloud.example').searchParams.get('after') : undefined;
  } while (after);
  return entities;
}

export async function tell(scene) {
  await session(scene);
  await events(scene);
  await predictions(scene);
  await contactOf(scene);
  await named(scene);
}

async function session({ sdk, ...scene }) {
  const seen = await sdk.call('JourneyApi', 'getJourneySession', scene.session);
  assert.deepEqual([seen.id, seen.type, seen.customerId, seen.customerIdType], [scene.session, 'web', scene.cookie, 'cookie']);
  assert.deepEqual([seen.browser.family, seen.lastPage.pathname], ['Firefox', '/shop/account/welcome/']);
  assert.deepEqual(seen.searchTerms, ['insulated parka', 'return policy']);
  assert.equal(seen.mktCampaign.name, 'winter sale');
  assert.equal(seen.pageviewCount, 5);
  const app = await sdk.call('JourneyApi', 'getJourneySession', scene.appSession);
  assert.deepEqual([app.type, app.app.version, app.lastScreen, app.screenviewCount], ['app', '4.2.0', 'Wishlist', 1]);
}

async function events({ sdk, ...scene }) {
  const read = (options) => (after) => sdk.call('JourneyApi', 'getJourneySessionEvents', scene.session, { ...options, after });
  const found = await all(read({ pageSize: '4' }));
  const { eventCount } = await sdk.call('JourneyApi', 'getJourneySession', scene.session);
  assert.equal(found.length, eventCount, 'the session tells how many events it has');
  assert.equal(new Set(ids(found)).size, found.length, 'no event twice');
  const dates = found.map((event) => Date.parse(event.createdDate));
  assert.deepEqual(dates, sorted(dates, (a, b) => a - b), 'oldest first');
  assert.deepEqual(ids(await all(read({ pageSize: '200' }))), ids(found), 'pages of another size hold the same');
  let n = 0;
  for (const kind of KINDS) {
    const eventType = [`com.genesys.journey.${kind}`];
    const some = await all(read({ pageSize: '3', eventType }));
    assert.ok(some.every((event) => event.eventType === eventType[0]), kind);
    n += some.length;
  }
  assert.equal(n, found.length, 'each event is of one kind');
  const two = KINDS.slice(0, 2).map((kind) => `com.genesys.journey.${kind}`);
  const web = await all(read({ pageSize: '50', eventType: two }));
  assert.deepEqual(ids(web), ids(found.filter((event) => two.includes(event.eventType))), 'kinds joined by a comma');

  const search = found.find((event) => event.webEvent?.searchQuery);
  assert.equal(search.webEvent.searchQuery, 'insulated parka');
  const added = found.find((event) => event.webEvent?.eventName === 'product_added');
  assert.deepEqual(added.webEvent.attributes.price, { value: '248', dataType: 'number' });
  assert.ok(found.every((event) => event.session.id === scene.session));
  const states = found.filter((event) => event.webActionEvent).map((event) => event.webActionEvent.action.state);
  assert.deepEqual(states, ['qualified', 'offered', 'rejected']);
}

async function predictions({ sdk, ...scene }) {
  const scores = await sdk.call('JourneyApi', 'getJourneySessionOutcomescores', scene.session);
  assert.ok(scores.outcomeScores.length > 0);
  for (const score of scores.outcomeScores) {
    assert.ok(score.probability >= 0 && score.probability <= 1, JSON.stringify(score));
  }
  const outcomeIds = ids(scores.outcomeScores.map((score) => score.outcome));
  const outcomes = await sdk.call('JourneyApi', 'getJourneyOutcomes', { outcomeIds });
  assert.deepEqual(sorted(ids(outcomes.entities)), sorted(outcomeIds));
  assert.ok(outcomes.entities.some((outcome) => outcome.displayName === 'Purchase'));
  const [first] = outcomes.entities;
  assert.equal((await sdk.call('JourneyApi', 'getJourneyOutcome', first.id)).displayName, first.displayName);
  const pages = [];
  for (let pageNumber = 1; pageNumber <= (pages[0]?.pageCount ?? 1); pageNumber += 1) {
    pages.push(await sdk.call('JourneyApi', 'getJourneyOutcomes', { pageNumber, pageSize: 2, sortBy: 'displayName' }));
  }
  const names = pages.flatMap((page) => page.entities.map((outcome) => outcome.displayName));
  assert.equal(names.length, pages[0].total);
  assert.deepEqual(names, sorted(names));
  const asked = { queryFields: ['displayName'], queryValue: 'purch' };
  assert.deepEqual((await sdk.call('JourneyApi', 'getJourneyOutcomes', asked)).entities.map((one) => one.displayName), ['Purchase']);
}

async function contactOf(scene) {
  const { sdk } = scene;
  const cookie = { type: 'Cookie', value: scene.cookie };
  const contact = await sdk.call('ExternalContactsApi', 'postExternalcontactsIdentifierlookupContacts', cookie, { expand: ['identifiers'] });
  scene.contact = contact.id;
  const read = (after) => sdk.call('JourneyApi', 'getExternalcontactsContactJourneySessions', contact.id, { pageSize: '1', includeMerged: true, after });
  const sessions = await all(read);
  assert.deepEqual(ids(sessions), [scene.session]);
  const ofSession = sessions[0].segmentAssignments.map((assignment) => assignment.segment.id);
  assert.ok(ofSession.length >= 3, ofSession.join());
  const { entities } = await sdk.call('JourneyApi', 'getExternalcontactsContactJourneySegments', contact.id, { limit: 100, includeMerged: true });
  assert.ok(entities.length > 0);
  assert.ok(entities.every((assignment) => assignment.session.id === scene.session && assignment.externalContact.id === contact.id));
  scene.segments = [...new Set([...ofSession, ...entities.map((assignment) => assignment.segment.id)])];

  // A customer with months behind them: many sessions, in pages.
  const [maren] = (await sdk.call('ExternalContactsApi', 'getExternalcontactsContacts', { q: 'Okafor', pageSize: 5 })).entities;
  const past = (pageSize) => all((after) => sdk.call('JourneyApi', 'getExternalcontactsContactJourneySessions', maren.id, { pageSize, includeMerged: true, after }));
  const many = await past('7');
  assert.ok(many.length > 20, `${many.length} sessions`);
  assert.deepEqual(ids(await past('100')), ids(many));
  const dates = many.map((one) => Date.parse(one.createdDate));
  assert.deepEqual(dates, sorted(dates, (a, b) => b - a), 'newest first');
  const types = new Set(many.map((one) => one.type));
  assert.ok(['web', 'app', 'conversation'].every((type) => types.has(type)), [...types].join());
  scene.maren = maren.id;
}

async function named({ sdk, ...scene }) {
  const segments = await sdk.call('JourneyApi', 'getJourneySegments', { segmentIds: scene.segments });
  assert.deepEqual(sorted(ids(segments.entities)), sorted(scene.segments));
  const names = segments.entities.map((segment) => `${segment.scope} ${segment.displayName}`);
  assert.ok(names.includes('Session High-value basket') && names.includes('Customer Newsletter reader'), names.join());
  const [segment] = segments.entities;
  assert.match(segment.color, /^#[0-9A-F]{6}$/i);
  assert.equal((await sdk.call('JourneyApi', 'getJourneySegment', segment.id)).displayName, segment.displayName);
  const active = await sdk.call('JourneyApi', 'getJourneySegments', { isActive: true, pageSize: 200 });
  assert.ok(active.entities.length > 0 && active.entities.every((one) => one.isActive));

  const maps = await sdk.call('JourneyApi', 'getJourneyActionmaps', { pageSize: 50, sortBy: 'displayName' });
  assert.ok(ids(maps.entities).includes(scene.actionMap));
  assert.equal((await sdk.call('JourneyApi', 'getJourneyActionmap', scene.actionMap)).displayName, 'Checkout rescue');
  const templates = await sdk.call('JourneyApi', 'getJourneyActiontemplates', { pageSize: 50, mediaType: 'contentOffer' });
  const [template] = templates.entities;
  assert.equal(template.mediaType, 'contentOffer');
  assert.equal((await sdk.call('JourneyApi', 'getJourneyActiontemplate', template.id)).name, template.name);
  const targets = await sdk.call('JourneyApi', 'getJourneyActiontargets', { pageSize: 50, pageNumber: 1 });
  const [target] = targets.entities;
  assert.equal((await sdk.call('JourneyApi', 'getJourneyActiontarget', target.id)).name, target.name);
}
