/** A PostgreSQL, in a process that outlives a killed parent just long enough to clean up after it. */
import { untilStopped } from '../child-process.ts';
import { startPostgres } from './postgres-server.ts';

async function main(): Promise<void> {
  const stopped = untilStopped();
  const server = await startPostgres();
  process.send?.({ url: server.url }, () => undefined);
  await stopped;
  await server.stop();
}

main()
  .catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  })
  .finally(() => {
    if (process.connected) process.disconnect();
  });
