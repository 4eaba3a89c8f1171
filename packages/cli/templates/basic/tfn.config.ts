import { defineConfig } from '@tfn/cli';

export default defineConfig({
  taskQueue: '{{name}}',
  http: { port: 3000 },
});
