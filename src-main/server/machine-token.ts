import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../durable/atomic-file';
import { newSecret, sameSecret } from './secrets';

const pathIn = (programFolder: string): string => join(programFolder, 'machine-token');

async function read(programFolder: string): Promise<string | undefined> {
  try {
    return (await readFile(pathIn(programFolder), 'utf8')).trim() || undefined;
  } catch {
    return undefined;
  }
}

/** Whether a token is the one that lets other machines in. Where none was ever made, none does. */
export async function isMachineToken(programFolder: string, token: string): Promise<boolean> {
  const own = await read(programFolder);
  return own !== undefined && sameSecret(own, token);
}

/**
 * The token that lets Trainyards of other machines in, made when it is asked for first. Only this person can read it.
 *
 * @param anew makes another one: the one before lets nobody in any more
 */
export async function machineToken(programFolder: string, anew: boolean): Promise<string> {
  const known = anew ? undefined : await read(programFolder);
  if (known !== undefined) return known;
  const token = newSecret();
  await mkdir(programFolder, { recursive: true });
  await writeFileAtomically(pathIn(programFolder), `${token}\n`, 0o600);
  return token;
}
