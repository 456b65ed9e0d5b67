import { computed, type ComputedRef } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import type { Quarter } from '@shared/evaluation/paired';

export const TABS = ['overview', 'curves', 'calibration', 'samples', 'beside'] as const;
export type Tab = (typeof TABS)[number];

export const QUARTERS: readonly Quarter[] = ['onlyFirst', 'onlySecond', 'neither', 'both'];

export const KINDS_OF_SAMPLES = ['mistakes', 'unsure', 'labels'] as const;
export type KindOfSamples = (typeof KINDS_OF_SAMPLES)[number];

export interface Cell {
  truth: number;
  predicted: number;
}

/** What of an evaluation is looked at, as it stands in the page's address. */
export interface Looked {
  tab: Tab;
  /** a cell of the confusion matrix */
  cell: Cell | undefined;
  /** whether the matrix shows shares */
  shares: boolean;
  /** a sample, by its place in what was kept */
  sample: number | undefined;
  /** the class whose curves are in front */
  class: number | undefined;
  kind: KindOfSamples;
  /** which of several values is looked at */
  value: number;
  /** the other evaluation: its run and id */
  beside: { run: string; evaluation: string } | undefined;
  quarter: Quarter | undefined;
}

const oneOf = <Value extends string>(values: readonly Value[], text: string): Value | undefined =>
  values.find((value) => value === text);
const wholeNumber = (text: string): number | undefined => (/^\d{1,9}$/.test(text) ? Number(text) : undefined);

/** Reads an address; what it does not say, or says wrongly, is as at first. */
export function lookedAt(query: Readonly<Record<string, unknown>>): Looked {
  const text = (key: string) => (typeof query[key] === 'string' ? query[key] : '');
  const cell = /^(\d{1,3})-(\d{1,3})$/.exec(text('cell'));
  const beside = /^([\w-]+)\/([\w-]+)$/.exec(text('beside'));
  return {
    tab: oneOf(TABS, text('tab')) ?? 'overview',
    cell: cell ? { truth: Number(cell[1]), predicted: Number(cell[2]) } : undefined,
    shares: text('cells') === 'shares',
    sample: wholeNumber(text('sample')),
    class: wholeNumber(text('class')),
    kind: oneOf(KINDS_OF_SAMPLES, text('kind')) ?? 'mistakes',
    value: wholeNumber(text('value')) ?? 0,
    beside: beside ? { run: beside[1]!, evaluation: beside[2]! } : undefined,
    quarter: oneOf(QUARTERS, text('quarter')),
  };
}

/** The address of what is looked at; what is as at first is left out. */
export function addressOf(looked: Looked): Record<string, string> {
  const { tab, cell, shares, sample, kind, value, beside, quarter } = looked;
  const said: [string, string | undefined][] = [
    ['tab', tab === 'overview' ? undefined : tab],
    ['cell', cell && `${cell.truth}-${cell.predicted}`],
    ['cells', shares ? 'shares' : undefined],
    ['sample', sample === undefined ? undefined : String(sample)],
    ['class', looked.class === undefined ? undefined : String(looked.class)],
    ['kind', kind === 'mistakes' ? undefined : kind],
    ['value', value === 0 ? undefined : String(value)],
    ['beside', beside && `${beside.run}/${beside.evaluation}`],
    ['quarter', quarter],
  ];
  return Object.fromEntries(said.filter((one): one is [string, string] => one[1] !== undefined));
}

/** What is looked at, kept in the page's address: a reload, or a link, shows the same. */
export function useLooked(): { looked: ComputedRef<Looked>; look: (changes: Partial<Looked>) => void } {
  const [route, router] = [useRoute(), useRouter()];
  const looked = computed(() => lookedAt(route.query));
  return {
    looked,
    look: (changes) => void router.replace({ query: addressOf({ ...looked.value, ...changes }) }),
  };
}
