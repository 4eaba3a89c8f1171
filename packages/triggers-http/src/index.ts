export { tfn } from '@tfn/core';
