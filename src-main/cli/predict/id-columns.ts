import type { StudioClient } from '@shared/contract/client';

/** The columns that name the rows of a dataset; none where it is not there any more. */
export async function idColumnsOf(client: StudioClient, dataset: string): Promise<readonly string[]> {
  return (await client.datasets.list()).find(({ id }) => id === dataset)?.idColumns ?? [];
}
