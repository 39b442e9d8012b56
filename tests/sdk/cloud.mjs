// A local cloud of its own for each run: a process on a free loopback port, with data that go with it.
//
// What customers and administrators do here is done without the SDK: it has no operations for it.

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The token that opens the test controls. */
const CONTROLS = 'the-sdk-meets-the-local-cloud';
/** Longest wait for the cloud to answer. */
const START_MS_MAX = 60_000;

export class Cloud {
  static async start() {
    const program = process.env.JOURNEY_CLOUD;
    if (!program) {
      throw new Error('JOURNEY_CLOUD names the local cloud; `cargo xtask sdk` sets it');
    }
    const cloud = new Cloud();
    cloud.port = await freePort();
    cloud.data = await mkdtemp(join(tmpdir(), 'journey-sdk-'));
    const options = ['--port', cloud.port, '--seed', '7', '--data', cloud.data, '--faults', CONTROLS, '--quiet'];
    cloud.process = spawn(program, options.map(String), { stdio: ['ignore', 'ignore', 'inherit'] });
    cloud.ended = new Promise((resolve) => { cloud.process.once('exit', resolve); });
    await cloud.ready();
    return cloud;
  }

  async ready() {
    const until = Date.now() + START_MS_MAX;
    while (Date.now() < until && this.process.exitCode === null) {
      try {
        await fetch(this.address('/healthz'));
        return;
      } catch {
        await new Promise((resolve) => { setTimeout(resolve, 50); });
      }
    }
    throw new Error('the local cloud did not answer');
  }

  async end() {
    this.process.kill();
    await this.ended;
    await rm(this.data, { recursive: true, force: true });
  }

  address(path) {
    return `http://127.0.0.1:${this.port}${path}`;
  }

  /** What the shop's pages or the telephone page send. */
  async act(path, body) {
    return sent(path, await fetch(this.address(path), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: this.address('') },
      body: JSON.stringify(body),
    }));
  }

  /** A test control. */
  async control(path, body) {
    // Not fetch: it sends Sec-Fetch-Mode as a page does, and no page may control.
    const text = JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text), 'X-Faults': CONTROLS };
      const asked = request(this.address(path), { method: 'POST', headers }, async (answer) => {
        let received = '';
        for await (const part of answer) {
          received += part;
        }
        if (answer.statusCode >= 300) {
          reject(new Error(`${path}: ${answer.statusCode} ${received}`));
        } else {
          resolve(received ? JSON.parse(received) : null);
        }
      });
      asked.once('error', reject);
      asked.end(text);
    });
  }

  /** A token of an agent without the sign-in page. */
  async tokenOf(agent) {
    return (await this.control('/control/sign-in', { agent })).access_token;
  }
}

async function sent(path, answer) {
  const text = await answer.text();
  if (!answer.ok) {
    throw new Error(`${path}: ${answer.status} ${text}`);
  }
  return text ? JSON.parse(text) : null;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
