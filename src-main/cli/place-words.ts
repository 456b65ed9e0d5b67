import type { RayPlace } from '@shared/contract/place';
import { rayAddressWords } from '@shared/place/ray-address';

/** ", in the Ray cluster ray://head:8265"; empty for this machine. */
export const placeWords = (place: RayPlace | undefined): string =>
  place ? `, in the Ray cluster ${rayAddressWords(place.address)}` : '';
