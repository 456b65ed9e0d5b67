import type { WindowClient } from '@shared/contract/client';
import type { LocationQuery } from 'vue-router';
import type { Doubt, ImportOptions } from '@shared/contract/import';
import { doubtSchema, importOptionsSchema } from '@shared/contract/import';

/** How a dataset is imported anew: another choice about copies, or without the samples of one doubt. */
export interface Again {
  /** the dataset that was imported before */
  like: string;
  copies?: ImportOptions['duplicates'] | undefined;
  without?: Doubt['kind'] | undefined;
}

/** What an address says of it. */
export function againOf(query: LocationQuery): Again | undefined {
  const { like, copies, without } = query;
  if (typeof like !== 'string') return undefined;
  return {
    like,
    copies: importOptionsSchema.shape.duplicates.safeParse(copies ?? 0).data,
    without: doubtSchema.shape.kind.safeParse(without).data,
  };
}

/** Of two pictures that are nearly the same the one that is trained on; of samples that contradict each other both. */
const samplesOf = ({ kind, examples }: Doubt): string[] =>
  examples.flatMap(({ where, other }) => (kind === 'near-leak' ? [other] : [where, other]));

/** As what a dataset was imported, with what is to be other this time; undefined where that is not known. */
export async function optionsAgain(
  client: WindowClient,
  { like, copies, without }: Again,
): Promise<ImportOptions | undefined> {
  const origin = await client.datasets.origin({ dataset: like });
  if (origin === null) return undefined;
  const report = without === undefined ? null : await client.datasets.report({ dataset: like });
  const doubt = report?.doubts.find(({ kind }) => kind === without);
  const exclude = [...origin.options.exclude, ...(doubt ? samplesOf(doubt) : [])];
  return {
    ...origin.options,
    exclude: [...new Set(exclude)],
    ...(copies !== undefined && { duplicates: copies }),
  };
}
