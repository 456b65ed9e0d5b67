import { runIdSchema } from '../spec/run-spec';

const SCHEME = 'trainyard:';
const PLACES: ReadonlyMap<string, string> = new Map([
  ['run', 'runs'],
  ['sweep', 'sweeps'],
]);

/**
 * The page, as a route of the window, that a `trainyard:` address means: `trainyard://run/<id>`, `trainyard://sweep/<id>`, or
 * a page's own `trainyard://app/#/…`. Undefined where it means none of ours.
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
  const place = PLACES.get(url.host);
  // A sweep's id is made as a run's.
  const id = runIdSchema.safeParse(url.pathname.replaceAll('/', ''));
  return place !== undefined && id.success ? `/${place}/${id.data}` : undefined;
}
