import { z } from 'zod';
import { grantedSchema } from './grants';

/** What a person opened from outside of the window: a link, a file, an entry of the native menu. */
export const openedSchema = z.discriminatedUnion('what', [
  /** a page, by its route */
  z.object({ what: z.literal('page'), route: z.string().startsWith('/') }),
  /** a file with the spec of a run */
  z.object({ what: z.literal('spec'), name: z.string(), text: z.string() }),
  /** a file with a whole run, somewhere on the host */
  z.object({ what: z.literal('run-file'), granted: grantedSchema }),
  /** something that lies over the page */
  z.object({ what: z.literal('overlay'), overlay: z.enum(['palette', 'shortcuts']) }),
  /** why something could not be opened */
  z.object({ what: z.literal('problem'), sentence: z.string() }),
]);
export type Opened = z.infer<typeof openedSchema>;
