import { createPinia } from 'pinia';
import { createApp, type App } from 'vue';
import type { WindowClient } from '@shared/contract/client';
import { provideConnection } from '../../../src-renderer/client/provide';

/** What a page asks of the studio, area by area, as far as a test answers it. */
export type Answers = {
  [Area in keyof WindowClient]?: Partial<Record<keyof WindowClient[Area], (given: never) => unknown>>;
};

/**
 * An app without a page, in which stores and composables ask a studio that answers as a test says.
 *
 * @returns runs something in it
 */
export function onPage(answers: Answers): App['runWithContext'] {
  const app = createApp({});
  app.use(createPinia());
  // What a test leaves unanswered fails where it is asked.
  const client = answers as unknown as WindowClient;
  provideConnection(app, { client, watch: () => {} });
  return (act) => app.runWithContext(act);
}
