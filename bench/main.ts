/**
 * `npm run bench -- codec|channel|fifo|cluster [--json] [--quick]`, `npm run bench -- generate|calls|guest|ivshmem [--json]`; `--only TEXT` takes the rows
 * of the channel and the FIFO benchmark that have it in their title.
 * Results on stdout, progress on stderr. Bars that are missed are printed, not punished. Exit code 1 when the generated code could not be
 * measured, 2 for bad arguments.
 */
import { parseArgs } from 'node:util';
import { formatCallsReport, runCallsBenchmark } from './calls/run.ts';
import { installBoost } from './channel/build.ts';
import { formatChannelReport } from './channel/report.ts';
import * as channel from './channel/run.ts';
import * as cluster from './cluster/run.ts';
import { judge } from './codec/bars.ts';
import { formatCodecReport } from './codec/report.ts';
import { FULL_EFFORT, QUICK_EFFORT, runCodecBenchmark } from './codec/run.ts';
import * as fifo from './fifo/run.ts';
import { formatGenerateReport } from './generate/report.ts';
import { runGenerateBenchmark } from './generate/run.ts';
import { formatGuestReport, runGuestBenchmark } from './guest/run.ts';
import { formatIvshmemReport, runIvshmemBenchmark } from './ivshmem/run.ts';
import { installPeers } from './peers.ts';

const USAGE = `usage: npm run bench -- codec [--json] [--quick]
       npm run bench -- channel [--json] [--quick] [--only TEXT]
       npm run bench -- cluster [--json] [--quick]
       npm run bench -- fifo [--json] [--quick] [--only TEXT]
       npm run bench -- generate [--json]
       npm run bench -- calls [--json]
       npm run bench -- guest [--json]
       npm run bench -- ivshmem [--json]`;

const print = (text: string): void => void process.stdout.write(`${text}\n`);
const progress = (text: string): void => void process.stderr.write(`${text}\n`);

function installPeersLoudly(): void {
  progress('installing the peers, if they are missing');
  const failure = installPeers();
  if (failure !== null) progress(`peers are missing: ${failure}`);
}

async function benchCodec(asJson: boolean, isQuick: boolean): Promise<void> {
  installPeersLoudly();
  const report = await runCodecBenchmark(isQuick ? QUICK_EFFORT : FULL_EFFORT, progress);
  const bars = judge(report);
  print(asJson ? JSON.stringify({ ...report, bars }, null, 2) : formatCodecReport(report, bars));
  if (bars.length === 0) process.exitCode = 1;
}

async function benchGenerate(asJson: boolean): Promise<void> {
  const report = await runGenerateBenchmark(progress);
  print(asJson ? JSON.stringify(report, null, 2) : formatGenerateReport(report));
}

async function benchChannel(asJson: boolean, isQuick: boolean, only: string): Promise<void> {
  installPeersLoudly();
  installBoost(progress);
  const report = await channel.runChannelBenchmark(isQuick ? channel.QUICK_EFFORT : channel.FULL_EFFORT, only, progress);
  print(asJson ? JSON.stringify(report, null, 2) : formatChannelReport(report));
}

async function benchFifo(asJson: boolean, isQuick: boolean, only: string): Promise<void> {
  const report = await fifo.runFifoBenchmark(isQuick ? fifo.QUICK_EFFORT : fifo.FULL_EFFORT, only, progress);
  print(asJson ? JSON.stringify(report, null, 2) : fifo.formatFifoReport(report));
}

async function benchCalls(asJson: boolean): Promise<void> {
  installPeersLoudly();
  const report = await runCallsBenchmark(progress);
  print(asJson ? JSON.stringify(report, null, 2) : formatCallsReport(report));
}

async function benchCluster(asJson: boolean, isQuick: boolean): Promise<void> {
  installPeersLoudly();
  const report = await cluster.runClusterBenchmark(isQuick ? cluster.QUICK_EFFORT : cluster.FULL_EFFORT, progress);
  print(asJson ? JSON.stringify(report, null, 2) : cluster.formatClusterReport(report));
}

async function benchGuest(asJson: boolean): Promise<void> {
  const report = await runGuestBenchmark(progress);
  print(asJson ? JSON.stringify(report, null, 2) : formatGuestReport(report));
}

async function benchIvshmem(asJson: boolean): Promise<void> {
  const report = await runIvshmemBenchmark(progress);
  print(asJson ? JSON.stringify(report, null, 2) : formatIvshmemReport(report));
}

function readArguments(): { command: string | undefined; json: boolean; quick: boolean; only: string } {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
    },
  });
  return { command: positionals.length === 1 ? positionals[0] : undefined, ...values };
}

function fail(reason: string): void {
  progress(reason);
  process.exitCode = 2;
}

try {
  const { command, json, quick, only } = readArguments();
  if (command === 'codec') await benchCodec(json, quick);
  else if (command === 'channel') await benchChannel(json, quick, only);
  else if (command === 'cluster') await benchCluster(json, quick);
  else if (command === 'fifo') await benchFifo(json, quick, only);
  else if (command === 'generate') await benchGenerate(json);
  else if (command === 'calls') await benchCalls(json);
  else if (command === 'guest') await benchGuest(json);
  else if (command === 'ivshmem') await benchIvshmem(json);
  else fail(USAGE);
} catch (error) {
  if ((error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS')) fail(`${(error as Error).message}\n${USAGE}`);
  else throw error;
}
