import { join } from 'node:path';
import { z } from 'zod';
import { rayPlaceSchema, type RayPlace } from '@shared/contract/place';
import { writeFileAtomically } from '../../durable/atomic-file';
import type { Library } from '../library';
import { readDocument } from '../read-document';

/** `clusters.json` */
const documentSchema = z.object({ version: z.literal(1), places: z.array(rayPlaceSchema) });

/**
 * The clusters that somebody has sent runs to from a terminal, the last one first. A page is offered these and can name no
 * other: what is written there, and which command runs on the nodes, is not for a page to say.
 */
export class KnownPlaces {
  readonly #path: string;

  constructor(library: Pick<Library, 'folder'>) {
    this.#path = join(library.folder, 'clusters.json');
  }

  async list(): Promise<RayPlace[]> {
    return (await readDocument(this.#path, documentSchema))?.places ?? [];
  }

  async remember(place: RayPlace): Promise<void> {
    const others = (await this.list()).filter(({ address }) => address !== place.address);
    await writeFileAtomically(
      this.#path,
      JSON.stringify({ version: 1, places: [place, ...others] }, null, 1),
    );
  }
}
