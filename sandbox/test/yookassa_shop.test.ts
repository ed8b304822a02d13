// A sandbox with fixed credentials lets in that shop only.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { useWorld } from './support.ts';

const world = useWorld({ shop: { shopId: '54401', secretKey: 'test_secret' } });

for (const [credentials, status] of [
  ['54401:test_secret', 200],
  ['54401:other', 401],
  ['54402:test_secret', 401],
  ['54401:', 401],
] as const) {
  test(`${credentials} is answered ${status}`, async () => {
    const answer = await world.shop('GET', '/payments', undefined, undefined, credentials);
    assert.equal(answer.status, status);
    if (status === 401) assert.equal(answer.body.code, 'invalid_credentials');
  });
}
