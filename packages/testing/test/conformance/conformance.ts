import { tfn } from '@tfn/testing';
import type { TestEnv } from '@tfn/testing';
import { cancellationCases } from './cases/cancellation.ts';
import { chainCases } from './cases/chains.ts';
import { childCases } from './cases/children.ts';
import { clientCases } from './cases/client.ts';
import { endingCases } from './cases/ending.ts';
import { contextCases } from './cases/context.ts';
import { ctxRaceCases } from './cases/ctx-races.ts';
import { enclosedRaceCases } from './cases/enclosed-races.ts';
import { environmentCases } from './cases/environment.ts';
import { flowCases } from './cases/flow.ts';
import { functionCases } from './cases/functions.ts';
import { messageCases } from './cases/messages.ts';
import { raceCases } from './cases/races.ts';
import { optionCases } from './cases/options.ts';
import { schemaCases } from './cases/schemas.ts';
import { seedCases } from './cases/seed.ts';
import { storedCases } from './cases/stored.ts';
import { taskCases } from './cases/tasks.ts';
import { sizeCases } from './cases/sizes.ts';
import { unawaitedCases } from './cases/unawaited.ts';
import { updateCases } from './cases/updates.ts';
import { thrownCases } from './cases/thrown.ts';
import { valueCases } from './cases/values.ts';

const cases = [
  ...seedCases,
  ...functionCases,
  ...flowCases,
  ...messageCases,
  ...raceCases,
  ...ctxRaceCases,
  ...enclosedRaceCases,
  ...unawaitedCases,
  ...updateCases,
  ...chainCases,
  ...cancellationCases,
  ...taskCases,
  ...childCases,
  ...endingCases,
  ...clientCases,
  ...contextCases,
  ...sizeCases,
  ...environmentCases,
  ...thrownCases,
  ...optionCases,
  ...storedCases,
  ...schemaCases,
  ...valueCases,
];

/**
 * While a run continues as new, Temporal's time-skipping server answers another workflow's signal that there is no such workflow. A signal
 * before a delayed start starts the workflow at once there.
 */
const NOT_ON_TEST_SERVER: ReadonlySet<string> = new Set([
  'loses no signal that another workflow sends while a run continues as new',
  'keeps a signal that comes before a delayed start',
]);

/** Runs all cases on an engine. Each engine has a file of its own, so that two of them run at a time. */
export function describeConformance(engine: 'memory' | 'server' | 'time-skipping'): void {
  // The first environment of a file may have to bundle and start a server, and on a new machine install one.
  jest.setTimeout(120_000);

  describe(`the engine ${engine}`, () => {
    let env: TestEnv;

    beforeEach(async () => {
      env = await tfn.testEnv({ engine });
    });

    afterEach(() => env.close());

    const own = engine === 'time-skipping' ? cases.filter(({ name }) => !NOT_ON_TEST_SERVER.has(name)) : cases;
    test.each(own.map(({ name, run }) => [name, run] as const))('%s', (_name, run) => run(env));
  });
}
