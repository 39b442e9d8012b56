// The official JavaScript SDK against the local cloud: every operation that both have, with what it gives back.
//
// Run by `cargo xtask sdk [--times N]`. Each time has a cloud of its own, on a free port and with its own data.

import assert from 'node:assert/strict';

import * as contacts from './chapters/contacts.mjs';
import * as conversations from './chapters/conversations.mjs';
import * as deployments from './chapters/deployments.mjs';
import * as identity from './chapters/identity.mjs';
import * as journeys from './chapters/journeys.mjs';
import * as notifications from './chapters/notifications.mjs';
import * as refusals from './chapters/refusals.mjs';
import * as signIn from './chapters/sign_in.mjs';
import * as visits from './chapters/visits.mjs';
import { Cloud } from './cloud.mjs';
import { operations } from './operations.mjs';
import { Sdk } from './sdk.mjs';

/** In the order in which one makes what the next needs. */
const CHAPTERS = [
  signIn, identity, deployments, visits, journeys, contacts, conversations, notifications, refusals, signIn.last,
];

/** One telling of the whole story. Gives the calls made. */
async function run() {
  const cloud = await Cloud.start();
  const sdk = new Sdk(cloud.port);
  const scene = { cloud, sdk };
  try {
    for (const chapter of CHAPTERS) {
      await chapter.tell(scene);
    }
  } catch (error) {
    error.message = `${error.message}\n   the last calls: ${sdk.calls.slice(-3).join(', ')}`;
    throw error;
  } finally {
    await cloud.end();
  }
  assert.deepEqual(sdk.succeeded(), operations(), 'each operation of operations.json was called, and no other');
  return sdk.calls;
}

function times(words) {
  const at = words.indexOf('--times');
  const n = at < 0 ? 1 : Number(words[at + 1]);
  assert.ok(Number.isInteger(n) && n > 0, '--times needs a number from 1');
  return n;
}

/** How often each call was made, in the order of the first time. */
function counted(calls) {
  const counts = new Map();
  for (const call of calls) {
    counts.set(call, (counts.get(call) ?? 0) + 1);
  }
  return [...counts].map(([call, n]) => `   ${call}${n > 1 ? ` (${n} times)` : ''}`).join('\n');
}

const n = times(process.argv.slice(2));
let failed = 0;
for (let time = 1; time <= n; time += 1) {
  try {
    const calls = await run();
    if (time === 1) {
      console.log(counted(calls));
    }
    console.log(`${calls.length} calls, ${operations().length} operations, all as expected (${time} of ${n})`);
  } catch (error) {
    failed += 1;
    console.error(`run ${time} of ${n}: ${error.stack}`);
  }
}
if (failed > 0) {
  console.error(`${failed} of ${n} runs failed`);
}
// The SDK keeps a watch on its configuration file, which would keep this process alive.
process.exit(failed > 0 ? 1 : 0);
