// Jest runs the TypeScript sources directly: `obol` and its subpaths are mapped to lib/, so no dist/ is needed.
// OBOL_TEST_DEVICE (cpu, sim:0, …) names the device under test; test/support/device.ts reads it.

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: '<rootDir>/tsconfig.json' }] },
  moduleNameMapper: {
    '^obol$': '<rootDir>/lib/index.ts',
    '^obol/(.*)$': '<rootDir>/lib/subpaths/$1.ts',
  },
  maxWorkers: 2,
  testTimeout: 60_000,
};
