import { ref, type Ref } from 'vue';
import type { Granted, Purpose } from '@shared/contract/grants';
import { typedPath } from '@shared/format/typed-path';
import { refusalOf } from '../client/refusal';
import { usePlaces } from './use-places';

export interface PlaceField {
  /** what stands in the field */
  text: Ref<string>;
  /** Puts what was chosen into it. */
  take: (granted: Granted) => void;
  /** Does something with the place that the field names; with undefined where it is empty. */
  use: <Result>(act: (granted: Granted | undefined) => Promise<Result>) => Promise<Result>;
}

/** A field for a file or folder of the studio's machine. What was typed is asked for when it is used. */
export function usePlaceField(purpose: Purpose): PlaceField {
  const places = usePlaces();
  const text = ref('');
  /** as long as it was not used */
  let granted: Granted | undefined;
  return {
    text,
    take(its) {
      granted = its;
      text.value = its.path;
    },
    async use(act) {
      const path = typedPath(text.value);
      if (path === '') granted = undefined;
      else if (granted?.path !== path) granted = await places.grant(purpose, path);
      try {
        const result = await act(granted);
        granted = undefined;
        return result;
      } catch (error) {
        // Refused for another reason, it can be used again.
        if (refusalOf(error).problems.some(({ path: at }) => at === 'grant')) granted = undefined;
        throw error;
      }
    },
  };
}
