import { Connection } from '@temporalio/client';
import { assertCapability } from '@tfn/core/internal';
import type { ServerCapability } from '@tfn/core/internal';
import { startDevServer } from '../../src/server/index.ts';
import type { DevServer, DevServerOptions } from '../../src/server/index.ts';
import { probeCapabilities } from '../../src/server/server-capabilities.ts';

jest.setTimeout(120_000);

const SETTINGS: readonly (readonly [ServerCapability, string])[] = [
  ['workerHeartbeats', 'frontend.WorkerHeartbeatsEnabled'],
  ['workerPollCompleteOnShutdown', 'frontend.enableCancelWorkerPollsOnShutdown'],
  ['standaloneActivities', 'activity.enableStandalone'],
  ['workflowPause', 'frontend.WorkflowPauseEnabled'],
  ['workflowTimeSkipping', 'frontend.WorkflowTimeSkippingEnabled'],
];

test('the embedded server has all capabilities', async () => {
  const { capabilities } = await probe({});
  expect([...capabilities].sort()).toEqual(SETTINGS.map(([capability]) => capability).sort());
});

describe('a server without the setting of a capability', () => {
  let probed: Awaited<ReturnType<typeof probe>>;
  beforeAll(async () => {
    probed = await probe({ dynamicConfig: Object.fromEntries(SETTINGS.map(([, setting]) => [setting, false])) });
  });

  test('has none of them', () => {
    expect([...probed.capabilities]).toEqual([]);
  });

  test.each(SETTINGS)('is named in the error of a feature that needs %s, with the setting', (capability, setting) => {
    const { address, capabilities } = probed;
    const use = (): void => assertCapability(capabilities, { feature: 'This feature', capability, address });
    expect(use).toThrow(expect.objectContaining({ code: 'TFN_SERVER_CAPABILITY_MISSING' }));
    expect(use).toThrow(`the capability '${capability}', which the Temporal server at '${address}' does not have.`);
    expect(use).toThrow(`${setting}=true`);
  });
});

test('a namespace that does not exist is reported as such', async () => {
  await withServer({}, async ({ workflowService }) => {
    await expect(probeCapabilities({ workflowService }, 'nothing')).rejects.toThrow('Namespace nothing is not found');
  });
});

// --- internal ---

function probe(options: DevServerOptions): Promise<{ address: string; capabilities: ReadonlySet<ServerCapability> }> {
  return withServer(options, async (connection, { address }) => ({
    address,
    capabilities: await probeCapabilities(connection, 'default'),
  }));
}

async function withServer<TResult>(
  options: DevServerOptions,
  use: (connection: Connection, server: DevServer) => Promise<TResult>,
): Promise<TResult> {
  const server = await startDevServer(options);
  const connection = await Connection.connect({ address: server.address });
  try {
    return await use(connection, server);
  } finally {
    await connection.close();
    await server.stop();
  }
}
