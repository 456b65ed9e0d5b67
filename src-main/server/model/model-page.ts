import { columnsOf } from '@shared/data/encode-row';
import type { FeatureColumn } from '@shared/contract/dataset';
import type { ServedModel } from './served-model';

const SIGNS: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => SIGNS[sign]!);

/** More fields than these are left to the example, whose row is then given by its order. */
const MOST_FIELDS = 40;

/** Something that could be asked, to begin with. */
const exampleCell = (column: FeatureColumn): number | string =>
  column.type === 'number' ? 0 : (column.categories[0] ?? '');

function curlOf(model: ServedModel, address: string): string {
  if (model.input.type === 'pictures') {
    return `curl -H 'Content-Type: image/png' --data-binary @picture.png ${address}/predict`;
  }
  const columns = columnsOf(model.input);
  const row =
    columns.length > MOST_FIELDS
      ? columns.map(exampleCell)
      : Object.fromEntries(columns.map((column) => [column.name, exampleCell(column)]));
  const body = JSON.stringify({ rows: [row] }).replaceAll("'", String.raw`'\''`);
  return `curl -H 'Content-Type: application/json' -d '${body}' ${address}/predict`;
}

function fieldsOf({ input }: ServedModel): string {
  if (input.type === 'pictures') {
    return '<label>A picture <input type="file" id="file" accept="image/*" required></label>';
  }
  return columnsOf(input)
    .map((column) => {
      const name = escaped(column.name);
      if (column.type === 'number') {
        return `<label>${name} <input data-column="${name}" data-type="number" inputmode="decimal" value="0"></label>`;
      }
      // Without a value of its own, an option's would be its text with several spaces made one.
      const options = column.categories
        .map((one) => `<option value="${escaped(one)}">${escaped(one)}</option>`)
        .join('');
      return `<label>${name} <select data-column="${name}">${options}</select></label>`;
    })
    .join('\n');
}

/** What the page's form does. */
export const MODEL_PAGE_SCRIPT = `
const form = document.querySelector('form');
const answer = document.querySelector('#answer');
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const file = document.querySelector('#file')?.files[0];
  const row = {};
  for (const field of form.querySelectorAll('[data-column]')) {
    const text = field.value.trim();
    row[field.dataset.column] = text === '' ? null : field.dataset.type === 'number' && text !== '' && !Number.isNaN(Number(text)) ? Number(text) : text;
  }
  const body = file ?? JSON.stringify({ rows: [row] });
  const type = file ? file.type || 'application/octet-stream' : 'application/json';
  answer.textContent = '…';
  try {
    const response = await fetch('/predict', { method: 'POST', headers: { 'Content-Type': type }, body });
    answer.textContent = JSON.stringify(await response.json(), null, 2);
  } catch (error) {
    answer.textContent = String(error);
  }
});
`;

/** The page that explains a served model, with a form to try it. */
export function modelPage(model: ServedModel, address: string): string {
  const { name, run, checkpoint, input, target } = model;
  const called =
    input.type === 'pictures' || model.idNames.length === 0
      ? ''
      : ` An object may say what its row is called (${model.idNames.map((one) => `<code>${escaped(one)}</code>`).join(', ')}): the model is not shown it, and the prediction says it again under <code>ids</code>.`;
  const columns = columnsOf(input.type === 'pictures' ? { type: 'numbers', shape: [1] } : input);
  const shown =
    input.type === 'pictures'
      ? `pictures of any size, which are brought to ${input.shape[0]} × ${input.shape[1]}${input.shape[2] === 1 ? ' in grey' : ''} as those that it was trained on`
      : `rows of ${columns.length === 1 ? 'one value' : `${columns.length} values`}`;
  const says =
    target.type === 'classes'
      ? `how likely each of ${target.names.length} classes is`
      : target.names.map(escaped).join(', ');
  const isFormLeftOut = input.type !== 'pictures' && columns.length > MOST_FIELDS;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(name)}</title>
<style>
  :root { color-scheme: light dark; font: 14px/1.5 system-ui, sans-serif; }
  body { max-width: 44rem; margin: 3rem auto; padding: 0 1.5rem; }
  h1 { font-size: 1.4rem; margin-bottom: 0; }
  h2 { font-size: 1rem; margin-top: 2rem; }
  pre { padding: .75rem 1rem; overflow: auto; background: color-mix(in srgb, CanvasText 7%, Canvas); border-radius: 4px; white-space: pre-wrap; overflow-wrap: anywhere; }
  form { display: grid; gap: .5rem; max-width: 26rem; }
  label { display: grid; grid-template-columns: 1fr 1fr; align-items: center; gap: 1rem; }
  input, select, button { font: inherit; min-width: 0; padding: .25rem .5rem; }
  button { justify-self: start; padding: .35rem 1rem; }
</style>
<h1>${escaped(name)}</h1>
<p>Run ${escaped(run)}, checkpoint ${escaped(checkpoint)}. It is shown ${shown}, and says ${says}.</p>
<h2>Try it</h2>
${isFormLeftOut ? '<p>It is shown too many values for a form.</p>' : `<form>\n${fieldsOf(model)}\n<button>Ask</button>\n</form>`}
<pre id="answer" role="status">The answer stands here.</pre>
<h2>From a terminal</h2>
<pre>${escaped(curlOf(model, address))}</pre>
<p>Several ${input.type === 'pictures' ? 'pictures go in one request as JSON: <code>{"pictures": ["base64", …]}</code>' : 'rows go in one request, as objects by the names of columns or as arrays in their order; <code>null</code> is what is not known'}.${called} Requests that come at the same time are answered together. A request that is wrong gets a 4xx with one sentence, and the field that is wrong.</p>
<p>All of it for programs: <a href="/openapi.json">openapi.json</a>.</p>
<script src="/page.js"></script>
</html>
`;
}
