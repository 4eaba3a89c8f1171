export * from '@tfn/triggers-http';
