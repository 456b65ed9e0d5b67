import { PlaceUnknown, realPlace } from '../places/real-place';
import { Refusal } from './refusal';

/**
 * Where a folder that somebody named for a copy really is, or would be made: a link may lead back into what is copied.
 *
 * @throws Refusal
 */
export async function placeToCopyTo(to: string): Promise<string> {
  try {
    return await realPlace(to);
  } catch (error) {
    if (!(error instanceof PlaceUnknown)) throw error;
    throw Refusal.of(
      'to',
      `Nobody can tell where ${to} leads: a part of it is a file, a link to nowhere, or a folder that may not be read. Choose another.`,
    );
  }
}
