import { chmodSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Starts the one dev server that the server and system tests share; TFN_TEST_ADDRESS and TFN_TEST_HTTP_ADDRESS hold its
 * addresses. TFN_TEST_PACKAGES is a folder for packed packages: the first test that needs them packs them for all.
 */
export default async function setUpSharedServer() {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tfn-packed-')));
  chmodSync(folder, 0o755);
  globalThis.tfnPackedFolder = folder;
  process.env.TFN_TEST_PACKAGES = folder;
  const { startDevServer } = await import('../../packages/testing/dist/server/index.js');
  globalThis.tfnSharedServer = await startDevServer({ startTimeout: 180_000 });
  process.env.TFN_TEST_ADDRESS = globalThis.tfnSharedServer.address;
  process.env.TFN_TEST_HTTP_ADDRESS = globalThis.tfnSharedServer.httpAddress;
}
