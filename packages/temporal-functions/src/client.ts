export * from '@tfn/client';
