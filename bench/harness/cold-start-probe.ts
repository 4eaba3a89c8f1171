/**
 * Loaded before a worker's program (`--require`): reports to the parent process where the time before its first poll went.
 * The same for every side; wraps exports of Temporal's worker.
 */
import Module from 'node:module';

/** Milliseconds. */
export interface StartUp {
  /** Until Node runs the first line. */
  readonly node: number;
  /** Loading modules. */
  readonly import: number;
  readonly connect: number;
  readonly bundle: number;
  /** `Worker.create` without bundling. */
  readonly create: number;
  /** From the start of the process until the worker exists. */
  readonly created: number;
}

const begin = performance.now();
let [depth, imported, connected, bundled] = [0, 0, 0, 0];

type AsyncFunction = (...args: unknown[]) => Promise<unknown>;

const internals = Module as unknown as { _load(request: string, parent: unknown, isMain: boolean): unknown };
const load = internals._load;
internals._load = function timedLoad(request, parent, isMain) {
  // The top level of the program's own first file does not count as loading.
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
    const startUp: StartUp = {
      node: begin,
      import: imported,
      connect: connected,
      bundle: bundled,
      create: milliseconds - bundled,
      created,
    };
    process.send?.(startUp);
  });
}

/** Reports how long each call of a method takes. */
function time<TName extends string>(
  holder: Record<TName, AsyncFunction>,
  name: TName,
  report: (milliseconds: number) => void,
): void {
  const method = holder[name];
  holder[name] = async function timed(this: unknown, ...args) {
    const start = performance.now();
    const result = await method.apply(this, args);
    report(performance.now() - start);
    return result;
  };
}
