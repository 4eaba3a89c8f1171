export default { preset: '@tfn/testing/jest' };
