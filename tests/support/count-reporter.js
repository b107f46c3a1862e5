/** Ends the run with one line that says how many passed and failed, whatever else was printed. */
module.exports = class CountReporter {
  onRunComplete(_contexts, results) {
    // A file that could not even be loaded counts as one failure.
    const failed = results.numFailedTests + results.testResults.filter((file) => file.testExecError).length;
    const skipped = results.numPendingTests > 0 ? `, ${results.numPendingTests} skipped` : '';
    setImmediate(() => process.stderr.write(`\n${results.numPassedTests} passed, ${failed} failed${skipped}\n`));
  }
};
