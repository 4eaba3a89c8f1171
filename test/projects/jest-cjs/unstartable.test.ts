import { tfn } from '@tfn/testing';
import './orders';

test('no environment is made when the server does not answer', async () => {
  const refused = tfn.testEnv({ engine: 'server', address: '127.0.0.1:1' });
  await expect(refused).rejects.toThrow('127.0.0.1:1');
});
