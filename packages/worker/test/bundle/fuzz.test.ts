import path from 'node:path';
import { createModuleGraph } from '../../src/bundle/prune/module-graph.ts';
import { pruneFiles } from '../../src/bundle/prune/prune-files.ts';
import { createResolver } from '../../src/bundle/plan/resolver.ts';
import { createProgram } from './random-program.ts';
import { createTempProject } from './temp-project.ts';

const project = createTempProject();
const PROGRAMS = 500;

test(`of ${PROGRAMS} random programs exactly what workflows need is kept`, () => {
  for (let seed = 1; seed <= PROGRAMS; seed++) {
    const program = createProgram(seed);
    project.write(program.files(`p${seed}`));
    const main = path.join(project.folder, `p${seed}`, program.main);
    const pruned = [...pruneFiles([main], createModuleGraph(createResolver(project.folder))).texts.values()].join('\n');
    const found = { seed, functions: program.allMarks.filter((mark) => pruned.includes(mark)) };
    expect(found).toEqual({ seed, functions: program.neededMarks });
  }
});
