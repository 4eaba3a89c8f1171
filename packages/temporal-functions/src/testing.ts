export * from '@tfn/testing';
