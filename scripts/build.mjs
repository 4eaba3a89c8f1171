// `npm run build`: sets everything up, which builds what changed.
import './check-node.mjs';

Promise.all([import('./run.mjs'), import('./setup.mjs')]).then(([{ runMain }, { setUp }]) => runMain(setUp));
