// TypeScript without a build step: Node strips the types.
import { tfn as client } from '@tfn/client';
import { tfn as worker } from '@tfn/worker';
import * as functions from './functions/orders.ts';
import { useWorkerAndClient } from './use.ts';

await useWorkerAndClient({ client, worker, functions });
