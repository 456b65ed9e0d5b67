import type { Inspection } from '@shared/contract/import';
import { tidyName } from '../import/names';
import type { SourceOptions } from '../import/source-reader';
import { arrange, type Arrangement } from './arrange';
import { PictureDecoder } from './decode';
import { checkClasses } from './import-pictures';
import { loadSharp } from './load-sharp';
import { nameOfPictures } from './name-of-pictures';
import { arrangementNotes } from './note-arrangement';
import { openPictureFiles } from './open-picture-files';
import { survey, type Survey } from './survey';

const LOOKED_AT = 200;

/**
 * Says what a folder or zip file of pictures would be imported as, from its folders and the headers of some files.
 *
 * @throws DataError in one sentence
 * @throws the signal's reason when aborted
 */
export async function inspectPictures({ path, options, signal }: SourceOptions): Promise<Inspection> {
  const decoder = new PictureDecoder(await loadSharp());
  const files = await openPictureFiles(path, signal);
  try {
    const arrangement = arrange(files, path);
    checkClasses(arrangement, path);
    const found = await survey({
      files,
      placed: arrangement.files,
      decoder,
      most: LOOKED_AT,
      withColors: true,
      signal,
    });
    const counts = arrangement.classes.map(() => 0);
    for (const { label } of arrangement.files) counts[label]!++;
    const sizes = found.sizes.commonest;
    const warnings = [
      ...warningsOf(arrangement, found, options.testFraction),
      ...files.notes.slice(0, 20),
      ...(files.refused.length > 0
        ? [
            `${files.refused.length.toLocaleString('en')} files of the archive will not be touched: ${tidyName(files.refused[0]!.path)}, for one, as ${files.refused[0]!.what}.`,
          ]
        : []),
    ];
    return {
      path,
      kind: 'pictures',
      name: nameOfPictures(path),
      summary: `a folder for each of ${arrangement.classes.length} classes, ${arrangement.files.length.toLocaleString('en')} files${files.isArchive ? ' in a zip file' : ''}`,
      count: arrangement.files.length,
      isWhole: true,
      splits: arrangement.parts,
      classes: arrangement.classes.map((name, label) => ({ name, count: counts[label]! })),
      task: 'classification',
      columns: [],
      delimiter: null,
      header: null,
      rows: [],
      sizes,
      isGrey: found.isGrey,
      arrays: [],
      warnings,
    };
  } finally {
    await files.close();
  }
}

function warningsOf(arrangement: Arrangement, found: Survey, testFraction: number): string[] {
  const warnings = arrangementNotes(arrangement);
  const [fault] = found.faults;
  if (fault) {
    const looked = found.readable + found.faults.length;
    warnings.push(
      `Of ${looked} files that were looked at, ${found.faults.length} cannot be read and will be set aside: ${tidyName(fault.path)}, for one, as ${fault.what}.`,
    );
  }
  if (found.sizes.different > 1) {
    warnings.push('The pictures are of several sizes: all will be brought to one.');
  }
  const isUndivided = !arrangement.parts.includes('test');
  if (isUndivided && testFraction > 0) {
    warnings.push(
      `There is no test part: ${Math.round(100 * testFraction)} % of each class will be held back for it.`,
    );
  }
  return warnings;
}
