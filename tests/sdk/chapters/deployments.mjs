// Web deployments: where the shop's tracker sends to.

import assert from 'node:assert/strict';

export async function tell(scene) {
  const shop = await (await fetch(scene.cloud.address('/shop/'))).text();
  [, scene.deployment] = shop.match(/data-deployment="([^"]+)"/) ?? [];
  assert.ok(scene.deployment, 'the shop names its deployment');
}
