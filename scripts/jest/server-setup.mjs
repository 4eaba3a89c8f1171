/** Starts the one dev server that all `*.server.test.ts` files share; they find it in TFN_TEST_ADDRESS and TFN_TEST_HTTP_ADDRESS. */
export default async function startSharedServer() {
  const { startDevServer } = await import('../../packages/testing/dist/server/index.js');
  globalThis.tfnSharedServer = await startDevServer({ startTimeout: 180_000 });
  process.env.TFN_TEST_ADDRESS = globalThis.tfnSharedServer.address;
  process.env.TFN_TEST_HTTP_ADDRESS = globalThis.tfnSharedServer.httpAddress;
}
