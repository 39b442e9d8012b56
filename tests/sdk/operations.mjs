// Which operations the run must call, from operations.json: by API class of the SDK.

import { readFileSync } from 'node:fs';

const data = JSON.parse(readFileSync(new URL('operations.json', import.meta.url), 'utf8'));

/** `Api.operation`, in order of the alphabet. */
export function operations() {
  return Object.entries(data.called).flatMap(([api, names]) => names.map((name) => `${api}.${name}`)).sort();
}
