import * as fs from 'node:fs';
import * as path from 'node:path';
import { writeWhole } from '../lib/files.mjs';
import { desktopEntry, product } from './product.mjs';

export const INSTALLED = `/opt/${product.name}`;
const program = `${INSTALLED}/${product.executable}`;

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

/** For a shell: tells the desktop of what came or went. Nothing of a person's own data is ever touched. */
export const refreshScript = `set -e
for update in "update-desktop-database -q /usr/share/applications" "update-mime-database /usr/share/mime" \\
  "gtk-update-icon-cache -q -t -f /usr/share/icons/hicolor"; do
  if command -v "\${update%% *}" >/dev/null 2>&1; then $update || true; fi
done
`;

/**
 * Lays out in a folder what a package of a Linux system installs, from what electron-builder wrote.
 *
 * @param kind of package: by it the app knows how it is updated
 * @param licence where the system has licences
 * @param flags that the desktop entry starts the app with
 */
export function layOutLinux(root, { unpacked, icons, kind, licence, flags = [] }) {
  const place = (file) => path.join(root, file);
  fs.rmSync(root, { recursive: true, force: true });
  fs.cpSync(unpacked, place(INSTALLED), { recursive: true, verbatimSymlinks: true });
  writeWhole(place(`${INSTALLED}/resources/package-type`), `${kind}\n`);
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
  fs.mkdirSync(path.dirname(place(licence)), { recursive: true });
  fs.copyFileSync(place(`${INSTALLED}/LICENSE.txt`), place(licence));
}
