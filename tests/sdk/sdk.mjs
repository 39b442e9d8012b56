// The SDK, pointed at a local cloud by its own means, with a record of the calls made.
//
// The SDK builds `https://api.{environment}`; an intermediate gateway (`setGateway`, a documented part of it) is what
// leads it to another host, scheme and port, with a path of its own for the sign-in. Nothing of the SDK is replaced.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

// The build for Node.js is CommonJS.
const platform = createRequire(import.meta.url)('purecloud-platform-client-v2');

export class Sdk {
  constructor(port) {
    this.client = platform.ApiClient.instance;
    this.client.setGateway({ protocol: 'http', host: '127.0.0.1', port, path_params_login: 'login' });
    this.client.setReturnExtendedResponses(true);
    this.client.config.logger.log_to_console = false;
    this.client.setAccessToken(undefined);
    /** Names of the calls made, in order. */
    this.calls = [];
    this.done = new Set();
  }

  /** Calls an operation that must succeed. Gives the body as the SDK gives it. */
  async call(api, operation, ...args) {
    return (await this.answer(api, operation, ...args)).body;
  }

  /** The same with status and headers. */
  async answer(api, operation, ...args) {
    const name = `${api}.${operation}`;
    this.calls.push(name);
    const target = new platform[api](this.client);
    assert.equal(typeof target[operation], 'function', `the SDK has ${name}`);
    let answer;
    try {
      answer = await target[operation](...args);
    } catch (error) {
      throw new Error(`${name} was refused: ${error?.status} ${JSON.stringify(error?.body ?? String(error))}`);
    }
    assert.ok(answer.status >= 200 && answer.status < 300, `${name}: ${answer.status}`);
    this.done.add(name);
    return answer;
  }

  /** Calls an operation that must be refused with `status`. Gives the error as the SDK gives it. */
  async refused(status, api, operation, ...args) {
    const name = `${api}.${operation}`;
    this.calls.push(`${name} → ${status}`);
    let answer;
    try {
      answer = await new platform[api](this.client)[operation](...args);
    } catch (error) {
      assert.equal(error?.status, status, `${name}: ${error?.status} ${JSON.stringify(error?.body ?? String(error))}`);
      return error;
    }
    throw new Error(`${name} was not refused but answered ${answer.status}`);
  }

  /** Acts as another user for as long as `act` takes. */
  async as(token, act) {
    const own = this.client.authData.accessToken;
    this.client.setAccessToken(token);
    try {
      return await act();
    } finally {
      this.client.setAccessToken(own);
    }
  }

  /** Names of the operations that succeeded, in order of the alphabet. */
  succeeded() {
    return [...this.done].sort();
  }
}
