import * as fs from 'node:fs';
import * as path from 'node:path';
import { sizeOf, writeWhole } from '../lib/files.mjs';
import { capture, lastLines } from '../lib/run.mjs';
import { Problem, step } from '../lib/say.mjs';
import { desktopEntry, product } from './product.mjs';

export const INSTALLED = `/opt/${product.name}`;
const ARCH = 'amd64';
const program = `${INSTALLED}/${product.executable}`;

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
 You choose data, shape a model in forms that check themselves, press Train and
 watch the curves live. Every checkpoint can be continued, tested, compared and
 exported. Nothing leaves the machine.
`;

const entry = (flags) => `[Desktop Entry]
${Object.entries({ ...desktopEntry, Exec: [program, ...flags, '%U'].join(' ') })
  .map(([key, value]) => `${key}=${value}`)
  .join('\n')}
`;

const mimeTypes = `<?xml version="1.0" encoding="UTF-8"?>
<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
${product.files
  .map(
    ({ ext, description, mimeType }) => `  <mime-type type="${mimeType}">
    <comment>${description}</comment>
    <glob pattern="*.${ext}"/>
    <icon name="${product.executable}"/>
  </mime-type>`,
  )
  .join('\n')}
</mime-info>
`;

/** Tells the desktop of what came or went. Nothing of a person's own data is ever touched. */
const refresh = `#!/bin/sh
set -e
for update in "update-desktop-database -q /usr/share/applications" "update-mime-database /usr/share/mime" \\
  "gtk-update-icon-cache -q -t -f /usr/share/icons/hicolor"; do
  if command -v "\${update%% *}" >/dev/null 2>&1; then $update || true; fi
done
`;

/** Maps, headers and the like never get here; what is executable stays so, the rest is only read. */
function layOut(root, { unpacked, icons, flags }) {
  const place = (file) => path.join(root, file);
  fs.cpSync(unpacked, place(INSTALLED), { recursive: true, verbatimSymlinks: true });
  // By which the app knows how it is updated.
  writeWhole(place(`${INSTALLED}/resources/package-type`), 'deb\n');
  // Chromium's sandbox where a system allows no user namespaces: it has to belong to root, and to run as root.
  fs.chmodSync(place(`${INSTALLED}/chrome-sandbox`), 0o4755);
  writeWhole(place(`/usr/share/applications/${product.executable}.desktop`), entry(flags));
  writeWhole(place(`/usr/share/mime/packages/${product.executable}.xml`), mimeTypes);
  for (const name of fs.readdirSync(icons)) {
    const folder = place(`/usr/share/icons/hicolor/${path.parse(name).name}/apps`);
    fs.mkdirSync(folder, { recursive: true });
    fs.copyFileSync(path.join(icons, name), path.join(folder, `${product.executable}.png`));
  }
  fs.mkdirSync(place('/usr/bin'), { recursive: true });
  fs.symlinkSync(program, place(`/usr/bin/${product.executable}`));
  const doc = place(`/usr/share/doc/${product.executable}`);
  fs.mkdirSync(doc, { recursive: true });
  fs.copyFileSync(place(`${INSTALLED}/LICENSE.txt`), path.join(doc, 'copyright'));
}

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
  fs.rmSync(root, { recursive: true, force: true });
  layOut(root, { unpacked, icons, flags });
  writeWhole(path.join(root, 'DEBIAN/control'), control({ version, bytes: sizeOf(root) }));
  for (const script of ['postinst', 'postrm']) {
    writeWhole(path.join(root, 'DEBIAN', script), refresh);
    fs.chmodSync(path.join(root, 'DEBIAN', script), 0o755);
  }
  const file = path.join(output, `${product.executable}_${version}_${ARCH}.deb`);
  try {
    await step('making the Debian package', () =>
      capture('dpkg-deb', ['--root-owner-group', `-Z${compression}`, '--build', root, file]),
    );
  } catch (error) {
    throw new Problem('dpkg-deb failed.', 'It is part of Debian and Ubuntu.', lastLines(error));
  }
  fs.rmSync(root, { recursive: true });
  return file;
}
