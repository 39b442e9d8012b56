// Who am I, what may I do, whose token is this, what time is it; and the names behind ids.

import assert from 'node:assert/strict';

export async function tell(scene) {
  const { sdk } = scene;
  const plain = await sdk.call('UsersApi', 'getUsersMe');
  assert.equal(plain.name, 'Ada Lindqvist');
  assert.equal(plain.authorization, undefined, 'what is not asked for is not there');
  const me = await sdk.call('UsersApi', 'getUsersMe', { expand: ['authorization', 'organization', 'token', 'date'] });
  assert.equal(me.id, plain.id);
  assert.ok(me.authorization.permissions.includes('journey:event:view'));
  assert.equal(me.authorization.roles.length, 1);
  assert.equal(me.token.OAuthClient.id, scene.clientId);
  scene.me = me;

  const other = await sdk.call('UsersApi', 'getUser', me.id, { expand: ['languages'] });
  assert.deepEqual([other.id, other.name, other.state, other.version], [me.id, me.name, 'active', 1]);

  const subject = await sdk.call('AuthorizationApi', 'getAuthorizationSubjectsMe');
  assert.equal(subject.id, me.id);
  const policies = subject.grants.flatMap((grant) => grant.role.policies);
  assert.ok(policies.some((policy) => policy.domain === 'journey' && policy.entityName === 'event' && policy.actions.includes('view')));

  const permitted = (permission) => sdk.call('AuthorizationApi', 'getAuthorizationDivisionspermittedPagedMe', permission, { pageSize: 5, pageNumber: 1 });
  const divisions = await permitted('journey:event:view');
  assert.deepEqual(divisions.entities.map((division) => division.name), ['Home']);
  assert.deepEqual([divisions.total, divisions.pageSize, divisions.pageNumber, divisions.pageCount], [1, 5, 1, 1]);
  assert.deepEqual((await permitted('outbound:campaign:view')).entities, []);

  const token = await sdk.call('TokensApi', 'getTokensMe');
  assert.equal(token.OAuthClient.id, scene.clientId);
  const organization = await sdk.call('OrganizationApi', 'getOrganizationsMe');
  assert.deepEqual([organization.id, organization.version], [token.organization.id, 1]);
  assert.equal(organization.name, me.organization.name);

  const { currentDate } = await sdk.call('UtilitiesApi', 'getDate');
  const aheadMs = Date.parse(currentDate) - Date.now();
  assert.ok(Math.abs(aheadMs) < 60_000, `the cloud's time differs by ${aheadMs} ms`);
}
