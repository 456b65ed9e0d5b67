import * as fs from 'node:fs';
import * as path from 'node:path';
import { inRoot, modules, readJson, writeJson } from '../lib/files.mjs';
import { Problem } from '../lib/say.mjs';
import { ensureBuild } from '../setup/build.mjs';
import { drawIcons } from './draw-icons.mjs';
import { neededFiles } from './needed-files.mjs';
import { product } from './product.mjs';
import { writeBillOfMaterials } from './bill-of-materials.mjs';
import { updateSources } from './update-sources.mjs';
import { NAPI_VERSION, packageDir } from '../native/variant.mjs';
import { runtimeFor } from '../../src-shared/runtime/runtimes.ts';

/** Built for the terminal, of which a packaged app has none; maps serve only debuggers. */
const isShipped = (file) => !file.endsWith('.map') && path.basename(file) !== 'cli.cjs';

function copyInto(folder, files) {
  for (const file of files) {
    const target = path.join(folder, path.relative(inRoot(), file));
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.copyFileSync(file, target);
  }
}

const filesBelow = (folder) =>
  fs
    .readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));

/** The addon that calls TensorFlow's library, where there is a library to fetch for this system. */
function copyAddon(folder) {
  fs.mkdirSync(folder, { recursive: true });
  if (!runtimeFor('cpu', process.platform, process.arch)) return;
  const addon = path.join(packageDir, `lib/napi-v${NAPI_VERSION}/tfjs_binding.node`);
  if (!fs.existsSync(addon))
    throw new Problem(
      'The TensorFlow addon is not built, and the packaged app would train with WebAssembly only.',
      'Run `node tools/native-runtime.mjs` first.',
    );
  fs.copyFileSync(addon, path.join(folder, path.basename(addon)));
}

/** Lays out what is packaged: `app` goes into the archive, `native` and `notices` beside it, `icons` to the system. */
export async function stageApp(folder) {
  await ensureBuild();
  fs.rmSync(folder, { recursive: true, force: true });
  const app = path.join(folder, 'app');
  const needed = neededFiles();
  copyInto(
    app,
    filesBelow(inRoot('out'))
      .filter(isShipped)
      .filter((file) => !path.basename(file).startsWith('.')),
  );
  copyInto(app, needed.files);
  const { name, productName, description, license, author, main } = readJson(inRoot('package.json'));
  writeJson(path.join(app, 'package.json'), {
    name,
    productName,
    version: product.version,
    description,
    license,
    author,
    main,
    // By it Linux finds the menu entry of a window, and who opens links of ours.
    desktopName: `${product.executable}.desktop`,
  });
  // Within the archive, as the program: who can change one can change the other.
  writeJson(path.join(app, 'update-sources.json'), updateSources());
  copyAddon(path.join(folder, 'native'));
  // Folders on the web that have the archives of src-shared/runtime; whoever packages the app says which.
  const folders = (process.env.TRAINYARD_RUNTIME_SOURCES ?? '').split(/\s+/).filter(Boolean);
  writeJson(path.join(folder, 'native/runtime-sources.json'), { version: 1, folders });
  await drawIcons(path.join(folder, 'icons'));
  const shipped = needed.packages.map((one) => path.relative(modules, one));
  writeBillOfMaterials(path.join(folder, 'notices'), { shipped, version: product.version });
  return { folder, app };
}
