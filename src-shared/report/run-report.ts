import { advise, lossStretches } from '../advice/advise';
import { POOR_END_MEANS, poorEndWord } from '../advice/poor-end';
import { resultOf, resultWords } from '../checkpoint/result';
import { finalTestWords } from '../contract/final-test';
import type { RunSummary } from '../contract/run';
import { mainMeasure, measuresOf, measureText, scoreText } from '../format/measures';
import { capitalized, count, counted, loss, withSeparators } from '../format/numbers';
import { inWords } from '../format/times';
import { refinementWords, trainingWords } from '../format/training';
import { modelWords } from '../model/model-words';
import { BEST_NAMES } from '../spec/stopping';
import { html, NOTHING, type Html } from './html';
import { reportCharts } from './report-charts';
import type { ReportFacts } from './report-facts';
import { REPORT_STYLE } from './report-style';
import { checkpointTable, epochTable, evaluationTable, layerTable, settingTable } from './report-tables';

const section = (title: string, ...content: readonly Html[]): Html =>
  html`<section>
    <h2>${title}</h2>
    ${content}
  </section>`;

/** 2026-11-29 14:05 UTC: a report is read elsewhere too. */
const moment = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;

const definitions = (className: string, facts: readonly (readonly [string, string])[]): Html =>
  html`<dl class="${className}">
    ${facts
      .filter(([, value]) => value !== '')
      .map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
  </dl>`;

function keyFacts({ run, checkpoints }: ReportFacts): Html {
  const { best, finalTest, target, spec } = run;
  const measure = mainMeasure(target);
  const { metric } = spec.best;
  // The best epoch by one measure need not be that by another.
  const measuredAt = (label: string, isBestBy: boolean) =>
    isBestBy || best === null
      ? `Best ${label}, validation`
      : `${capitalized(label)}, validation, at epoch ${count(best.epoch)} (best by ${BEST_NAMES[metric]})`;
  const label = measuresOf(target)[0]!.label;
  const result = resultOf(checkpoints);
  return definitions('key', [
    [
      measuredAt(label === 'R²' ? label : label.toLowerCase(), metric === measure),
      best ? measureText(measure, best[measure]) : '',
    ],
    [
      measuredAt('loss', metric === 'valLoss'),
      best?.valLoss === null || best === null ? '' : loss(best.valLoss),
    ],
    [
      'Test',
      finalTest?.state === 'done' ? scoreText({ valAccuracy: finalTest.accuracy, valR2: finalTest.r2 }) : '',
    ],
    ['Result', result ? resultWords(result, best) : ''],
    ['Epochs', `${count(run.lastEpoch)} of ${count(spec.epochs)}`],
    ['Time', run.seconds > 0 ? inWords(run.seconds) : ''],
    ['Parameters', count(run.parameters)],
  ]);
}

function advices({ run, series, norms, details }: ReportFacts): Html {
  const losses = lossStretches(
    series.rows,
    (row) => series.column('step')[row]!,
    (from, to) => series.mean('loss', from, to),
  );
  const { spec, classes, epochs } = run;
  const found = advise({ spec, classes, epochs, losses, norms, details });
  if (found.length === 0) return NOTHING;
  return section(
    'What the curves tell',
    ...found.map(({ title, why, mends }) => {
      const tries = mends.length > 0 ? ` To try: ${mends.map(({ label }) => label).join('; ')}.` : '';
      return html`<p class="advice"><b>${withSeparators(title)}</b> ${why}${tries}</p>`;
    }),
  );
}

function circumstances({ run }: ReportFacts): Html {
  const { numerics, spec } = run;
  const { start } = spec;
  return definitions('facts', [
    ['Run', run.id],
    ['Experiment', run.experiment],
    ['Tags', run.tags.join(', ')],
    ['Data', `${run.datasetName} (${spec.data.dataset})`],
    ['Model', `${modelWords(spec.model.layers)}, ${count(run.parameters)} parameters`],
    ['Training', [trainingWords(spec), refinementWords(spec)].filter((words) => words !== '').join(', ')],
    [
      'Began with',
      start
        ? `${start.mode === 'continue' ? 'goes on from' : 'the weights of'} ${start.run} @ ${start.checkpoint}`
        : '',
    ],
    ['Test', run.finalTest?.state === 'done' ? finalTestWords(run.finalTest) : ''],
    [
      'Computed by',
      numerics
        ? `${numerics.backend === 'wasm' ? 'TensorFlow.js' : 'TensorFlow'} ${numerics.libraryVersion} on the ${numerics.backend.toUpperCase()}, ${counted(numerics.threads, 'thread')}, ${numerics.precision}${numerics.oneDnn ? ', oneDNN' : ''}`
        : '',
    ],
    ['Seed', String(spec.seed)],
    ['Begun', run.startedAt ? moment(run.startedAt) : ''],
    ['Ended', run.endedAt ? moment(run.endedAt) : ''],
  ]);
}

function headline(run: RunSummary): Html {
  const { state, reason, model, datasetName, poorEnd } = run;
  const end = poorEndWord(run);
  const words = `${state.charAt(0).toUpperCase()}${state.slice(1)}${end === '' ? '' : `, ${end}`}. ${model}, on ${datasetName}.`;
  const why =
    reason === null ? NOTHING : html`<p class="${state === 'failed' ? 'problem' : 'dim'}">${reason}</p>`;
  const means =
    poorEnd === null || end === '' ? NOTHING : html`<p class="problem">${POOR_END_MEANS[poorEnd]}</p>`;
  return html`<p class="dim">${words}</p>
    ${why}${means}`;
}

/**
 * A run as one HTML file that needs nothing else: its charts as SVG, light or dark as the reader's system is, its
 * results, settings, checkpoints and log.
 *
 * @param tokens the window's style tokens, as CSS
 */
export function runReport(facts: ReportFacts, tokens: string): string {
  const { run, checkpoints, evaluations, events, appVersion, at } = facts;
  const charts = reportCharts(facts);
  const log = events.map(
    (event) =>
      html`<li class="${event.level}">
        <time datetime="${event.at}">${moment(event.at)}</time><span>${withSeparators(event.text)}</span>
      </li>`,
  );
  const body = html`<header>
      <h1>${run.name}</h1>
      ${headline(run)}
    </header>
    <main>
      ${keyFacts(facts)} ${run.notes === '' ? NOTHING : html`<p class="note">${run.notes}</p>`}
      ${advices(facts)} ${charts.length > 0 ? section('Curves', ...charts) : NOTHING}
      ${run.epochs.length > 0 ? section('Epochs', epochTable(run)) : NOTHING}
      ${evaluations.length > 0 ? section('Evaluations', evaluationTable(evaluations)) : NOTHING}
      ${checkpoints.length > 0 ? section('Checkpoints', checkpointTable(checkpoints)) : NOTHING}
      ${section('Model', layerTable(run))} ${section('Where it comes from', circumstances(facts))}
      ${section(
        'Settings',
        settingTable(run),
        html`<details>
          <summary>The run’s spec, as <code>trainyard train</code> takes it</summary>
          <pre>${JSON.stringify(run.spec, null, 2)}</pre>
        </details>`,
      )}
      ${
        events.length > 0
          ? section(
              'Log',
              html`<ul class="log">
                ${log}
              </ul>`,
            )
          : NOTHING
      }
    </main>
    <footer>
      Made by Trainyard ${appVersion}, ${moment(at.toISOString())}. All of it is in this file.
    </footer>`;
  const title = html`<title>${run.name}</title>`;
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">`,
    `<link rel="icon" href="data:,">${title.text}`,
    `<style>${tokens}${REPORT_STYLE}</style></head>`,
    `<body>${body.text}</body></html>`,
  ].join('\n');
}
