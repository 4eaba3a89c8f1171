import { tfn } from '@tfn/testing';
import { composeGreeting, greetGuest } from './greetings';

describe('greetGuest', () => {
  it('greets by name', async () => {
    const env = await tfn.testEnv({ engine: 'memory' });
    try {
      expect(await env.execute(greetGuest, { name: 'Ada' })).toEqual({ greeting: 'Hello, Ada!' });
    } finally {
      await env.close();
    }
  });

  it('uses what composeGreeting gives', async () => {
    const env = await tfn.testEnv({ engine: 'memory' });
    try {
      env.mock(composeGreeting, async () => 'Good day.');
      expect(await env.execute(greetGuest, { name: 'Ada' })).toEqual({ greeting: 'Good day.' });
    } finally {
      await env.close();
    }
  });
});
