// Web deployments: where the shop's tracker sends to.

import assert from 'node:assert/strict';

export async function tell(scene) {
  const { cloud, sdk } = scene;
  // No agent of the shop administers it: what only administrators may is allowed for this run.
  const add = ['webDeployments:identityResolution:view', 'journey:actiontarget:view'];
  await sdk.refused(403, 'JourneyApi', 'getJourneyActiontargets');
  await cloud.control('/control/permissions', { agent: scene.me.name, add });
  const listed = await sdk.call('WebDeploymentsApi', 'getWebdeploymentsDeployments', { pageSize: '10' });
  assert.ok(listed.entities.length > 0);
  const one = await sdk.call('WebDeploymentsApi', 'getWebdeploymentsDeployment', listed.entities[0].id);
  assert.equal(one.name, listed.entities[0].name);
  assert.equal(one.status, 'Active');
  assert.ok(one.configuration.id);
  const resolution = await sdk.call('WebDeploymentsApi', 'getWebdeploymentsDeploymentIdentityresolution', one.id);
  assert.equal(typeof resolution.resolveIdentities, 'boolean');
  const shop = await (await fetch(cloud.address('/shop/'))).text();
  assert.ok(shop.includes(`data-deployment="${one.id}"`), 'the shop is the deployment that is listed');
  scene.deployment = one.id;
}
