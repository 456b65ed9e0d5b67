import { runIdSchema } from '../spec/run-spec';

const SCHEME = 'trainyard:';

/**
 * The page, as a route of the window, that a `trainyard:` address means: `trainyard://run/<id>`, or a page's own
 * `trainyard://app/#/…`. Undefined where it means none of ours.
 */
export function pageOfAddress(address: string): string | undefined {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return undefined;
  }
  if (url.protocol !== SCHEME) return undefined;
  if (url.host === 'app') {
    const route = url.hash.slice(1);
    return route.startsWith('/') && !route.startsWith('//') ? route : '/runs';
  }
  if (url.host !== 'run') return undefined;
  const run = runIdSchema.safeParse(url.pathname.replaceAll('/', ''));
  return run.success ? `/runs/${run.data}` : undefined;
}
