import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { join, posix, relative, sep } from 'node:path';
import type { RayPlace } from '@shared/contract/place';

/** How a start of a run is called: its generation, and whose run it is. */
const NAME = /^(\d+)-([0-9a-f]{12})$/;

/** Which of a library's runs it is: a run that was opened in two libraries is two. */
const ownerOf = (runFolder: string): string =>
  createHash('sha256').update(`${hostname()}\n${runFolder}`).digest('hex').slice(0, 12);

/** One start of a run in the cluster. */
export interface Start {
  generation: number;
  /** of its folder, and within the job's id */
  name: string;
}

/** Where things lie in the folder that the studio and the nodes of a cluster share. */
export class SharedLayout {
  constructor(readonly place: Pick<RayPlace, 'shared' | 'sharedThere'>) {}

  /** Datasets, each in a folder that is named after what its files hold. */
  get datasets(): string {
    return join(this.place.shared, 'datasets');
  }

  /** The starts of a run. */
  startsOf(run: string): string {
    return join(this.place.shared, 'runs', run);
  }

  startFolder(run: string, { name }: Start): string {
    return join(this.startsOf(run), name);
  }

  /** A path of this machine as the nodes have it. */
  there(path: string): string {
    const { shared, sharedThere } = this.place;
    if (sharedThere === undefined) return path;
    return posix.join(sharedThere, ...relative(shared, path).split(sep));
  }
}

export const startOf = (runFolder: string, generation: number): Start => ({
  generation,
  name: `${generation}-${ownerOf(runFolder)}`,
});

/** Of the names in a run's folder those that are starts of this library's run, the newest first. */
export function startsAmong(names: readonly string[], runFolder: string): Start[] {
  const owner = ownerOf(runFolder);
  return names
    .flatMap((name): Start[] => {
      const [, generation, its] = NAME.exec(name) ?? [];
      return its === owner ? [{ generation: Number(generation), name }] : [];
    })
    .sort((a, b) => b.generation - a.generation);
}

/** A job's id in the cluster: the same for the same start, so that a start is never submitted twice. */
export const jobIdOf = (run: string, { name }: Start): string => `trainyard-${run}-${name}`;

/** A path as one word of a POSIX shell's command line. */
export const shellWord = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
