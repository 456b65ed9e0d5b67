import { inputBytes, layoutOf } from '@shared/data/layout';
import { staysInMemory } from '@shared/data/resident';
import { isAugmenting } from '@shared/spec/augment';
import type { PartData, PartOptions } from './part-data';
import { ResidentPart } from './resident-part';
import { StreamedPart } from './streamed-part';

/** Opens a part of a dataset. It stays in memory where it fits and is shown as it is. */
export function openPart(options: PartOptions): PartData {
  const { document, split, augment, available } = options;
  const bytes = document.splits[split].count * inputBytes(layoutOf(document));
  const isResident = staysInMemory(bytes, available) && !(augment && isAugmenting(augment));
  return isResident ? new ResidentPart(options) : new StreamedPart(options);
}
