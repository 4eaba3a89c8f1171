import { defineConfig } from '@tfn/cli';

export default defineConfig({ taskQueue: process.env.TASK_QUEUE as string, http: { host: '127.0.0.1' } });
