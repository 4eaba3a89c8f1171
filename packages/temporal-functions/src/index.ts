export * from '@tfn/core';
