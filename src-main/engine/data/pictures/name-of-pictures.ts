import { basename } from 'node:path';
import { nameFromFolder, tidyName } from '../import/names';

/** A name for the dataset in a folder or zip file. */
export function nameOfPictures(path: string): string {
  const zipped = /^(.+)\.zip$/i.exec(basename(path))?.[1];
  return zipped === undefined ? nameFromFolder(path) : tidyName(zipped) || 'Dataset';
}
