import { rmSync } from 'node:fs';

/** Stops the server that shared-setup started, and removes the packed packages. */
export default async function tearDownSharedServer() {
  await globalThis.tfnSharedServer?.stop();
  if (globalThis.tfnPackedFolder !== undefined) rmSync(globalThis.tfnPackedFolder, { recursive: true, force: true });
}
