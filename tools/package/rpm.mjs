import * as fs from 'node:fs';
import * as path from 'node:path';
import { writeWhole } from '../lib/files.mjs';
import { capture, firstWorking, lastLines } from '../lib/run.mjs';
import { Problem, step } from '../lib/say.mjs';
import { INSTALLED, layOutLinux, refreshScript } from './linux-tree.mjs';
import { product } from './product.mjs';

const ARCH = 'x86_64';
const LICENCES = `/usr/share/licenses/${product.executable}`;
const PAYLOADS = { xz: 'w6.xzdio', none: 'w.ufdio' };

/** In a spec, % begins a macro. */
const literally = (text) => text.replaceAll('%', '%%');

/**
 * What the programs are linked to is found by rpmbuild, by the libraries' own names, which are the same in every
 * distribution. What the package brings along is neither asked for nor offered to others, and nothing in it is stripped.
 */
const spec = ({ version, root, compression }) => `
%global __requires_exclude_from ^${INSTALLED}/(resources/|.*\\\\.so)
%global __requires_exclude ^libffmpeg\\\\.so
%global __os_install_post %{nil}
%global debug_package %{nil}
%global _build_id_links none
%global _binary_payload ${PAYLOADS[compression]}

Name: ${product.executable}
Version: ${version.replaceAll('-', '~')}
Release: 1
Summary: ${literally(product.description)}
License: ${product.license}
URL: ${literally(product.homepage)}
Vendor: ${literally(product.author)}
Packager: ${literally(product.maintainer)}
AutoProv: no
Recommends: xdg-utils

%description
${literally(product.longDescription.join('\n'))}

%prep
%build
%install
rm -rf "%{buildroot}"
mkdir -p "$(dirname "%{buildroot}")"
mv "${literally(root)}" "%{buildroot}"

%post
${literally(refreshScript)}
%postun
${literally(refreshScript)}
%files
%defattr(-,root,root,-)
${INSTALLED}
/usr/bin/${product.executable}
/usr/share/applications/${product.executable}.desktop
/usr/share/mime/packages/${product.executable}.xml
/usr/share/icons/hicolor/*/apps/${product.executable}.png
%dir ${LICENCES}
%license ${LICENCES}/LICENSE.txt
`;

/** Whether this machine can make one. */
export const canMakeRpm = () => firstWorking(['rpmbuild']) !== undefined;

/**
 * Makes the RPM package from the folder that electron-builder wrote, with RPM's own program.
 *
 * @param flags that the desktop entry starts the app with
 * @param compression `xz` or `none`
 * @returns the package's path
 */
export async function makeRpm({
  unpacked,
  icons,
  output,
  version = product.version,
  flags = [],
  compression = 'xz',
}) {
  const work = path.join(output, 'rpm-work');
  const root = path.join(output, 'rpm-root');
  layOutLinux(root, { unpacked, icons, kind: 'rpm', licence: `${LICENCES}/LICENSE.txt`, flags });
  const name = `${product.executable}-${version}.${ARCH}.rpm`;
  const specFile = path.join(work, `${product.executable}.spec`);
  writeWhole(specFile, spec({ version, root, compression }));
  const places = { _topdir: work, _rpmdir: output, _rpmfilename: name };
  const defined = Object.entries(places).flatMap(([macro, value]) => ['--define', `${macro} ${value}`]);
  try {
    await step('making the RPM package', () => capture('rpmbuild', [...defined, '-bb', specFile]));
  } catch (error) {
    throw new Problem(
      'rpmbuild failed.',
      'It is in the package rpm-build of Fedora and openSUSE, and in rpm of Debian and Ubuntu.',
      lastLines(error),
    );
  } finally {
    for (const folder of [work, root]) fs.rmSync(folder, { recursive: true, force: true });
  }
  return path.join(output, name);
}
