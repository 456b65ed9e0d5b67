/** HTML that may be put into a document as it is. */
export class Html {
  constructor(readonly text: string) {}
}

const MARKS: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (mark) => MARKS[mark]!);

type Content = Html | string | number | readonly Html[];

const textOf = (content: Content): string => {
  if (content instanceof Html) return content.text;
  if (typeof content === 'object') return content.map(({ text }) => text).join('');
  return escaped(String(content));
};

/** Whatever is put into it and is no HTML itself is text, whoever wrote it. */
export const html = (parts: TemplateStringsArray, ...contents: readonly Content[]): Html =>
  new Html(parts.map((part, at) => (at === 0 ? part : textOf(contents[at - 1]!) + part)).join(''));

export const NOTHING = new Html('');

export interface Column<Row> {
  head: string;
  cell: (row: Row) => Html | string;
  isNumber?: boolean;
}

/** A table with a caption for those who do not see what stands above it. */
export function table<Row>(caption: string, columns: readonly Column<Row>[], rows: readonly Row[]): Html {
  const kind = ({ isNumber }: Column<Row>) => (isNumber ? 'r' : '');
  const heads = columns.map((column) => html`<th scope="col" class="${kind(column)}">${column.head}</th>`);
  const lines = rows.map(
    (row) =>
      html`<tr>
        ${columns.map((column) => html`<td class="${kind(column)}">${column.cell(row)}</td>`)}
      </tr>`,
  );
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}">
    <table>
      <thead>
        <tr>
          ${heads}
        </tr>
      </thead>
      <tbody>
        ${lines}
      </tbody>
    </table>
  </div>`;
}
