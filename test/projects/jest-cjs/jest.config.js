module.exports = { preset: '@tfn/testing/jest' };
