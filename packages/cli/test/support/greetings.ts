/** Files of a small project. */
export const greetings = `import { hostname } from 'node:os';
import { tfn } from '@tfn/core';

export interface Guest {
  name: string;
}

export const greet = tfn.fn('greet', async (guest: Guest) => \`Hello \${guest.name}, function 1\${hostname() === '' ? '?' : ''}\`);

export const welcome = tfn.workflow('welcome', async (ctx, guest: Guest) => {
  const text = await ctx.run(greet, guest);
  return { text, version: 'workflow 1' };
});

export const patient = tfn.workflow('patient', async (ctx, steps: number) => {
  for (let step = 0; step < steps; step += 1) await ctx.sleep('200ms');
  return 'done';
});

tfn.http('POST', '/welcome', welcome);
`;

/** A function that is declared in one file, and implemented in another. */
export const declared = {
  'functions/declared.ts': `import { tfn } from '@tfn/core';
export const price = tfn.declareFn<string, string>('price');
export const quote = tfn.workflow('quote', async (ctx, item: string) => ctx.run(price, item));
`,
  'functions/prices.ts': `import { tfn } from '@tfn/core';
import { price } from './declared';
export const priceOf = tfn.implement(price, async (item) => 'price of ' + item);
`,
};

/** A configuration with its own task queue. */
export function configOf(taskQueue: string, port: number): string {
  return `import { defineConfig } from '@tfn/cli';
export default defineConfig({ taskQueue: '${taskQueue}', http: { port: ${port} } });
`;
}
