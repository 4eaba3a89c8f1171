// Core alone, as a browser or an edge function loads it.
import assert from 'node:assert/strict';
import { isTfnError, tfn } from '@tfn/core';

const greet = tfn.fn('greet', async (name) => `Hello, ${name}`, { timeout: '30s' });
assert.equal(greet.name, 'greet');
assert.throws(() => tfn.fn('late', async () => {}, { timeout: 'soon' }), isTfnError);
