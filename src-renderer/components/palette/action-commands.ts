import { Keyboard, Link, Moon, Pause, Play, Plus, Square, Sun, SunMoon, Trash2 } from '@lucide/vue';
import type { Router } from 'vue-router';
import { RESUMABLE_STATES, type ListedRun } from '@shared/contract/run';
import { say } from '../../composables/use-said';
import { useOverlays } from '../../composables/use-overlays';
import { isLive, type useRuns } from '../../stores/runs';
import { useThemeChoice, type ThemeChoice } from '../../theme';
import type { Command } from './command';
import { goKeysOf } from './shortcuts';

interface ActionContext {
  router: Router;
  runs: ReturnType<typeof useRuns>;
  /** the run that the page shows, if it shows one */
  shown: ListedRun | undefined;
}

/** How many runs that stand still are offered to go on. */
const RESUMABLE_SHOWN = 3;

const action = (command: Omit<Command, 'kind'>): Command => ({ kind: 'action', ...command });

/** What can be done to runs: those that train, the one that is shown, and the last that stand still. */
function runActions({ router, runs, shown }: ActionContext): Command[] {
  const live = runs.live.flatMap((run) => [
    action({
      id: `pause:${run.id}`,
      name: `Pause ${run.name}`,
      also: 'training run',
      icon: Pause,
      note: 'saves a checkpoint',
      act: () => runs.pause(run.id),
    }),
    action({
      id: `stop:${run.id}`,
      name: `Stop ${run.name}`,
      also: 'end training run',
      icon: Square,
      note: 'and keep what it has',
      act: () => runs.stop(run.id),
    }),
  ]);
  const still = [...(shown ? [shown] : []), ...runs.newestFirst.filter((run) => run !== shown)]
    .filter((run) => !isLive(run) && RESUMABLE_STATES.includes(run.state) && !run.archived)
    .slice(0, RESUMABLE_SHOWN);
  const resume = async (run: ListedRun) => {
    await router.push({ name: 'run', params: { run: run.id } });
    const differences = await runs.differences(run.id);
    if (differences.length === 0) await runs.resume(run.id);
    else {
      // Its page asks, with all that would be otherwise.
      say(`${run.name} would not go on as it was begun: Resume on its page says what differs.`, 'error');
    }
  };
  return [
    ...live,
    ...still.map((run) =>
      action({
        id: `resume:${run.id}`,
        name: `Resume ${run.name}`,
        also: 'go on continue training run',
        icon: Play,
        note: 'from its last checkpoint',
        act: () => resume(run),
      }),
    ),
    ...(shown
      ? [
          action({
            id: 'again',
            name: `New run from ${shown.name}`,
            also: 'copy again with changes',
            icon: Plus,
            note: '',
            act: () => router.push({ name: 'new-run', query: { run: shown.id } }),
          }),
        ]
      : []),
  ];
}

const THEMES: readonly { choice: ThemeChoice; name: string; icon: Command['icon'] }[] = [
  { choice: 'light', name: 'Light theme', icon: Sun },
  { choice: 'dark', name: 'Dark theme', icon: Moon },
  { choice: 'system', name: 'Theme of the system', icon: SunMoon },
];

/** All that can be done from anywhere, as things stand. */
export function actionCommands(context: ActionContext): Command[] {
  const { router } = context;
  const theme = useThemeChoice();
  return [
    action({
      id: 'new-run',
      name: 'Train something new',
      also: 'new run create',
      icon: Plus,
      note: '',
      keys: goKeysOf('new-run'),
      act: () => router.push({ name: 'new-run' }),
    }),
    ...runActions(context),
    action({
      id: 'copy-link',
      name: 'Copy a link to this page',
      also: 'address url share',
      icon: Link,
      note: '',
      act: async () => {
        await navigator.clipboard.writeText(location.href);
        say('The link is copied. It opens this page again, on this machine.');
      },
    }),
    ...THEMES.filter(({ choice }) => choice !== theme.value).map(({ choice, name, icon }) =>
      action({
        id: `theme:${choice}`,
        name,
        also: 'appearance mode colours',
        icon,
        note: '',
        act: () => {
          theme.value = choice;
        },
      }),
    ),
    action({
      id: 'bin',
      name: 'Open the bin',
      also: 'discarded deleted restore trash',
      icon: Trash2,
      note: '',
      act: () => router.push({ name: 'settings', hash: '#bin' }),
    }),
    action({
      id: 'shortcuts',
      name: 'Show the keyboard shortcuts',
      also: 'keys help',
      icon: Keyboard,
      note: '',
      keys: '?',
      act: () => {
        useOverlays().shortcuts.value = true;
      },
    }),
  ];
}
