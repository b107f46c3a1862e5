// Loaded by `--require` into an API or a worker that a proof looks at; the product knows nothing of it. At SIGUSR2 it collects garbage and writes down what
// the process holds.
const { renameSync, writeFileSync } = require('node:fs');
const v8 = require('node:v8');
const { setTimeout: pause } = require('node:timers/promises');

let answers = 0;
const warnings = [];
process.on('warning', ({ name }) => warnings.push(name));

process.on('SIGUSR2', () => {
  void look();
});

async function look() {
  // What was let go during one collection is freed by the next, and finalizers run in between.
  for (let turn = 0; turn < 4; turn += 1) {
    globalThis.gc();
    await pause(20);
  }
  const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
  const { number_of_native_contexts: contexts, number_of_detached_contexts: detachedContexts } = v8.getHeapStatistics();
  const handles = {};
  for (const kind of process.getActiveResourcesInfo()) handles[kind] = (handles[kind] ?? 0) + 1;
  const listeners = process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0);
  const { user, system } = process.cpuUsage();
  answers += 1;
  const seen = {
    answers,
    rss,
    heapUsed,
    external,
    arrayBuffers,
    contexts,
    detachedContexts,
    handles,
    listeners,
    warnings,
    cpuMs: (user + system) / 1_000,
  };
  const file = `${process.env.FRIST_PROBE}.${process.pid}`;
  writeFileSync(`${file}.new`, JSON.stringify(seen));
  renameSync(`${file}.new`, file);
}
