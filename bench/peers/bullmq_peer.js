// bullmq_peer.js SLOTS TASKS URL PROCESSES: seconds from the first start to the last end in Redis.
// BullMQ with SLOTS jobs at a time, shared out over PROCESSES worker processes.
const { execFile, fork } = require('node:child_process');
const path = require('node:path');
const { createRequire } = require('node:module');
const { Queue, Worker } = createRequire(path.resolve('bench/out/peers/x.js'))('bullmq');

const [slots, tasks, url, processes] = process.argv.slice(2);
const address = new URL(url);
const connection = { host: address.hostname, port: Number(address.port), maxRetriesPerRequest: null };

function work() {
  const noop = (job) => new Promise((resolve, reject) =>
    execFile('sh', ['-c', `: ${job.data.number}`], (error, stdout) => (error ? reject(error) : resolve(stdout))));
  new Worker('bench', noop, { connection, concurrency: Number(slots) / Number(processes) });
}

async function main() {
  const queue = new Queue('bench', { connection });
  const all = Array.from({ length: Number(tasks) }, (_, number) => ({ name: 'noop', data: { number } }));
  for (let at = 0; at < all.length; at += 1000) await queue.addBulk(all.slice(at, at + 1000));
  const workers = Array.from({ length: Number(processes) }, () =>
    fork(__filename, process.argv.slice(2), { env: { ...process.env, PEER_WORKER: '1' } }));
  try {
    while ((await queue.getCompletedCount()) < all.length) {
      if (workers.some((worker) => worker.exitCode !== null)) throw new Error('a worker has ended');
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    const jobs = await queue.getCompleted(0, all.length);
    const began = jobs.reduce((least, job) => Math.min(least, job.processedOn), Infinity);
    const ended = jobs.reduce((most, job) => Math.max(most, job.finishedOn), 0);
    console.log(((ended - began) / 1000).toFixed(4));
  } finally {
    for (const worker of workers) worker.kill('SIGKILL');
    await queue.close();
  }
}

if (process.env.PEER_WORKER) work();
else main().catch((error) => { console.error(error); process.exitCode = 1; });
