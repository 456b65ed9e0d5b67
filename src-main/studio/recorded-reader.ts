import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { epochDetailSchema, type EpochDetail } from '@shared/contract/recorded';
import { NORM_COLUMNS, NORM_LOG_COLUMNS } from '@shared/series/columns';
import { SeriesReader } from './series-reader';

/** Reads what an engine records of a run beside its series. Runs of before have none of it. */
export class RecordedReader {
  readonly #norms: SeriesReader;

  /** @param lastStep the last step of the run that counts; what stands behind it was done by an engine that was killed */
  constructor(
    readonly folder: string,
    private readonly lastStep: () => Promise<number>,
  ) {
    this.#norms = new SeriesReader(join(folder, 'metrics', 'norms.log'), NORM_LOG_COLUMNS);
  }

  /** Rows of measured steps, the columns of NORM_COLUMNS; those that a resume superseded are left out. */
  async norms(): Promise<Float64Array<ArrayBuffer>> {
    const all = await this.#norms.read();
    const [stored, sent] = [NORM_LOG_COLUMNS.length, NORM_COLUMNS.length];
    const last = await this.lastStep();
    let count = all.length / stored;
    while (count > 0 && all[(count - 1) * stored + NORM_LOG_COLUMNS.indexOf('step')]! > last) count--;
    const rows = all.subarray(0, count * stored);
    const out = new Float64Array((rows.length / stored) * sent);
    for (let row = 0; row * stored < rows.length; row++) {
      out.set(rows.subarray(row * stored, row * stored + sent), row * sent);
    }
    return out;
  }

  /** One for each epoch, in their order. Lines that a crash tore are left out, and so are superseded ones. */
  async details(): Promise<EpochDetail[]> {
    const text = await readFile(join(this.folder, 'metrics', 'details.jsonl'), 'utf8').catch(() => '');
    const details: EpochDetail[] = [];
    for (const line of text.split('\n')) {
      const detail = parsed(line);
      if (detail === undefined) continue;
      while ((details.at(-1)?.epoch ?? 0) >= detail.epoch) details.pop();
      details.push(detail);
    }
    const last = await this.lastStep();
    return details.filter(({ step }) => step <= last);
  }
}

function parsed(line: string): EpochDetail | undefined {
  try {
    return epochDetailSchema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}
