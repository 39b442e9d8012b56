// Conversations of each medium, in the general and in the per-media form; association; queues and wrap-up codes.

import assert from 'node:assert/strict';

const NUMBER = '+441134960999';
const QUEUE = 'Returns';
const API = 'ConversationsApi';

export async function tell(scene) {
  await call(scene);
  await message(scene);
  await email(scene);
  await callback(scene);
  await otherMessages(scene);
}

/** The communication of the first participant with this purpose in a conversation of the general form. */
function communication(conversation, list, purpose) {
  const participant = conversation.participants.find((one) => one.purpose === purpose);
  return participant?.[list]?.[0];
}

async function call(scene) {
  const { cloud, sdk, me } = scene;
  const { id } = await cloud.act('/shop/api/calls', { from: NUMBER, queue: QUEUE });
  const waiting = await sdk.call(API, 'getConversation', id);
  assert.equal(communication(waiting, 'calls', 'customer').state, 'connected');
  assert.equal(communication(waiting, 'calls', 'agent'), undefined);

  await cloud.act(`/shop/api/calls/${id}/answer`, { agent: me.id });
  const own = await sdk.call(API, 'getConversations', { communicationType: 'call' });
  assert.ok(own.entities.some((one) => one.id === id));
  const general = await sdk.call(API, 'getConversation', id);
  assert.equal(communication(general, 'calls', 'agent').state, 'connected');
  const agent = general.participants.find((one) => one.purpose === 'agent');
  assert.equal(agent.userId, me.id);

  const perMedia = await sdk.call(API, 'getConversationsCall', id);
  assert.deepEqual(perMedia.participants.map((one) => one.purpose), general.participants.map((one) => one.purpose));
  const customer = perMedia.participants.find((one) => one.purpose === 'customer');
  assert.deepEqual([customer.state, customer.direction], ['connected', 'inbound']);

  const queueId = general.participants.find((one) => one.queueId).queueId;
  const queue = await sdk.call('RoutingApi', 'getRoutingQueue', queueId);
  assert.deepEqual([queue.id, queue.name], [queueId, QUEUE]);

  await associate(scene, id, general);
  await wrapUp(scene, id);
}

async function associate({ sdk, contact }, conversationId, general) {
  const communicationId = communication(general, 'calls', 'customer').id;
  const body = { conversationId, communicationId, mediaType: 'CALL', externalContactId: contact };
  await sdk.call('ExternalContactsApi', 'putExternalcontactsConversation', conversationId, body);
  const externalContact = async () => {
    const { participants } = await sdk.call(API, 'getConversation', conversationId);
    return participants.find((one) => one.purpose === 'customer').externalContactId;
  };
  assert.equal(await externalContact(), contact);
  const { externalContactId: _, ...without } = body;
  await sdk.call('ExternalContactsApi', 'putExternalcontactsConversation', conversationId, without);
  assert.equal(await externalContact(), undefined, 'an association without a contact takes it away');
}

async function wrapUp({ cloud, sdk }, id) {
  const { codes } = await (await fetch(cloud.address('/shop/api/desk'))).json();
  const code = await sdk.call('RoutingApi', 'getRoutingWrapupcode', codes[0].id);
  assert.deepEqual([code.id, code.name], [codes[0].id, codes[0].name]);
  await cloud.act(`/shop/api/calls/${id}/hangup`, { by: 'customer' });
  await cloud.act(`/shop/api/calls/${id}/wrapup`, { code: code.id, notes: 'Told by the SDK run.' });
  const ended = await sdk.call(API, 'getConversation', id);
  assert.ok(ended.endTime);
  const agent = ended.participants.find((one) => one.purpose === 'agent');
  assert.deepEqual([agent.wrapup.code, agent.wrapup.notes], [code.id, 'Told by the SDK run.']);
  assert.equal(agent.calls[0].disconnectType, 'peer');
  const { entities } = await sdk.call(API, 'getConversations');
  assert.ok(!entities.some((one) => one.id === id), 'a conversation that is wrapped up is nobody’s any more');
}

async function message(scene) {
  const { cloud, sdk, me } = scene;
  const { conversationId } = await cloud.act('/shop/api/chats', { customerCookieId: scene.cookie });
  await cloud.act(`/shop/api/calls/${conversationId}/answer`, { agent: me.id });
  const general = await sdk.call(API, 'getConversation', conversationId);
  assert.equal(communication(general, 'messages', 'agent').state, 'connected');
  const perMedia = await sdk.call(API, 'getConversationsMessage', conversationId);
  const customer = perMedia.participants.find((one) => one.purpose === 'customer');
  assert.deepEqual([perMedia.id, customer.type, customer.state], [conversationId, 'webmessaging', 'connected']);
  assert.equal(customer.externalContact.id, scene.contact);
  const messages = await sdk.call(API, 'getConversations', { communicationType: 'message' });
  assert.ok(messages.entities.some((one) => one.id === conversationId));
  scene.talk = conversationId;
}

async function email({ cloud, sdk, me, ...scene }) {
  const { id } = await cloud.control('/control/act', { act: 'come_in', medium: 'email', from: scene.email, queue: QUEUE, subject: 'Where is my parcel?' });
  await cloud.control('/control/act', { act: 'answer', conversation: id, agent: me.id });
  const general = await sdk.call(API, 'getConversation', id);
  assert.deepEqual([communication(general, 'emails', 'agent').state, communication(general, 'emails', 'customer').subject], ['connected', 'Where is my parcel?']);
  const perMedia = await sdk.call(API, 'getConversationsEmail', id);
  const customer = perMedia.participants.find((one) => one.purpose === 'customer');
  assert.deepEqual([perMedia.id, customer.subject, customer.externalContact.id], [id, 'Where is my parcel?', scene.contact]);
  const own = await sdk.call(API, 'getConversations', { communicationType: 'email' });
  assert.deepEqual(own.entities.map((one) => one.id), [id]);
}

async function callback({ cloud, sdk, me }) {
  const { id } = await cloud.control('/control/act', { act: 'come_in', medium: 'callback', from: NUMBER, queue: QUEUE });
  await cloud.control('/control/act', { act: 'answer', conversation: id, agent: me.id });
  const general = await sdk.call(API, 'getConversation', id);
  assert.equal(communication(general, 'callbacks', 'agent').state, 'connected');
  const perMedia = await sdk.call(API, 'getConversationsCallback', id);
  const customer = perMedia.participants.find((one) => one.purpose === 'customer');
  assert.deepEqual(customer.callbackNumbers, [NUMBER]);
}

/** Messages of other kinds than the shop's own chat. */
async function otherMessages({ cloud, sdk }) {
  for (const messageType of ['WhatsApp', 'Sms']) {
    const { id } = await cloud.control('/control/act', { act: 'come_in', medium: 'message', from: NUMBER, queue: QUEUE, messageType });
    const perMedia = await sdk.call(API, 'getConversationsMessage', id);
    const customer = perMedia.participants.find((one) => one.purpose === 'customer');
    assert.deepEqual([perMedia.id, customer.type], [id, messageType.toLowerCase()]);
  }
}
