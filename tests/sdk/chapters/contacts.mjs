// External contacts: reading, searching, looking up, promoting. The visitor of this run is the one looked for.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { ids, sorted } from '../lists.mjs';

const API = 'ExternalContactsApi';
/** The contacts that the local cloud begins with. */
const SAVED = JSON.parse(readFileSync(new URL('../../../crates/local-cloud/personas/contacts.json', import.meta.url), 'utf8'));

export async function tell(scene) {
  await read(scene);
  await lookUp(scene);
  await search(scene);
  const sources = await scene.sdk.call(API, 'getExternalcontactsExternalsources', { limit: 50, active: true });
  assert.ok(sources.entities.every((source) => source.id && source.name));
  await promote(scene);
}

async function read({ sdk, ...scene }) {
  const contact = await sdk.call(API, 'getExternalcontactsContact', scene.contact, { expand: ['identifiers', 'externalOrganization'] });
  assert.equal(contact.id, scene.contact);
  const found = contact.identifiers.map(({ type, value }) => `${type} ${value}`);
  assert.ok(found.includes(`Cookie ${scene.cookie}`), found.join());
  assert.ok(found.includes(`Email ${scene.email}`), found.join());
  const plain = await sdk.call(API, 'getExternalcontactsContact', scene.contact);
  assert.equal(plain.identifiers, undefined, 'what is not asked for is not there');
  const own = await sdk.call(API, 'getExternalcontactsContactUnresolved', scene.contact, { expand: ['identifiers'] });
  assert.equal(own.id, scene.contact);
  const listed = await sdk.call(API, 'getExternalcontactsContactIdentifiers', scene.contact);
  assert.deepEqual(sorted(listed.entities.map(({ type, value }) => `${type} ${value}`)), sorted(found));
}

async function lookUp({ sdk, ...scene }) {
  const byEmail = await sdk.call(API, 'getExternalcontactsReversewhitepageslookup', scene.email);
  assert.deepEqual(ids(byEmail.contacts), [scene.contact]);
  const ofNumber = (number) => SAVED.filter((contact) => contact.homePhone?.e164 === number);
  const [{ homePhone: { e164: number } }] = SAVED.filter((contact) => contact.homePhone && ofNumber(contact.homePhone.e164).length === 2);
  const byNumber = await sdk.call(API, 'getExternalcontactsReversewhitepageslookup', number, { expand: ['division'] });
  assert.deepEqual(sorted(ids(byNumber.contacts)), sorted(ids(ofNumber(number))));
  const identifier = { type: 'Email', value: scene.email };
  for (const operation of ['postExternalcontactsIdentifierlookup', 'postExternalcontactsIdentifierlookupContacts']) {
    const contact = await sdk.call(API, operation, identifier, { expand: ['identifiers'] });
    assert.equal(contact.id, scene.contact);
    assert.ok(contact.identifiers.some((one) => one.value === scene.cookie));
  }
}

async function search({ sdk, ...scene }) {
  const options = { q: 'Brandt', pageSize: 1, sortOrder: 'firstName:asc', expand: ['identifiers'] };
  const first = await sdk.call(API, 'getExternalcontactsContacts', { ...options, pageNumber: 1 });
  assert.deepEqual([first.total, first.pageCount, first.pageSize, first.pageNumber], [2, 2, 1, 1]);
  const second = await sdk.call(API, 'getExternalcontactsContacts', { ...options, pageNumber: 2 });
  assert.deepEqual([...first.entities, ...second.entities].map((contact) => contact.firstName), ['Elif', 'Jonas']);
  const { entities } = await sdk.call(API, 'getExternalcontactsContacts', { q: scene.email });
  assert.deepEqual(ids(entities), [scene.contact]);
}

async function promote({ sdk, ...scene }) {
  const before = await sdk.call(API, 'getExternalcontactsContact', scene.contact);
  assert.equal(before.type, 'Identified');
  const promoted = await sdk.call(API, 'postExternalcontactsContactPromotion', scene.contact);
  assert.deepEqual([promoted.id, promoted.type], [scene.contact, 'Curated']);
  const after = await sdk.call(API, 'getExternalcontactsContact', scene.contact);
  assert.equal(after.type, 'Curated');
}
