import { expectTypeOf } from 'expect-type';
import { tfn } from '../../src/index.ts';
import type { Worker, WorkerOptions, WorkflowBundle } from '../../src/index.ts';

const charge = tfn.fn('charge', async (order: { id: string }) => order.id);
const order = tfn.workflow('order', async (ctx, input: { id: string }) => ctx.run(charge, input));

// Everything has a default.
const worker = tfn.worker();
expectTypeOf(worker).toEqualTypeOf<Worker>();
expectTypeOf(tfn.worker).parameter(0).toEqualTypeOf<WorkerOptions | undefined>();
expectTypeOf(worker.taskQueue).toEqualTypeOf<string>();
expectTypeOf(worker.start()).toEqualTypeOf<Promise<void>>();
expectTypeOf(worker.ready()).toEqualTypeOf<Promise<void>>();
expectTypeOf(worker.stop()).toEqualTypeOf<Promise<void>>();
expectTypeOf(worker.register(charge).register(order).registerModule({ charge, order })).toEqualTypeOf<Worker>();
worker.registerModule('./functions.js');

// The seed's options, and any of Temporal's.
tfn.worker({
  temporal: { address: 'localhost:7233', namespace: 'production', apiKey: 'key', tls: true, connectTimeout: '5s' },
  taskQueue: 'orders',
  maxConcurrentActivities: 100,
  maxConcurrentWorkflows: 50,
  maxCachedWorkflows: 10,
  shutdownGraceTime: '1m',
  workerDeploymentOptions: {
    version: { deploymentName: 'orders', buildId: '1' },
    useWorkerVersioning: true,
    defaultVersioningBehavior: 'PINNED',
  },
});
tfn.worker({ bundle: { mode: 'production', include: ['date-fns'] } });
tfn.worker({ bundle: {} as WorkflowBundle });

// @ts-expect-error -- a module is an object or a path
worker.registerModule(1);
// @ts-expect-error -- definitions are registered, not passed as an option
tfn.worker({ activities: {} });
// @ts-expect-error -- the worker makes the connection, unless `temporal` holds one
tfn.worker({ connection: undefined });
// @ts-expect-error -- not a duration
tfn.worker({ temporal: { connectTimeout: 'soon' } });
// @ts-expect-error -- no such option
tfn.worker({ taskQueu: 'orders' });
// @ts-expect-error -- read-only
worker.taskQueue = 'another';
