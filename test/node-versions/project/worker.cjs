// CommonJS, which requires ES modules.
const { tfn: client } = require('@tfn/client');
const { tfn: worker } = require('@tfn/worker');
const functions = require('./functions/orders.ts');
const { useWorkerAndClient } = require('./use.ts');

void useWorkerAndClient({ client, worker, functions });
