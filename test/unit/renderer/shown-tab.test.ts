import { expect, it } from 'vitest';
import { ref } from 'vue';
import { useShownTab } from '../../../src-renderer/pages/run/use-shown-tab';

it('a tab that another run does not have gives way to the first, and comes back with a run that has it', () => {
  type Tab = 'curves' | 'classes' | 'log';
  const [ofClasses, ofValues]: { value: Tab }[][] = [
    [{ value: 'curves' }, { value: 'classes' }, { value: 'log' }],
    [{ value: 'curves' }, { value: 'log' }],
  ];
  const tabs = ref(ofClasses!);
  const tab = useShownTab(tabs, 'curves');
  expect(tab.value).toBe('curves');
  tab.value = 'classes';
  expect(tab.value).toBe('classes');
  tabs.value = ofValues!;
  expect(tab.value).toBe('curves');
  tabs.value = ofClasses!;
  expect(tab.value).toBe('classes');
});
