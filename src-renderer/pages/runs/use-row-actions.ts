import type { ListedRun } from '@shared/contract/run';
import type { GroupItem, ListItem } from './list-items';
import { placeAfter } from './list-keys';
import type { useSelection } from './selection';
import type { useActiveRow } from './use-active-row';

interface RowActionsOptions {
  items: () => readonly ListItem[];
  selection: ReturnType<typeof useSelection>;
  row: ReturnType<typeof useActiveRow>;
  /** how many rows a page key goes on by */
  pageRows: () => number;
  open: (run: ListedRun) => void;
  toggleGroup: (key: string) => void;
}

/** What a click or a key does with a row of the table: selects it, opens it, or goes on to another. */
export function useRowActions({ items, selection, row, pageRows, open, toggleGroup }: RowActionsOptions) {
  /** Whether all, none or some of a group's runs are selected. */
  function stateOf({ runs }: GroupItem): boolean | 'some' {
    const chosen = runs.filter(({ id }) => selection.selected.value.has(id)).length;
    return chosen === 0 ? false : chosen === runs.length ? true : 'some';
  }

  function toggle(item: ListItem) {
    if (item.kind === 'run') selection.toggle(item.run.id);
    else {
      const ids = item.runs.map(({ id }) => id);
      selection.set(ids, stateOf(item) !== true);
    }
  }

  function act(item: ListItem) {
    if (item.kind === 'run') open(item.run);
    else toggleGroup(item.key);
  }

  /** Its box was clicked. */
  function tick(event: MouseEvent, item: ListItem) {
    row.active.value = item.key;
    if (event.shiftKey && item.kind === 'run') selection.extend(item.run.id);
    else toggle(item);
  }

  function click(event: MouseEvent, item: ListItem) {
    row.active.value = item.key;
    if (item.kind === 'run' && event.shiftKey) selection.extend(item.run.id);
    else if (item.kind === 'run' && (event.ctrlKey || event.metaKey)) selection.toggle(item.run.id);
    else act(item);
  }

  /** Goes to another row; with the shift key it selects both. */
  function go(to: number, item: ListItem, isExtended: boolean) {
    if (isExtended && item.kind === 'run') {
      selection.extend(item.run.id);
      const next = items()[to];
      if (next?.kind === 'run') selection.extend(next.run.id);
    }
    void row.goTo(to);
  }

  function press(event: KeyboardEvent) {
    // Keys of what is in a row are its own.
    if (!(event.target instanceof HTMLElement) || event.target.dataset['row'] === undefined) return;
    const item = items()[row.index.value];
    if (!item) return;
    const to = placeAfter(event.key, row.index.value, items().length, pageRows());
    if (to !== undefined) go(to, item, event.shiftKey);
    else if (event.key === ' ') {
      if (event.shiftKey && item.kind === 'run') selection.extend(item.run.id);
      else toggle(item);
    } else if (event.key === 'Enter') act(item);
    else if (event.key === 'a' && (event.ctrlKey || event.metaKey)) selection.all();
    else if (event.key === 'Escape' && selection.selected.value.size > 0) selection.clear();
    else if (item.kind === 'group' && event.key === (item.isOpen ? 'ArrowLeft' : 'ArrowRight')) act(item);
    else return;
    event.preventDefault();
  }

  return { stateOf, tick, click, press };
}
