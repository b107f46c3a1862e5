import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { openRelay } from '../../activities/core/post-office';
import { peerQueue } from './queue';

export type Mail = Readonly<{ subject: string; text: string; html: string }>;
export type MailActivities = ReturnType<typeof mailActivities>;

/** Sends the mail that is given once, to whom it may concern: no facts are read, nothing is written down. */
function mailActivities(smtpUrl: string, mail: Mail | undefined) {
  const relay = openRelay(smtpUrl);
  return {
    async sendMail(to: string): Promise<void> {
      await relay.sendMail({ from: 'Bench <no-reply@bench.example>', to, ...mail });
    },
  };
}

/** A worker with the options of the product's own (workers/worker.ts). */
async function main(): Promise<void> {
  const { TEMPORAL_ADDRESS: address = '', SMTP_URL: smtpUrl = '', MAIL_FILE: mailFile, PORT: port } = process.env;
  Runtime.install({ logger: new DefaultLogger('WARN'), shutdownSignals: ['SIGTERM', 'SIGINT'] });
  const mail = mailFile ? (JSON.parse(readFileSync(mailFile, 'utf8')) as Mail) : undefined;
  const worker = await Worker.create({
    connection: await NativeConnection.connect({ address }),
    taskQueue: peerQueue,
    workflowsPath: require.resolve('./stories'),
    activities: mailActivities(smtpUrl, mail),
    maxCachedWorkflows: 1_000,
    maxConcurrentLocalActivityExecutions: 20,
    maxConcurrentActivityTaskExecutions: 10,
    shutdownGraceTime: '1 second',
  });
  const ended = worker.run();
  createServer((_request, response) => response.end('ready')).listen(Number(port), '127.0.0.1');
  await ended;
  process.exit(0);
}

void main();
