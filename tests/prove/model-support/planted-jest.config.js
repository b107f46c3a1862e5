/** The run of one planted fault: on the engines of the run that starts it, with its own way of reading files. */
const usual = require('../../../jest.config');

const [[files, [, swcOptions]]] = Object.entries(usual.transform);

module.exports = {
  ...usual,
  rootDir: '../../..',
  testMatch: ['**/planted-run.ts'],
  transform: { [files]: [require.resolve('./planted-transformer.js'), swcOptions] },
  globalSetup: undefined,
  globalTeardown: undefined,
  reporters: [['default', { summaryThreshold: 0 }]],
};
