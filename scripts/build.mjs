// `npm run build`: sets everything up, and builds what changed.
import './check-node.mjs';

async function main() {
  const { setUp } = await import('./setup.mjs');
  await setUp();
}

void import('./run.mjs').then(({ runMain }) => runMain(main));
