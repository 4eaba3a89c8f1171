import type { WorkflowHandle } from '@tfn/core';
import { transports } from './support/transports.ts';

describe.each(transports)('a client of a namespace that does not exist, over $name', ({ connect, address }) => {
  const client = connect({ namespace: 'nowhere' });
  afterAll(() => client.close());

  it.each<[string, () => Promise<unknown>]>([
    ['start', () => client.start('x')],
    ['invoke', () => client.invoke('x')],
    ['signalWithStart', () => client.signalWithStart('x', { workflowId: 'x', signal: 'x' })],
    ['list', async () => client.list()[Symbol.asyncIterator]().next()],
    ...(['result', 'signal', 'query', 'update', 'cancel', 'terminate', 'describe'] as const).map(
      (method): [string, () => Promise<unknown>] => [
        method,
        () => (client.getHandle('x')[method] as WorkflowHandle['signal'])(method === 'result' ? ({} as never) : 'x'),
      ],
    ),
  ])('is reported by %s', async (_, act) => {
    await expect(act()).rejects.toMatchObject({
      code: 'TFN_NAMESPACE_NOT_FOUND',
      message: expect.stringContaining(`Temporal at '${address}' has no namespace 'nowhere'`),
      details: { namespace: 'nowhere', address },
    });
  });
});
