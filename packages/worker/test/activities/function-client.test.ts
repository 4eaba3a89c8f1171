import { clientOf } from '../../src/activities/function-client.ts';

jest.mock('@tfn/client', () => {
  throw new Error("Cannot find module '@tfn/client'");
});

describe('the client of a function', () => {
  it('needs the package of clients', () => {
    const context = { client: {}, info: { taskQueue: 'orders' } } as Parameters<typeof clientOf>[0];
    expect(() => clientOf(context)).toThrow(
      expect.objectContaining({
        code: 'TFN_CLIENT_MISSING',
        message: expect.stringContaining('npm install') as string,
      }),
    );
  });
});
