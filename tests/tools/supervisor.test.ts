import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { accepts, freePort } from '../../tools/engine/ports';
import { until } from '../../tools/engine/wait';
import { answersOk, programPart, runOnce, type Part, type Program } from '../../tools/start/part';
import { createSupervisor } from '../../tools/start/supervisor';
import { paper, promised, temporaryFolder } from './support';

const folder = temporaryFolder();
const quick = { firstMs: 20, longestMs: 100, forgivenAfterMs: 60_000 };

function program(title: string, script: string): Program {
  const file = join(folder, title);
  return {
    title,
    command: process.execPath,
    args: ['-e', script],
    cwd: folder,
    env: process.env,
    logFile: `${file}.log`,
    pidFile: `${file}.pid`,
  };
}

/** Serves 200 on its port; a GET of /crash ends it. */
function server(title: string, port: number): Part {
  const script = `
    process.on('SIGTERM', () => process.exit(0));
    require('node:http').createServer((request, response) => {
      if (request.url === '/crash') { console.error('something terrible'); process.exit(3); }
      response.end('ok');
    }).listen(${port}, '127.0.0.1');`;
  return programPart(program(title, script), () => answersOk(`http://127.0.0.1:${port}/readyz`), 5_000);
}

test('a crashed part is reported with its last lines and starts again', async () => {
  const port = await freePort();
  const { print, text } = paper();
  const supervisor = createSupervisor(new AbortController(), print, quick);
  await supervisor.start(server('Pages', port));
  await fetch(`http://127.0.0.1:${port}/crash`).catch(() => undefined);
  await until('the part is ready again', () => text().includes('Pages ready again'), { withinMs: 5_000 });
  expect(text()).toContain('Pages ended with code 3; starting it again in');
  expect(text()).toContain('something terrible');
  expect(await accepts(port)).toBe(true);
  await supervisor.stop();
  expect(await accepts(port)).toBe(false);
  expect(text().match(/starting it again/g)).toHaveLength(1); // stopping is no crash
});

test('the waits between starts grow up to the longest', async () => {
  const { print, lines } = paper();
  const supervisor = createSupervisor(new AbortController(), print, { firstMs: 100, longestMs: 300, forgivenAfterMs: 60_000 });
  const briefly: Part = {
    title: 'Fly',
    logFile: join(folder, 'fly.log'),
    start: async () => ({ pid: 0, exited: Promise.resolve('ended'), stop: async () => undefined, kill: () => undefined }),
  };
  await supervisor.start(briefly);
  const waits = (): string[] => lines.flatMap((line) => /again in (\S+) s/.exec(line)?.[1] ?? []);
  await until('four ends', () => waits().length >= 4, { withinMs: 5_000 });
  await supervisor.stop();
  expect(waits().slice(0, 4)).toEqual(['0.1', '0.2', '0.3', '0.3']);
});

test('parts are stopped in the opposite order, each after the one before has ended', async () => {
  const order: string[] = [];
  const supervisor = createSupervisor(new AbortController(), () => undefined, quick);
  for (const title of ['PostgreSQL', 'Worker', 'Pages']) {
    const ended = promised<string>();
    const stop = async (): Promise<void> => {
      order.push(`${title} is asked`);
      setImmediate(() => {
        order.push(`${title} ended`);
        ended.resolve('ended with code 0');
      });
      await ended.promise;
    };
    await supervisor.start({
      title,
      logFile: join(folder, title),
      start: async () => ({ pid: 0, exited: ended.promise, stop, kill: () => undefined }),
    });
  }
  await supervisor.stop();
  expect(order).toEqual(['Pages is asked', 'Pages ended', 'Worker is asked', 'Worker ended', 'PostgreSQL is asked', 'PostgreSQL ended']);
});

test('a part that never becomes ready is stopped when everything is', async () => {
  const stopping = new AbortController();
  const supervisor = createSupervisor(stopping, () => undefined, quick);
  const starting = supervisor.start(programPart(program('Slow', 'setInterval(() => undefined, 1000)'), async () => false, 60_000));
  stopping.abort(new Error('stopped'));
  await expect(starting).rejects.toThrow('stopped');
  await supervisor.stop();
});

test('a part that ends before it is ready fails with its last lines', async () => {
  const part = programPart(program('Broken', `console.error('no such setting'); process.exit(1)`), async () => false, 5_000);
  await expect(part.start(new AbortController().signal)).rejects.toThrow(/Broken ended with code 1[^]*no such setting/);
});

test('a program that does its work once tells when it failed', async () => {
  const { signal } = new AbortController();
  await runOnce(program('Fine', ''), signal);
  await expect(runOnce(program('Failing', `console.log('half way'); process.exit(2)`), signal)).rejects.toThrow(
    /Failing ended with code 2[^]*half way/,
  );
});
