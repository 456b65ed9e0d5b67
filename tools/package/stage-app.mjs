import * as fs from 'node:fs';
import * as path from 'node:path';
import { inRoot, modules, readJson, writeJson } from '../lib/files.mjs';
import { Problem } from '../lib/say.mjs';
import { ensureBuild } from '../setup/build.mjs';
import { drawIcons } from './draw-icons.mjs';
import { neededFiles } from './needed-files.mjs';
import { product } from './product.mjs';
import { writeBillOfMaterials } from './bill-of-materials.mjs';
import { NAPI_VERSION, packageDir } from '../native/variant.mjs';

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

/** The addon that calls TensorFlow's library; the library itself is fetched by whoever wants it. */
function copyAddon(folder) {
  const addon = path.join(packageDir, `lib/napi-v${NAPI_VERSION}/tfjs_binding.node`);
  if (!fs.existsSync(addon))
    throw new Problem(
      'The TensorFlow addon is not built, and the packaged app would train with WebAssembly only.',
      'Run `node tools/native-runtime.mjs` first.',
    );
  fs.mkdirSync(folder, { recursive: true });
  fs.copyFileSync(addon, path.join(folder, path.basename(addon)));
}

/** Lays out what is packaged: `app` goes into the archive, `native` and `notices` beside it, `icons` to the system. */
export async function stageApp(folder, { version = product.version, addon = true } = {}) {
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
    version,
    description,
    license,
    author,
    main,
  });
  if (addon) copyAddon(path.join(folder, 'native'));
  await drawIcons(path.join(folder, 'icons'));
  const shipped = needed.packages.map((one) => path.relative(modules, one));
  writeBillOfMaterials(path.join(folder, 'notices'), { shipped, version });
  return { folder, app };
}
