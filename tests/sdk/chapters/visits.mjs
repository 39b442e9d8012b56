// Ingestion: a visitor who looks for a parka, hesitates, is offered a chat; an app user. And what pings and acts answer.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';

const BROWSER = { family: 'Firefox', version: '145', lang: 'en-GB', viewWidth: 1280, viewHeight: 720 };
const DEVICE = { category: 'desktop', type: 'Computer', osFamily: 'Linux', osVersion: '6.12', isMobile: false, screenWidth: 1920, screenHeight: 1080 };

/** What the visitor does, ten seconds apart; enough that the shop's rules offer help. */
const STEPS = [
  ['page_viewed', '/shop/winter-sale/?utm_source=google&utm_medium=cpc&utm_campaign=winter+sale&gclid=x'],
  ['search_performed', '/shop/search/', { searchQuery: 'insulated parka' }],
  ['page_viewed', '/shop/p/tarn-parka/'],
  ['product_added', '/shop/p/tarn-parka/', { attributes: { price: number('248'), sku: text('FW-1101') } }],
  ['page_viewed', '/shop/checkout/delivery/'],
  ['page_viewed', '/shop/help/returns/'],
  ['search_performed', '/shop/search/', { searchQuery: 'return policy' }],
  ['search_performed', '/shop/search/', { searchQuery: 'return policy' }],
  ['page_viewed', '/shop/help/returns/'],
  ['form_abandoned', '/shop/checkout/delivery/'],
];

function text(value) {
  return { value, dataType: 'string' };
}

function number(value) {
  return { value, dataType: 'number' };
}

export async function tell(scene) {
  await visitWeb(scene);
  await answerOffer(scene);
  await visitApp(scene);
  await identify(scene);
}

/** A web event of the scene's visitor, `ago` seconds in the past. */
export function webEvent(scene, eventName, path, ago, more = {}) {
  const body = {
    customerCookieId: scene.cookie,
    eventName,
    page: { url: scene.cloud.address(path), title: `Title of ${path}` },
    browser: BROWSER,
    device: DEVICE,
    createdDate: new Date(Date.now() - 1_000 * ago).toISOString(),
    ...more,
  };
  return scene.sdk.call('JourneyApi', 'postJourneyDeploymentWebevents', scene.deployment, { body });
}

async function visitWeb(scene) {
  scene.cookie = randomUUID();
  let answer;
  for (const [at, [eventName, path, more]] of STEPS.entries()) {
    answer = await webEvent(scene, eventName, path, 10 * (STEPS.length - at), more);
    assert.deepEqual([answer.customerId, answer.customerIdType, answer.eventName], [scene.cookie, 'cookie', eventName]);
    assert.equal(answer.page.title, `Title of ${path}`);
    assert.equal(answer.searchQuery, more?.searchQuery);
    assert.deepEqual(answer.attributes, more?.attributes ?? {});
  }
  assert.deepEqual([answer.browser.family, answer.device.osFamily], ['Firefox', 'Linux']);
  assert.equal(answer.authenticated, false);
  scene.session = answer.session.id;
}

async function answerOffer(scene) {
  const { sdk } = scene;
  const place = { dl: scene.cloud.address('/shop/checkout/delivery/'), dt: 'Delivery', sinceLastBeaconMilliseconds: 1_000 };
  const ping = await sdk.call('JourneyApi', 'getJourneyDeploymentCustomerPing', scene.deployment, scene.cookie, place);
  assert.ok(ping.pollIntervalMilliseconds > 0);
  assert.equal(ping.actions.length, 1);
  const [action] = ping.actions;
  assert.deepEqual([action.mediaType, action.sessionId, action.customerId], ['webMessagingOffer', scene.session, scene.cookie]);
  scene.actionMap = action.actionMapId;
  const acted = (actionState) => ({ sessionId: action.sessionId, actionId: action.id, actionState });
  await sdk.call('JourneyApi', 'postJourneyDeploymentActionevent', scene.deployment, acted('rejected'));
  const error = await sdk.refused(400, 'JourneyApi', 'postJourneyDeploymentActionevent', scene.deployment, acted('accepted'));
  assert.equal(error.body.code, 'bad.request');
}

async function visitApp(scene) {
  const body = {
    customerCookieId: randomUUID(),
    eventName: 'screen_viewed',
    screenName: 'Wishlist',
    app: { name: 'Fernwell', namespace: 'example.fernwell', version: '4.2.0', buildNumber: '417' },
    device: { category: 'mobile', type: 'Phone', osFamily: 'Android', osVersion: '16', isMobile: true },
    sdkLibrary: { name: 'journey-mobile', version: '2.1.0' },
    networkConnectivity: { carrier: 'Lantern', wifiEnabled: true },
    attributes: { sku: text('FW-1101') },
    createdDate: new Date().toISOString(),
  };
  const answer = await scene.sdk.call('JourneyApi', 'postJourneyDeploymentAppevents', scene.deployment, { body });
  assert.deepEqual([answer.screenName, answer.app.buildNumber, answer.device.osFamily], ['Wishlist', '417', 'Android']);
  assert.deepEqual(answer.sdkLibrary, body.sdkLibrary);
  scene.appSession = answer.session.id;
}

async function identify(scene) {
  scene.email = `${randomUUID()}@example.com`;
  const traits = { email: text(scene.email), givenName: text('Ines'), familyName: text('Falk') };
  const answer = await webEvent(scene, 'form_submitted', '/shop/account/sign-up/', 2, { traits });
  assert.deepEqual(answer.traits, traits);
  assert.equal(answer.session.id, scene.session);
  await webEvent(scene, 'account_created', '/shop/account/welcome/', 1, { attributes: { newsletter: text('true') } });
}
