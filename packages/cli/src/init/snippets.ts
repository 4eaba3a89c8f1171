/** The code that `tfn new:…` writes. */
export interface Snippet {
  readonly file: string;
  readonly test?: string;
}

/** A function and its test. */
export function functionSnippet(name: string, importPath: string): Snippet {
  return {
    file: `import { tfn } from '@tfn/core';

export const ${name} = tfn.fn('${name}', async (input: { id: string }) => {
  return { id: input.id };
});
`,
    test: `import { tfn } from '@tfn/testing';
import { ${name} } from '${importPath}';

describe('${name}', () => {
  it('returns the id', async () => {
    const env = await tfn.testEnv({ engine: 'memory' });
    try {
      expect(await env.run(${name}, { id: '1' })).toEqual({ id: '1' });
    } finally {
      await env.close();
    }
  });
});
`,
  };
}

/** A workflow and its test. */
export function workflowSnippet(name: string, importPath: string): Snippet {
  return {
    file: `import { tfn } from '@tfn/core';

export const ${name} = tfn.workflow('${name}', async (ctx, input: { id: string }) => {
  ctx.log.info('${name} started', { id: input.id });
  return { id: input.id, status: 'complete' };
});
`,
    test: `import { tfn } from '@tfn/testing';
import { ${name} } from '${importPath}';

describe('${name}', () => {
  it('completes', async () => {
    const env = await tfn.testEnv({ engine: 'memory' });
    try {
      expect(await env.execute(${name}, { id: '1' })).toEqual({ id: '1', status: 'complete' });
    } finally {
      await env.close();
    }
  });
});
`,
  };
}

/** The kinds of trigger that can be generated. */
export const TRIGGER_TYPES = ['http', 'cron', 'interval', 'signal'] as const;
export type TriggerType = (typeof TRIGGER_TYPES)[number];

/** The target of a trigger: a workflow of the project, or one that is created with the trigger. */
export interface TriggerTarget {
  readonly name: string;
  /** The module to import it from; undefined when it is created here. */
  readonly importPath: string | undefined;
  /** Whether it takes an input. */
  readonly input: boolean;
}

/** A trigger, with a new workflow unless a target was given. */
export function triggerSnippet(name: string, type: TriggerType, target: TriggerTarget): Snippet {
  const timed = type === 'cron' || type === 'interval';
  const workflow =
    target.importPath === undefined
      ? `\nexport const ${target.name} = tfn.workflow('${target.name}', async (ctx${timed ? '' : ', input: { id: string }'}) => {
  ctx.log.info('${target.name} started'${timed ? '' : ', { id: input.id }'});
});
`
      : '';
  const imported = target.importPath === undefined ? '' : `import { ${target.name} } from '${target.importPath}';\n`;
  return { file: `import { tfn } from '@tfn/core';\n${imported}${workflow}\n${call(name, type, target)}\n` };
}

// --- internal ---

function call(name: string, type: TriggerType, target: TriggerTarget): string {
  // The input type of the user's workflow is unknown here: the compiler reports what is missing.
  const input = target.input ? `, { input: { id: '1' } }` : '';
  switch (type) {
    case 'http':
      return `tfn.http('POST', '/${toKebab(name)}', ${target.name});`;
    case 'cron':
      return `tfn.cron('0 9 * * *', ${target.name}${input});`;
    case 'interval':
      return `tfn.interval('1 hour', ${target.name}${input});`;
    case 'signal':
      return `tfn.signal('${name}', ${target.name});`;
  }
}

function toKebab(name: string): string {
  return name.replaceAll(/(?<=[a-z0-9])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}
