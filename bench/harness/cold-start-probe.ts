/**
 * Loaded before a worker's program (`--require`): tells the parent process where the time to its first poll went.
 * It is the same for every side, and wraps what Temporal's worker exports.
 */
import Module from 'node:module';

/** Milliseconds. */
export interface StartUp {
  /** Until Node ran the first line. */
  readonly node: number;
  /** Loading modules. */
  readonly import: number;
  readonly connect: number;
  readonly bundle: number;
  /** `Worker.create` without bundling. */
  readonly create: number;
  /** Since the process began, when the worker was created. */
  readonly created: number;
}

const begin = performance.now();
let [depth, imported, connected, bundled] = [0, 0, 0, 0];

type AsyncFunction = (...args: unknown[]) => Promise<unknown>;

const internals = Module as unknown as { _load(request: string, parent: unknown, isMain: boolean): unknown };
const load = internals._load;
internals._load = function timedLoad(request, parent, isMain) {
  // What the program's own first file does at its top level is no loading.
  if (isMain) return load.call(internals, request, parent, isMain);
  depth += 1;
  const start = performance.now();
  try {
    const exported = load.call(internals, request, parent, isMain);
    if (request === '@temporalio/worker') wrap(exported as WorkerPackage);
    return exported;
  } finally {
    depth -= 1;
    if (depth === 0) imported += performance.now() - start;
  }
};

interface WorkerPackage {
  readonly NativeConnection: { connect: AsyncFunction };
  readonly Worker: { create: AsyncFunction; getOrCreateBundle: AsyncFunction };
}

let isWrapped = false;

function wrap({ NativeConnection, Worker }: WorkerPackage): void {
  if (isWrapped) return;
  isWrapped = true;
  time(NativeConnection, 'connect', (milliseconds) => (connected += milliseconds));
  time(Worker, 'getOrCreateBundle', (milliseconds) => (bundled += milliseconds));
  time(Worker, 'create', (milliseconds) => {
    const created = performance.now();
    const told: StartUp = {
      node: begin,
      import: imported,
      connect: connected,
      bundle: bundled,
      create: milliseconds - bundled,
      created,
    };
    process.send?.(told);
  });
}

/** Tells how long each call of a method takes. */
function time<TName extends string>(
  holder: Record<TName, AsyncFunction>,
  name: TName,
  tell: (milliseconds: number) => void,
): void {
  const method = holder[name];
  holder[name] = async function timed(this: unknown, ...args) {
    const start = performance.now();
    const result = await method.apply(this, args);
    tell(performance.now() - start);
    return result;
  };
}
