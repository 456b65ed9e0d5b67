import { spawn, type ChildProcess } from 'node:child_process';
import type { GpuUse } from '@shared/contract/recorded';

/** NVIDIA's own tool, which comes with the driver; one line a second: share of the last second in percent, MiB, °C. */
const TOOL = 'nvidia-smi';
const QUERY = [
  '--query-gpu=utilization.gpu,memory.used,temperature.gpu',
  '--format=csv,noheader,nounits',
  '--loop=1',
];
const MIB = 2 ** 20;

/** A line of the tool; "[N/A]" where a card does not tell. Undefined where it is no such line. */
export function parseGpuLine(line: string): GpuUse | undefined {
  const fields = line.split(',').map((field) => field.trim());
  if (fields.length !== 3) return undefined;
  const [busy, memory, temperature] = fields.map((field) =>
    /^\d+(?:\.\d+)?$/.test(field) ? Number(field) : null,
  );
  if (busy == null && memory == null && temperature == null) return undefined;
  return {
    busy: busy == null ? null : Math.min(1, busy / 100),
    memory: memory == null ? null : memory * MIB,
    temperature: temperature ?? null,
  };
}

/** The card that TensorFlow takes: the first that it may see. */
const cardOf = ({ CUDA_VISIBLE_DEVICES: visible }: NodeJS.ProcessEnv): string =>
  visible?.split(',')[0]?.trim() || '0';

const most = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.max(a, b);

/** Watches the GPU that a run trains on, for as long as it trains. Where the tool is missing, nothing is known of it. */
export class GpuWatch {
  readonly #tool: ChildProcess;
  #rest = '';
  #busy = { sum: 0, count: 0 };
  #since: GpuUse | null = null;

  constructor(environment: NodeJS.ProcessEnv = process.env) {
    this.#tool = spawn(TOOL, [`--id=${cardOf(environment)}`, ...QUERY], {
      env: environment,
      stdio: ['ignore', 'pipe', 'ignore'],
      windowsHide: true,
    });
    this.#tool.on('error', () => {});
    this.#tool.stdout?.setEncoding('utf8').on('data', (text: string) => this.#hear(text));
    // It ends with the engine, and the engine does not wait for it.
    this.#tool.unref();
  }

  #hear(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop()!.slice(-1000);
    for (const line of lines) {
      const use = parseGpuLine(line);
      if (use === undefined) continue;
      if (use.busy !== null) {
        this.#busy.sum += use.busy;
        this.#busy.count++;
      }
      this.#since = {
        busy: null,
        memory: most(this.#since?.memory ?? null, use.memory),
        temperature: most(this.#since?.temperature ?? null, use.temperature),
      };
    }
  }

  /** Of the time since the last call: how busy it was on average, and the most of the rest; null where nothing was heard. */
  take(): GpuUse | null {
    const { sum, count } = this.#busy;
    const use = this.#since && { ...this.#since, busy: count > 0 ? sum / count : null };
    this.#busy = { sum: 0, count: 0 };
    this.#since = null;
    return use;
  }

  close(): void {
    this.#tool.kill();
  }
}
