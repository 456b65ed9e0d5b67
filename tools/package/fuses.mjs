import { importFromKit } from './kit.mjs';

/**
 * Electron's fuses, bits in its program that no environment variable and no argument can undo. Engines are utility
 * processes, which need no `runAsNode`.
 */
const FUSES = {
  runAsNode: false,
  enableCookieEncryption: true,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  loadBrowserProcessSpecificV8Snapshot: false,
  grantFileProtocolExtraPrivileges: false,
};

/** Fuses that Electron got later than others, and with which version. */
const SINCE = { loadBrowserProcessSpecificV8Snapshot: 21, grantFileProtocolExtraPrivileges: 29 };

/** How an Electron's fuses are to be; an old one has fewer of them. */
export function fusesOf(version) {
  const major = version === undefined ? Infinity : Number(version.split('.')[0]);
  return Object.fromEntries(Object.entries(FUSES).filter(([name]) => major >= (SINCE[name] ?? 0)));
}

/** The fuses as they are in a program: `{ fuse, wanted, found }`; `found` is undefined where the program has none. */
export async function readFuses(program) {
  const { getCurrentFuseWire, FuseV1Options, FuseState } = await importFromKit('@electron/fuses');
  const wire = await getCurrentFuseWire(program);
  const states = { [FuseState.ENABLE]: true, [FuseState.DISABLE]: false };
  return Object.entries(FUSES).map(([fuse, wanted]) => {
    const option = fuse.replace(/^./, (letter) => letter.toUpperCase());
    return { fuse, wanted, found: states[wire[FuseV1Options[option]]] };
  });
}
