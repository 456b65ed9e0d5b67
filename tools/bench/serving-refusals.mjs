import { Problem } from '../lib/say.mjs';

const row = { size: 50, age: 3, rooms: 2, town: 'hill' };
const rows = (...list) => JSON.stringify({ rows: list });

/** What is wrong, a body, its type, and the field that the answer has to name. */
const WRONG = {
  table: [
    ['no JSON', '{"rows": [', 'application/json', undefined],
    ['another field', '{"row": []}', 'application/json', 'rows'],
    ['no rows', rows(), 'application/json', 'rows'],
    ['a column is missing', rows({ ...row, age: undefined }), 'application/json', 'rows[0].age'],
    ['a text for a number', rows(row, { ...row, size: 'large' }), 'application/json', 'rows[1].size'],
    ['a column too many', rows({ ...row, garden: 1 }), 'application/json', 'rows[0].garden'],
    ['a row that is too short', rows([1, 2]), 'application/json', 'rows[0]'],
    ['another type', rows(row), 'text/plain', 'Content-Type'],
  ],
  pictures: [
    ['text instead of a picture', 'just words', 'image/png', 'body'],
    ['no base64', '{"pictures": ["??"]}', 'application/json', 'pictures[0]'],
    ['another type', 'just words', 'text/plain', 'Content-Type'],
  ],
};

/**
 * Sends what is wrong.
 *
 * @returns what each was answered
 * @throws Problem when one is not refused, or another field is named
 */
export async function wrongRequests(server, kind) {
  const said = [];
  for (const [what, body, type, field] of WRONG[kind]) {
    const response = await server.post(body, type);
    const { error } = await response.json();
    const isRefused = response.status >= 400 && response.status < 500 && error.field === field;
    if (!isRefused) throw new Problem(`${what} was answered ${response.status}: ${JSON.stringify(error)}`);
    said.push({ what, status: response.status, field, message: error.message });
  }
  return said;
}
