/** Stops what server-setup started. */
export default async function stopSharedServer() {
  await globalThis.tfnSharedServer?.stop();
}
