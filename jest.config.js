/** Packages that are ESM only: jest cannot require them on Node 20 unless they are compiled. */
const esmOnly = [
  '@formatjs',
  'intl-messageformat',
  'temporal-polyfill',
  'temporal-utils',
  'temporal-spec',
  'preact',
  'preact-render-to-string',
  'better-sse',
  'postal-mime',
  'uuid',
  'jose',
  '@digitalbazaar',
  'base58-universal',
  'base64url-universal',
  '@libpdf',
  '@noble',
  '@scure',
];

module.exports = {
  testEnvironment: '<rootDir>/tests/support/browser-environment.js',
  roots: ['<rootDir>/tests'],
  testMatch: ['**/*.test.ts', '**/*.test.tsx'],
  transform: {
    '^.+\\.(ts|tsx|js|mjs)$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', tsx: true },
          target: 'es2023',
          transform: { react: { runtime: 'automatic', importSource: 'preact' } },
        },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')})/)`, '/stories-bundle\\.js$'],
  moduleFileExtensions: ['ts', 'tsx', 'js', 'mjs', 'json'],
  globalSetup: '<rootDir>/tests/support/global-setup.ts',
  globalTeardown: '<rootDir>/tests/support/global-teardown.ts',
  reporters: ['default', '<rootDir>/tests/support/count-reporter.js'],
  watchman: false,
  // One more than two cores: much of what is tested waits.
  maxWorkers: 3,
  // What test files leave behind slows those after them.
  workerIdleMemoryLimit: '1GB',
  testTimeout: 120_000,
};
