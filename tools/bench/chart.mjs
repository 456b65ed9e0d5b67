import { middle, whole } from './in-numbers.mjs';
import { MODELS } from './models.mjs';

const WIDTH = 960;
const PANEL = WIDTH / 2;
const ROW = 24;
const NAMES = 178;
const VALUES = 74;
const TOP = 86;

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const style = `
  .paper { fill: #ffffff; } .ink { fill: #1c2430; } .dim { fill: #5a6675; }
  .ours { fill: #2563eb; } .ordinary { fill: #7b8794; } .tuned { fill: #b4bdc8; } .tfjs { fill: #d9b36c; } .wasm { fill: #9bbcf8; }
  .range { stroke: #1c2430; } .axis { stroke: #c9d0d8; }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #14181f; } .ink { fill: #e8edf3; } .dim { fill: #a3afbd; }
    .ours { fill: #5b9bff; } .ordinary { fill: #8592a2; } .tuned { fill: #56616f; } .tfjs { fill: #a9823b; } .wasm { fill: #34568f; }
    .range { stroke: #e8edf3; } .axis { stroke: #3a4452; }
  }
  text { font: 13px system-ui, -apple-system, 'Segoe UI', sans-serif; }
  .head { font-weight: 600; font-size: 15px; } .strong { font-weight: 600; }`;

const text = (x, y, content, classes, anchor = 'start') =>
  `<text x="${x}" y="${y}" class="${classes}" text-anchor="${anchor}">${escape(content)}</text>`;

function bar(one, speed, y, left, scale) {
  const isOurs = one.way === 'ours';
  const label = text(left + NAMES - 8, y + 16, one.name, isOurs ? 'ink strong' : 'ink', 'end');
  const start = left + NAMES;
  if (!speed) return [label, text(start + 6, y + 16, 'not measured', 'dim')];
  const at = (value) => (start + value * scale).toFixed(1);
  const parts = [
    label,
    `<rect x="${start}" y="${y + 4}" width="${(speed.median * scale).toFixed(1)}" height="${ROW - 8}" rx="2" class="${one.way}"/>`,
  ];
  if (speed.count > 1)
    parts.push(
      `<path d="M${at(speed.min)} ${y + ROW / 2}H${at(speed.max)}" class="range" stroke-width="1.5"/>`,
    );
  const end = start + Math.max(speed.max, speed.median) * scale;
  parts.push(text((end + 6).toFixed(1), y + 16, middle(speed, whole), isOurs ? 'ink strong' : 'dim'));
  return parts;
}

function panel(title, standings, what, left, top) {
  const most = Math.max(1, ...standings.map((one) => one[what]?.max ?? 0));
  const scale = (PANEL - NAMES - VALUES) / most;
  const start = left + NAMES;
  return [
    text(start, top - 10, title, 'ink strong'),
    `<path d="M${start} ${top}V${top + standings.length * ROW}" class="axis"/>`,
    ...standings.flatMap((one, i) => bar(one, one[what], top + i * ROW, left, scale)),
  ];
}

/** Models with whole epochs first: their steps, below them their epochs; then the steps of the others. */
function panelsOf(standings) {
  const of = (some, what, title) =>
    some.map(({ id, all }) => ({
      title: `${MODELS[id].name}, ${title}`,
      all: what === 'epochs' ? all.filter(({ stepsOnly }) => !stepsOnly) : all,
      what,
    }));
  const withEpochs = standings.filter(({ model }) => !model.stepsOnly);
  const others = standings.filter(({ model }) => model.stepsOnly);
  return [
    ...of(withEpochs, 'steps', 'steps'),
    ...of(withEpochs, 'epochs', 'whole epochs'),
    ...of(others, 'steps', 'steps'),
  ];
}

/** The speeds of all contenders as bars, with the range of their rounds, as an SVG for light and dark pages. */
export function chart(standings, subtitle) {
  const rows = Math.max(...standings.map(({ all }) => all.length));
  const panels = panelsOf(standings);
  const distance = rows * ROW + 46;
  const height = TOP + Math.ceil(panels.length / 2) * distance + 8;
  const legend = [
    ['ours', 'Trainyard'],
    ['wasm', 'in WebAssembly'],
    ['ordinary', 'used in its ordinary way'],
    ['tuned', 'tuned'],
    ['tfjs', 'plain tfjs-node'],
  ];
  let x = WIDTH - 664;
  const marks = legend.flatMap(([way, label]) => {
    const parts = [
      `<rect x="${x}" y="17" width="12" height="12" rx="2" class="${way}"/>`,
      text(x + 18, 28, label, 'dim'),
    ];
    x += 36 + label.length * 7;
    return parts;
  });
  const drawn = panels.flatMap(({ title, all, what }, index) =>
    panel(title, all, what, (index % 2) * PANEL, TOP + Math.floor(index / 2) * distance),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">
<title>Samples a second in training, Trainyard and other frameworks</title>
<style>${style}
</style>
<rect width="${WIDTH}" height="${height}" rx="8" class="paper"/>
${text(20, 28, 'Samples a second', 'ink head')}
${text(20, 48, subtitle, 'dim')}
${[...marks, ...drawn].join('\n')}
</svg>
`;
}
