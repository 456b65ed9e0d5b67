import { createHash, randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { LibraryError } from './library-error';

const lockRecordSchema = z.object({
  /** of the local socket at which the studio answers */
  address: z.string().min(1),
  /** what to show there */
  token: z.string().min(1),
  pid: z.int().positive(),
});
/** The studio that has a library open. */
export type LockRecord = z.infer<typeof lockRecordSchema>;

export type LockResult = { release: () => Promise<void> } | { heldBy: LockRecord };

const LOCK_FILE = 'studio.lock';
const CONNECT_TIMEOUT_MS = 2000;
const TAKEOVER_TIMEOUT_MS = 10_000;

/** Whether anybody listens at a local address. Only a clear refusal counts as nobody. */
function answers(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address);
    const settle = (alive: boolean) => {
      socket.destroy();
      resolve(alive);
    };
    socket.setTimeout(CONNECT_TIMEOUT_MS, () => settle(true));
    socket.once('connect', () => settle(true));
    socket.once('error', (error: NodeJS.ErrnoException) =>
      settle(!['ECONNREFUSED', 'ENOENT', 'ENOTSOCK', 'EINVAL'].includes(error.code ?? '')),
    );
  });
}

interface LockFile {
  /** names the record without giving its token away */
  key: string;
  /** undefined when the file holds something else: nobody can answer for it */
  record: LockRecord | undefined;
}

async function readLock(file: string): Promise<LockFile | undefined> {
  try {
    const text = await readFile(file, 'utf8');
    const key = createHash('sha256').update(text).digest('hex').slice(0, 16);
    try {
      return { key, record: lockRecordSchema.parse(JSON.parse(text)) };
    } catch {
      return { key, record: undefined };
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Puts a complete file at `target` unless there is one; whether it did. */
async function place(complete: string, target: string): Promise<boolean> {
  try {
    await link(complete, target);
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST') return false;
    // A file system without hard links, exFAT for one: exclusive all the same, but not written at once.
    if (code === 'EPERM' || code === 'ENOTSUP' || code === 'EOPNOTSUPP') {
      return writeFile(target, await readFile(complete), { flag: 'wx', mode: 0o600 }).then(
        () => true,
        () => false,
      );
    }
    throw error;
  }
}

/**
 * Replaces a dead studio's lock by ours. Only who holds the claim on that very lock may; a claim whose own
 * holder died is claimed in turn, so the last of a chain of claims is the one that counts. This way nobody
 * ever removes the lock of a studio that came to life in between.
 *
 * @returns whether the lock is ours now; if not, look at it again
 */
async function takeOver(lock: string, stale: LockFile, complete: string): Promise<boolean> {
  const claims: string[] = [];
  let last: LockFile = stale;
  for (;;) {
    const claim = `${lock}.after-${last.key}`;
    claims.push(claim);
    if (await place(complete, claim)) break;
    const other = await readLock(claim);
    if (!other) return false;
    if (other.record && (await answers(other.record.address))) return false;
    last = other;
  }
  const mine = claims.at(-1)!;
  if ((await readLock(lock))?.key !== stale.key) {
    await unlink(mine);
    return false;
  }
  await rename(complete, lock);
  await Promise.all(claims.map((claim) => rm(claim, { force: true })));
  return true;
}

/**
 * Makes this process the one studio of a library. The address must answer already, else a second studio
 * would take this one for dead.
 *
 * @returns a function that gives the library free, to be called before the address stops answering; or who
 *   holds it, when that is a live studio
 * @throws {LibraryError} when the lock file cannot be written
 */
export async function acquireLibraryLock(folder: string, self: LockRecord): Promise<LockResult> {
  const lock = join(folder, LOCK_FILE);
  const complete = join(folder, `.${LOCK_FILE}-${randomUUID()}`);
  const deadline = performance.now() + TAKEOVER_TIMEOUT_MS;
  try {
    await writeFile(complete, JSON.stringify({ version: 1, ...self }), { mode: 0o600, flag: 'wx' });
    for (;;) {
      if (await place(complete, lock)) break;
      const found = await readLock(lock);
      if (!found) continue;
      if (found.record && (await answers(found.record.address))) return { heldBy: found.record };
      // It may be just being written, where `place` could not do that at once.
      if (!found.record) await sleep(100);
      if ((await readLock(lock))?.key === found.key && (await takeOver(lock, found, complete))) break;
      if (performance.now() > deadline)
        throw new Error('another studio is taking it over and does not finish');
      await sleep(20 + Math.random() * 30);
    }
    const own = (await readLock(lock))?.key;
    const release = async () => {
      // Never remove another's lock, should someone have deleted ours by hand.
      if (own !== undefined && (await readLock(lock))?.key === own) await rm(lock, { force: true });
    };
    return { release };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LibraryError(
      `The library ${folder} cannot be locked (${reason}): check that the folder can be written, or remove ${lock} when no Trainyard is running.`,
      { cause: error },
    );
  } finally {
    await rm(complete, { force: true });
  }
}
