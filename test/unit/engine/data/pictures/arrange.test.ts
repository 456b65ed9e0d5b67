import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError } from '../../../../../src-main/engine/data/data-error';
import { arrange } from '../../../../../src-main/engine/data/pictures/arrange';

/** Paths as a folder lists them; those that end with `/` are folders without files. */
function arranged(paths: readonly string[]) {
  const files = paths.filter((path) => !path.endsWith('/')).map((path) => ({ path }));
  const folders = new Set<string>();
  for (const path of paths) {
    const names = path.split('/').slice(0, -1);
    for (let depth = 1; depth <= names.length; depth++) folders.add(names.slice(0, depth).join('/'));
  }
  const { classes, parts, files: placed, ...rest } = arrange({ files, folders: [...folders] }, 'here');
  return {
    classes,
    parts,
    files: placed.map(({ file, part, label }) => `${file.path} ${part} ${classes[label]}`),
    ...rest,
  };
}

const nothing = { empty: [], outside: [], hidden: 0 };

describe('arrange', () => {
  it('takes a folder for each class, in the order in which people count', () => {
    expect(arranged(['10/a.png', '9/b.png', '9/a2.png', '9/a10.png', '10/more/x.png'])).toEqual({
      classes: ['9', '10'],
      parts: ['train'],
      files: [
        '10/a.png train 10',
        '9/a2.png train 9',
        '9/a10.png train 9',
        '9/b.png train 9',
        '10/more/x.png train 10',
      ],
      ...nothing,
    });
  });

  it.each([
    ['train', 'val', 'test'],
    ['Training', 'valid', 'Testing'],
    ['train_set', 'Validation', 'test-set'],
  ])('takes the parts that folders name: %s, %s, %s', (train, validation, test) => {
    const { files, parts, classes } = arranged([
      `${test}/b/1.png`,
      `${train}/a/2.png`,
      `${train}/b/1.png`,
      `${validation}/a/1.png`,
    ]);
    expect(parts).toEqual(['train', 'validation', 'test']);
    expect(classes).toEqual(['a', 'b']);
    expect(files).toEqual([
      `${train}/b/1.png train b`,
      `${train}/a/2.png train a`,
      `${validation}/a/1.png validation a`,
      `${test}/b/1.png test b`,
    ]);
  });

  it('looks through folders around it all', () => {
    const { classes, outside, parts } = arranged([
      'x/README.md',
      'x/y/train/a/1.png',
      'x/y/train/b/1.png',
      'x/y/test/a/2.png',
    ]);
    expect({ classes, outside, parts }).toEqual({
      classes: ['a', 'b'],
      outside: ['x/README.md'],
      parts: ['train', 'test'],
    });
  });

  it('takes train for a class where pictures are right in it', () => {
    expect(arranged(['train/1.png', 'car/1.png', 'bus/1.png']).classes).toEqual(['bus', 'car', 'train']);
  });

  it('takes a name for the same however it is written', () => {
    const composed = 'K\u00e4fer';
    const { classes } = arranged([`train/${composed}/1.png`, 'test/Ka\u0308fer/1.png', 'train/b/1.png']);
    expect(classes).toEqual([composed, 'b'].toSorted());
  });

  it('says what it leaves out', () => {
    const { classes, empty, outside, hidden } = arranged([
      'labels.csv',
      'a/1.png',
      'b/1.png',
      'c/',
      'd/e/',
      'a/.DS_Store',
      'a/Thumbs.db',
      '.git/config',
      '__MACOSX/a/._1.png',
    ]);
    expect({ classes, empty, outside, hidden }).toEqual({
      classes: ['a', 'b'],
      empty: ['c', 'd'],
      outside: ['labels.csv'],
      hidden: 4,
    });
    const beside = arranged([
      'train/a/1.png',
      'train/b/1.png',
      'train/list.txt',
      'extra/x/9.png',
      'notes.txt',
    ]);
    expect(beside.outside.toSorted()).toEqual(['extra/x/9.png', 'notes.txt', 'train/list.txt']);
  });

  it('asks for a training part, and for one of each', () => {
    expect(() => arranged(['test/a/1.png', 'val/a/1.png'])).toThrow(/none for training/);
    expect(() => arranged(['train/a/1.png', 'training/a/1.png'])).toThrow(/two folders for the train part/);
  });

  it('places, counts or leaves out every file, and never fails otherwise', () => {
    const name = fc.constantFrom(
      'train',
      'test',
      'val',
      'a',
      'b',
      '.x',
      '',
      '__proto__',
      'constructor',
      '__MACOSX',
    );
    const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));
    fc.assert(
      fc.property(fc.uniqueArray(path, { maxLength: 12 }), (paths) => {
        const files = paths.filter((each) => !each.endsWith('/'));
        try {
          const found = arranged(paths);
          expect(found.files.length + found.outside.length + found.hidden).toBe(files.length);
          expect(new Set(found.classes).size).toBe(found.classes.length);
        } catch (error) {
          if (!(error instanceof DataError)) throw error;
        }
      }),
      { numRuns: 500 },
    );
  });
});
