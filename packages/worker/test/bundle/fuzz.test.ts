import path from 'node:path';
import { createModuleGraph } from '../../src/bundle/prune/module-graph.ts';
import { pruneFiles } from '../../src/bundle/prune/prune-files.ts';
import { createResolver } from '../../src/bundle/resolver.ts';
import { createPlan, fillOrigins } from '../../src/bundle/bundle-plan.ts';
import { linkBundle } from '../../src/bundle/linker.ts';
import { createTrial } from '../../src/bundle/sandbox-trial.ts';
import { createProgram } from './random-program.ts';
import { createTempProject } from './temp-project.ts';

const project = createTempProject();
const PROGRAMS = 500;

/** Of the programs, this many are also bundled and loaded, since that takes longer. */
const BUNDLED = 50;

test(`of ${PROGRAMS} random programs exactly what workflows need is kept`, () => {
  for (let seed = 1; seed <= PROGRAMS; seed++) {
    const program = createProgram(seed);
    project.write(program.files(`p${seed}`));
    const main = path.join(project.folder, `p${seed}`, program.main);
    const pruned = [...pruneFiles([main], createModuleGraph(createResolver(project.folder))).values()].join('\n');
    const found = { seed, functions: program.allMarks.filter((mark) => pruned.includes(mark)) };
    expect(found).toEqual({ seed, functions: program.neededMarks });
  }
});

test(`of ${BUNDLED} random programs the workflows give the same results as without pruning`, async () => {
  for (let seed = 1; seed <= BUNDLED; seed++) {
    const program = createProgram(seed);
    const file = path.join(project.folder, `p${seed}`, program.main);
    const options = { workflows: [{ name: `flow${seed}`, file }], cache: false, cwd: project.folder } as const;
    const plan = createPlan(options);
    const whole = {
      ...plan,
      sourceOf: (one: string) =>
        one.startsWith(project.folder) ? program.files('')[`/${path.basename(one)}`] : plan.sourceOf(one),
    };
    const [withPruning, without] = await Promise.all([linkBundle(plan, options), linkBundle(whole, options)]);
    const results = [withPruning, without].map((code) => {
      const trial = createTrial(fillOrigins(code, plan));
      trial.startWorkflow();
      return trial.evaluate(`[...globalThis[Symbol.for('@tfn/registry/workflow')].values()][0].handler({}, 3)`);
    });
    expect({ seed, result: results[0] }).toEqual({ seed, result: results[1] });
    expect(results[0]).toBe(program.result(3));
  }
}, 120_000);
