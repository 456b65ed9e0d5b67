import { computed } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import type { RunFilters } from '@shared/runs/filter-runs';
import { readListView, writeListView, type ListView } from './list-query';

/** What the list shows and how, as the address says: a link, going back and a reload all find it again. */
export function useListView() {
  const [route, router] = [useRoute(), useRouter()];
  const view = computed<ListView>((before) => {
    // While the page is left its address is another's.
    if (route.name !== 'runs') return before ?? readListView({});
    return readListView(route.query);
  });
  const show = (changes: Partial<ListView>) =>
    void router.replace({ name: 'runs', query: writeListView({ ...view.value, ...changes }) });
  return {
    view,
    show,
    filter: (changes: Partial<RunFilters>) => show({ filters: { ...view.value.filters, ...changes } }),
  };
}
