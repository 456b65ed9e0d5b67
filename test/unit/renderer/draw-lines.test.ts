import type { Chart } from 'chart.js';
import { expect, it } from 'vitest';
import { linesPlugin, type Line } from '../../../src-renderer/charts/draw-lines';

/** Writes down what is drawn: a plot of 100 by 100 pixels at the origin, ten units across, one unit up. */
function drawn(lines: readonly Line[]): string[] {
  const calls: string[] = [];
  const ctx = new Proxy<Record<string, unknown>>(
    {},
    {
      get: (_, name) =>
        name === 'canvas'
          ? undefined
          : (...values: unknown[]) => calls.push([String(name), ...values].join(' ')),
      set: (_, name, value) => Boolean(calls.push(`${String(name)} = ${String(value)}`)),
    },
  );
  const chart = {
    ctx,
    chartArea: { left: 0, top: 0, right: 100, bottom: 100, width: 100, height: 100 },
    scales: {
      x: { min: 0, max: 10, getPixelForValue: (x: number) => 10 * x },
      y: { min: 0, max: 1, getPixelForValue: (y: number) => 100 - 100 * y },
    },
  };
  const plugin = linesPlugin(() => lines);
  plugin.beforeDatasetsDraw?.(chart as unknown as Chart<'line'>, { cancelable: true }, {});
  return calls;
}
const named = (calls: readonly string[], ...names: string[]) =>
  calls.filter((call) => names.includes(call.split(' ')[0]!));

it('draws each line in its colour, the last one on top, with a gap where there is no number', () => {
  const points = [
    { x: 1, y: 0.5 },
    { x: 2, y: 0.25 },
    { x: 3, y: Number.NaN },
    { x: 4, y: 0 },
    { x: 5, y: 1 },
  ];
  const calls = drawn([
    { points, colour: '#112233', width: 1, opacity: 0.5, dash: [2, 3] },
    { points: points.slice(3), colour: '#445566', width: 2 },
  ]);
  expect(named(calls, 'moveTo', 'lineTo', 'stroke', 'strokeStyle', 'lineWidth', 'setLineDash')).toEqual([
    'lineWidth = 1',
    'strokeStyle = #112233',
    'setLineDash 2,3',
    'moveTo 10 50',
    'lineTo 20 75',
    'moveTo 40 100',
    'lineTo 50 0',
    'stroke',
    'lineWidth = 2',
    'strokeStyle = #445566',
    'setLineDash ',
    'moveTo 40 100',
    'lineTo 50 0',
    'stroke',
  ]);
  expect(named(calls, 'globalAlpha')[0]).toBe('globalAlpha = 0.5');
});

it('cuts a line that goes on beyond the plot at its edge, and leaves room for what ends there', () => {
  const beyond = [
    { x: -1, y: 0 },
    { x: 10, y: 1 },
  ];
  expect(named(drawn([{ points: beyond, colour: '#112233', width: 1 }]), 'rect')).toEqual([
    'rect 0 -2 104 106',
  ]);
});

it('draws dots that are within the plot alone', () => {
  const points = [
    { x: 5, y: 0.5 },
    { x: 11, y: 0.5 },
  ];
  const calls = drawn([{ points, colour: '#112233', width: 1, hasDots: true }]);
  expect(named(calls, 'arc')).toHaveLength(1);
});
