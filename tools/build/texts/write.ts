// npm run texts: writes the English texts of the window into src-renderer/texts/en.json, and says how far other languages are.
import { mkdir, writeFile } from 'node:fs/promises';
import { catalogueOf, catalogueText } from './catalogue.ts';
import { FOLDER, languagesOf, missingAndUnused } from './language-file.ts';
import { windowTexts } from './window-texts.ts';

const root = process.cwd();
const catalogue = catalogueOf(await windowTexts(root));
await mkdir(FOLDER, { recursive: true });
await writeFile(`${FOLDER}/en.json`, catalogueText(catalogue));
const files = Object.values(catalogue.texts);
const count = files.reduce((sum, ofFile) => sum + Object.keys(ofFile).length, 0);
console.log(`${FOLDER}/en.json has ${count} texts of ${files.length} files.`);
for (const language of await languagesOf(root)) {
  const { missing, unused } = missingAndUnused(language, catalogue);
  console.log(
    `${language.code} (${language.language}): ${missing} missing, ${unused} of texts that are there no more.`,
  );
}
