const { default: Sequencer } = require('@jest/test-sequencer');

/**
 * The files that take longest. Jest starts those first that took long in an earlier run; without one, as in a fresh clone, it starts
 * large files first, and these are small: one would run alone at the end.
 */
const LONGEST = [
  '/packages/testing/test/conformance/conformance-time-skipping.',
  '/packages/testing/test/conformance/conformance-server.',
  '/packages/worker/test/sdk/workflow-threads.server.',
  '/packages/cli/test/commands.',
  '/packages/triggers-cron/test/calendar/agreement.',
  '/packages/triggers-cron/test/firing.',
  '/packages/worker/test/bundle/fixtures.',
  '/packages/testing/test/server/launch/orphans.',
  '/test/faults/',
  '/packages/cli/test/made-projects.',
  '/test/node-versions/',
];

module.exports = class extends Sequencer {
  sort(tests) {
    return super.sort(tests).sort((a, b) => rank(a) - rank(b));
  }
};

// --- internal ---

function rank({ path }) {
  const index = LONGEST.findIndex((part) => path.replaceAll('\\', '/').includes(part));
  return index === -1 ? LONGEST.length : index;
}
