import { z } from 'zod';
import { byAge } from '@shared/machines/machine-id';
import type { Mirror } from './mirror';

type Join = (own: unknown, mirrors: readonly Mirror[], input: unknown) => unknown;

const items = z.array(z.unknown());
const ofRun = z.object({ run: z.string().optional() });

const withAll =
  (of: (mirror: Mirror) => Iterable<unknown>): Join =>
  (own, mirrors) => [...items.parse(own), ...mirrors.flatMap((mirror) => [...of(mirror)])];

/** Those of all runs: of one that is named, its own machine was asked. */
const withAllUnlessNamed =
  (of: (mirror: Mirror) => Iterable<unknown>): Join =>
  (own, mirrors, input) =>
    ofRun.safeParse(input).data?.run === undefined ? withAll(of)(own, mirrors, input) : own;

/** What is not made yet, the built-in digits that is, is made on this machine as well. */
const readyData = ({ datasets }: Mirror) => [...datasets.values()].filter(({ state }) => state === 'ready');

/** The lists of the contract in which other machines' things stand too, this machine's own ones first. */
export const joinedLists: Readonly<Record<string, Join | undefined>> = {
  'runs.list': withAll(({ runs }) => runs.values()),
  'datasets.list': withAll(readyData),
  // It answers with those that are left.
  'datasets.remove': withAll(readyData),
  'sweeps.list': (own, mirrors, input) =>
    z
      .array(z.looseObject({ id: z.string() }))
      .parse(withAll(({ sweeps }) => sweeps.values())(own, mirrors, input))
      .toSorted((a, b) => byAge(b, a)),
  'jobs.list': withAll(({ jobs }) => jobs.values()),
  'checkpoints.list': withAllUnlessNamed(({ checkpoints }) => [...checkpoints.values()].flat()),
  'evaluations.list': withAllUnlessNamed(({ evaluations }) => evaluations.values()),
};
