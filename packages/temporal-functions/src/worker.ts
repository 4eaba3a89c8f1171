export * from '@tfn/worker';
