export default { preset: '@tfn/testing/jest', extensionsToTreatAsEsm: ['.ts'] };
