// Channels and their subscriptions, and what a socket at the channel's address hears.

import assert from 'node:assert/strict';

import { WebSocket } from 'ws';

import { ids, sorted } from '../lists.mjs';
import { webEvent } from './visits.mjs';

const API = 'NotificationsApi';
/** Longest wait for a frame. */
const PATIENCE_MS = 10_000;

export async function tell(scene) {
  const topics = await available(scene);
  const channel = await open(scene);
  await subscribe(scene, channel, topics);
  await listen(scene, channel);
  const { sdk } = scene;
  await sdk.call(API, 'deleteNotificationsChannelSubscriptions', channel.id);
  assert.deepEqual((await sdk.call(API, 'getNotificationsChannelSubscriptions', channel.id)).entities, []);
}

async function available({ sdk }) {
  const { entities } = await sdk.call(API, 'getNotificationsAvailabletopics', { expand: ['description', 'requiresPermissions'] });
  const events = entities.find((topic) => topic.id === 'v2.journey.sessions.{id}.web.events');
  assert.deepEqual(events.requiresPermissions, ['journey:event:view']);
  assert.ok(events.description);
  return ids(entities);
}

async function open({ sdk }) {
  const channel = await sdk.call(API, 'postNotificationsChannels');
  assert.match(channel.connectUri, /^ws:\/\/127\.0\.0\.1:\d+\//);
  const lifeMs = Date.parse(channel.expires) - Date.now();
  assert.ok(lifeMs > 23 * 3_600_000 && lifeMs < 25 * 3_600_000, `the channel lives for ${lifeMs} ms`);
  const own = await sdk.call(API, 'getNotificationsChannels', { includechannels: 'token' });
  assert.deepEqual(ids(own.entities), [channel.id]);
  await sdk.call(API, 'headNotificationsChannel', channel.id);
  return channel;
}

/** All topics that the cloud knows, for this run's visitor and agent. */
async function subscribe({ sdk, ...scene }, channel, topics) {
  const one = (topic) => {
    const id = topic.includes('users') ? scene.me.id : topic.includes('sessions.{id}') ? scene.session : scene.contact;
    return { id: topic.replace('{id}', topic.includes('conversation.{id}') ? scene.talk : id) };
  };
  const wanted = topics.map(one);
  const names = (listing) => sorted(ids(listing.entities));
  const first = await sdk.call(API, 'postNotificationsChannelSubscriptions', channel.id, wanted.slice(0, 1));
  assert.deepEqual(names(first), [wanted[0].id]);
  const more = await sdk.call(API, 'postNotificationsChannelSubscriptions', channel.id, wanted.slice(1, 2));
  assert.equal(more.entities.length, 2, 'POST adds');
  const all = await sdk.call(API, 'putNotificationsChannelSubscriptions', channel.id, wanted, { ignoreErrors: true });
  assert.ok(all.entities.every((topic) => topic.state === 'Permitted'), JSON.stringify(all.entities));
  const kept = await sdk.call(API, 'getNotificationsChannelSubscriptions', channel.id);
  assert.deepEqual(names(kept), sorted(ids(wanted)));
  const last = wanted.filter((topic) => topic.id.endsWith('.web.events') || topic.id.endsWith('journey.sessions'));
  const replaced = await sdk.call(API, 'putNotificationsChannelSubscriptions', channel.id, last);
  assert.deepEqual(names(replaced), sorted(ids(last)), 'PUT replaces');
}

async function listen(scene, channel) {
  const socket = new WebSocket(channel.connectUri, { origin: scene.cloud.address('') });
  const heard = [];
  let wake = () => {};
  socket.on('message', (data) => {
    heard.push(JSON.parse(data.toString()));
    wake();
  });
  const frame = async (what, fits) => {
    const until = Date.now() + PATIENCE_MS;
    for (;;) {
      const found = heard.find(fits);
      if (found) {
        return found;
      }
      const leftMs = until - Date.now();
      assert.ok(leftMs > 0, `${what} was not heard; heard were ${heard.map((one) => one.topicName).join(', ') || 'none'}`);
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, leftMs);
        wake = () => { clearTimeout(timer); resolve(); };
      });
    }
  };
  try {
    await new Promise((resolve, reject) => { socket.once('open', resolve).once('error', reject); });
    socket.send(JSON.stringify({ message: 'ping' }));
    const pong = await frame('the answer to a ping', (one) => one.eventBody?.message === 'pong');
    assert.equal(pong.topicName, 'channel.metadata');

    await webEvent(scene, 'page_viewed', '/shop/c/footwear/', 0);
    const event = await frame('the page view', (one) => one.topicName === `v2.journey.sessions.${scene.session}.web.events`);
    assert.equal(event.version, '2');
    assert.deepEqual([event.eventBody.eventType, event.eventBody.webEvent.page.pathname], ['WebEvent', '/shop/c/footwear/']);
    const { entities } = await scene.sdk.call('JourneyApi', 'getJourneySessionEvents', scene.session, { pageSize: '200' });
    assert.ok(entities.some((one) => one.id === event.eventBody.id), 'what was heard can be read');
    const topic = `v2.externalcontacts.contacts.${scene.contact}.journey.sessions`;
    const session = await frame('the session', (one) => one.topicName === topic && one.eventBody.lastPage?.pathname === '/shop/c/footwear/');
    assert.equal(session.eventBody.id, scene.session);
  } finally {
    socket.terminate();
  }
}
