import { defineConfig } from '@tfn/cli';

export default defineConfig({
  functions: 'packages/functions/src',
  taskQueue: 'orders',
  http: { port: 3000 },
});
