import * as fs from 'node:fs';
import * as path from 'node:path';
import { sizeOf, writeWhole } from '../lib/files.mjs';
import { capture, lastLines } from '../lib/run.mjs';
import { Problem, step } from '../lib/say.mjs';
import { layOutLinux, refreshScript } from './linux-tree.mjs';
import { product } from './product.mjs';

const ARCH = 'amd64';

/** What Electron's program is linked to, by Debian's and Ubuntu's names for it. */
const DEPENDS = [
  'libasound2 | libasound2t64',
  'libatk-bridge2.0-0 | libatk-bridge2.0-0t64',
  'libcups2 | libcups2t64',
  'libdrm2',
  'libgbm1',
  'libgtk-3-0 | libgtk-3-0t64',
  'libnss3',
  'libxkbcommon0',
  'libxtst6',
];

const control = ({ version, bytes }) => `Package: ${product.executable}
Version: ${version}
Section: science
Priority: optional
Architecture: ${ARCH}
Maintainer: ${product.maintainer}
Homepage: ${product.homepage}
Installed-Size: ${Math.ceil(bytes / 1024)}
Depends: ${DEPENDS.join(', ')}
Recommends: xdg-utils
Description: ${product.description}
${product.longDescription.map((line) => ` ${line}`).join('\n')}
`;

/**
 * Makes the Debian package from the folder that electron-builder wrote, with Debian's own program.
 *
 * @param flags that the desktop entry starts the app with
 * @param compression xz is smallest, and takes a minute
 * @returns the package's path
 */
export async function makeDeb({
  unpacked,
  icons,
  output,
  version = product.version,
  flags = [],
  compression = 'xz',
}) {
  const root = path.join(output, 'deb-root');
  const licence = `/usr/share/doc/${product.executable}/copyright`;
  layOutLinux(root, { unpacked, icons, kind: 'deb', licence, flags });
  writeWhole(path.join(root, 'DEBIAN/control'), control({ version, bytes: sizeOf(root) }));
  for (const script of ['postinst', 'postrm']) {
    writeWhole(path.join(root, 'DEBIAN', script), `#!/bin/sh\n${refreshScript}`);
    fs.chmodSync(path.join(root, 'DEBIAN', script), 0o755);
  }
  const file = path.join(output, `${product.executable}_${version}_${ARCH}.deb`);
  try {
    await step('making the Debian package', () =>
      capture('dpkg-deb', ['--root-owner-group', `-Z${compression}`, '--build', root, file]),
    );
  } catch (error) {
    throw new Problem(
      'dpkg-deb failed.',
      'It is part of Debian and Ubuntu; `npm run package -- AppImage` makes only what needs no such program.',
      lastLines(error),
    );
  }
  fs.rmSync(root, { recursive: true });
  return file;
}
