import type { ImportOptions } from '@shared/contract/import';
import type { Part } from '../import/content-fingerprint';
import { Duplicates } from '../import/duplicates';
import { NearDuplicates } from '../import/near-duplicates';
import type { ReportCollector } from '../import/report-collector';
import type { PlacedFile } from './arrange';
import type { DecodedPicture, PictureSize } from './decode';
import { FileFault } from './file-fault';
import { Sizes } from './sizes';

/** What is known of the pictures in a scratch file, by their number there. */
export class DecodedPictures {
  readonly duplicates = new Duplicates();
  readonly near: NearDuplicates;
  readonly sizes = new Sizes();
  /** whether the dataset has three channels */
  hasColor: boolean;
  readonly #kept: PlacedFile[] = [];

  constructor(
    { height, width }: PictureSize,
    colors: ImportOptions['pictures']['colors'],
    readonly report: ReportCollector,
  ) {
    this.near = new NearDuplicates(height, width);
    this.hasColor = colors === 'color';
  }

  /** Takes the next file: a picture that is in the scratch file, or what is wrong with it. */
  take(placed: PlacedFile, picture: DecodedPicture | FileFault): void {
    this.report.read++;
    if (picture instanceof FileFault) {
      this.report.setAside(picture.reason, placed.file.path, picture.message);
      return;
    }
    this.#kept.push(placed);
    this.hasColor ||= picture.channels === 3;
    this.sizes.add(picture.original);
    this.duplicates.add(picture.pixels);
    this.near.add(picture.pixels, picture.channels);
  }

  get labels(): Uint8Array {
    return Uint8Array.from(this.#kept, ({ label }) => label);
  }

  get parts(): Part[] {
    return this.#kept.map(({ part }) => part);
  }

  readonly where = (index: number): string => this.#kept[index]!.file.path;
}
