import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { once } from 'node:events';
import { Runtime } from '@temporalio/worker';
import { installRuntime } from '@tfn/worker';
import * as temporalMetrics from '../../src/telemetry/temporal-metrics.ts';

jest.mock('../../src/telemetry/temporal-metrics.ts', () => ({
  __esModule: true,
  ...jest.requireActual<object>('../../src/telemetry/temporal-metrics.ts'),
}));

describe("the installation of Temporal's runtime", () => {
  const { openTemporalMetrics } = temporalMetrics;
  let holder: Server;
  beforeAll(async () => {
    holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
  });
  afterAll(async () => {
    holder.close();
    await Runtime.instance().shutdown();
  });
  afterEach(() => jest.restoreAllMocks());

  /** The ports offered when another process takes the port before Temporal does. */
  const taken = async (): Promise<temporalMetrics.TemporalMetrics> => {
    const bindAddress = `127.0.0.1:${(holder.address() as AddressInfo).port}`;
    return { exporter: { prometheus: { bindAddress } }, read: async () => '' };
  };

  it('fails when no port is available, and can be retried', async () => {
    jest.spyOn(temporalMetrics, 'openTemporalMetrics').mockImplementation(taken);
    await expect(installRuntime({ metrics: true })).rejects.toThrow();
    expect(temporalMetrics.openTemporalMetrics).toHaveBeenCalledTimes(5);
    expect(Runtime._instance).toBeUndefined();
  });

  it('tries the next port when one was taken', async () => {
    jest
      .spyOn(temporalMetrics, 'openTemporalMetrics')
      .mockImplementationOnce(taken)
      .mockImplementation(openTemporalMetrics);
    const installed = await installRuntime({ metrics: true });
    expect(temporalMetrics.openTemporalMetrics).toHaveBeenCalledTimes(2);
    await expect(installed.temporalMetrics?.read()).resolves.toEqual(expect.any(String));
  });
});
