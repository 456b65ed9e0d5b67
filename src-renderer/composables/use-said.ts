import { shallowRef, type ShallowRef } from 'vue';

/** What was done, or could not be done, where the page itself does not show it. */
export interface Said {
  text: string;
  level: 'info' | 'error';
}

/** An error stays until somebody closes it. */
const SHOWN_MS = 5000;

const said = shallowRef<Said>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** The sentence that is shown at the foot of the page just now. */
export const useSaid = (): ShallowRef<Said | undefined> => said;

/** Shows a sentence at the foot of the page, in place of the one before. */
export function say(text: string, level: Said['level'] = 'info'): void {
  said.value = { text, level };
  clearTimeout(timer);
  if (level === 'info') timer = setTimeout(() => (said.value = undefined), SHOWN_MS);
}
