/** A random program of a few files that knows which declarations its workflow needs. */
export interface RandomProgram {
  readonly main: string;
  files(folder: string): Record<string, string>;
  /** Every declaration contains a mark. */
  readonly allMarks: readonly string[];
  /** The marks of the declarations that the workflow needs. */
  readonly neededMarks: readonly string[];
  /** The workflow's result for an input. */
  result(input: number): number;
}

interface Item {
  readonly id: number;
  readonly file: number;
  readonly uses: readonly number[];
  readonly kind: 'function' | 'arrow' | 'constant' | 'call' | 'class' | 'node';
}

/** Generates the program of a seed. */
export function createProgram(seed: number): RandomProgram {
  const random = createRandom(seed);
  const pick = (count: number): number => Math.floor(random() * count);
  const fileCount = 1 + pick(4);
  const items: Item[] = [];
  for (let id = 0; id < 4 + pick(16); id++) {
    const kind = (['function', 'arrow', 'constant', 'call', 'class', 'node'] as const)[pick(6)] ?? 'function';
    // Top-level code may only use earlier declarations of its own file or of a file that was loaded before.
    const uses = Array.from({ length: pick(4) }, () => pick(Math.max(1, id))).filter(
      (used) => used < id && items[used]?.kind !== 'node',
    );
    items.push({ id, file: pick(fileCount), kind, uses: kind === 'node' ? uses : [...new Set(uses)] });
  }
  // A file imports only files with a higher number, so that nothing is used before it exists.
  const usable = items.map((item) => ({
    ...item,
    uses: item.uses.filter((used) => (items[used]?.file ?? 0) >= item.file),
  }));
  const pure = usable.filter(({ kind }) => kind !== 'node').map(({ id }) => id);
  const byWorkflow = pure.filter(() => random() < 0.3);
  const byFunction = usable.map(({ id }) => id).filter(() => random() < 0.5);
  const orphans = new Set(
    usable.filter(({ id }) => !byWorkflow.includes(id) && !byFunction.includes(id)).map(({ id }) => id),
  );

  const needed = new Set<number>();
  const need = (id: number): void => {
    if (needed.has(id)) return;
    needed.add(id);
    for (const used of usable[id]?.uses ?? []) need(used);
  };
  for (const id of byWorkflow) need(id);
  // Top-level code is kept when it refers to a kept value that could change: here, the result of a call.
  const runs = (item: Item): boolean =>
    item.kind === 'call' ||
    (item.kind === 'constant' && item.uses.some((used) => /function|arrow|class/.test(usable[used]?.kind ?? '')));
  const reached = (id: number, found = new Set<number>()): Set<number> => {
    for (const used of usable[id]?.uses ?? []) if (!found.has(used)) reached(used, found.add(used));
    return found;
  };
  const loaded = (item: Item): boolean => item.file === 0 || [...needed].some((id) => usable[id]?.file === item.file);
  for (let before = -1; before !== needed.size;) {
    before = needed.size;
    for (const item of usable) {
      if (
        runs(item) &&
        loaded(item) &&
        [...reached(item.id)].some((id) => needed.has(id) && usable[id]?.kind === 'call')
      )
        need(item.id);
    }
  }
  // The function refers to every declaration that is not exported and has no other reference.
  for (const id of orphans) byFunction.push(id);

  const valueOf = (id: number): number => {
    const item = usable[id];
    const inner = (item?.uses ?? []).reduce((sum, used) => sum + valueOf(used), 0);
    return id + 1 + inner;
  };
  const mark = (id: number): string => `MARK_${seed}_${id}_`;
  const style = pick(3);
  return {
    main: 'file0.ts',
    files: (folder) => {
      const texts = Array.from({ length: fileCount }, (_, file) =>
        render({ file, seed, items: usable, byWorkflow, byFunction, mark, style }),
      );
      return Object.fromEntries(texts.map((text, file) => [`${folder}/file${file}.ts`, text]));
    },
    allMarks: usable.map(({ id }) => mark(id)),
    neededMarks: usable.filter(({ id }) => needed.has(id)).map(({ id }) => mark(id)),
    result: (input) => byWorkflow.reduce((sum, id) => sum + valueOf(id), input),
  };
}

// --- internal ---

interface Rendered {
  readonly file: number;
  readonly seed: number;
  readonly items: readonly Item[];
  readonly byWorkflow: readonly number[];
  readonly byFunction: readonly number[];
  mark(id: number): string;
  /** How files import: by name, as a namespace, or with another name. */
  readonly style: number;
}

function render({ file, seed, items, byWorkflow, byFunction, mark, style }: Rendered): string {
  const own = items.filter((item) => item.file === file);
  const used = new Set(own.flatMap(({ uses }) => uses));
  if (file === 0) for (const id of [...byWorkflow, ...byFunction]) used.add(id);
  const lines: string[] = [];
  const others = new Map<number, number[]>();
  for (const id of used) {
    const from = items[id]?.file ?? 0;
    if (from !== file) others.set(from, [...(others.get(from) ?? []), id]);
  }
  for (const [from, ids] of [...others].sort(([a], [b]) => a - b)) {
    if (style === 0) lines.push(`import { ${ids.map((id) => `item${id}`).join(', ')} } from './file${from}';`);
    else if (style === 1) lines.push(`import * as file${from} from './file${from}';`);
    else lines.push(`import { ${ids.map((id) => `item${id} as other${id}`).join(', ')} } from './file${from}';`);
  }
  if (own.some(({ kind }) => kind === 'node')) lines.push("import fs from 'node:fs';");
  const name = (id: number): string => {
    const from = items[id]?.file ?? 0;
    if (from === file || style === 0) return `item${id}`;
    return style === 1 ? `file${from}.item${id}` : `other${id}`;
  };
  const value = (id: number): string => {
    const kind = items[id]?.kind;
    if (kind === 'constant' || kind === 'call') return name(id);
    return kind === 'class' ? `new ${name(id)}().value()` : `${name(id)}()`;
  };
  const sum = (ids: readonly number[], first: string): string => [first, ...ids.map(value)].join(' + ');
  for (const { id, kind, uses } of own) {
    const marked = `/* */ ('${mark(id)}'.length - ${mark(id).length})`;
    const total = sum(uses, `${id + 1} + ${marked}`);
    const exported = `export `;
    if (kind === 'function') lines.push(`${exported}function item${id}(): number { return ${total}; }`);
    if (kind === 'arrow') lines.push(`${exported}const item${id} = (): number => ${total};`);
    if (kind === 'constant') lines.push(`${exported}const item${id}: number = ${total};`);
    if (kind === 'call') lines.push(`${exported}const item${id}: number = Math.round(${total});`);
    if (kind === 'class') lines.push(`${exported}class item${id} { value(): number { return ${total}; } }`);
    if (kind === 'node')
      lines.push(`${exported}const item${id} = (): number => fs.statSync('${mark(id)}').size + ${sum(uses, '0')};`);
  }
  if (file === 0) {
    lines.unshift("import { tfn } from '@tfn/core';");
    const body = `async (x: number) => ${sum(byFunction, 'x')}`;
    if (seed % 2 === 0) lines.push(`tfn.fn('fn${seed}', ${body});`);
    else lines.push(`const define = (name: string, impl: any) => tfn.fn(name, impl); define('fn${seed}', ${body});`);
    lines.push(`tfn.workflow('flow${seed}', (_ctx, x: number) => ${sum(byWorkflow, 'x')});`);
    lines.push(`const other = tfn.workflow('other${seed}', () => 1); tfn.cron('0 0 * * *', other);`);
  }
  return lines.join('\n');
}

/** Repeatable random numbers: the same for a seed on every machine. */
function createRandom(seed: number): () => number {
  let state = seed * 2654435761;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
