import { all, own } from 'virtual:languages';
import { languagePage } from './language-page';

const KEY = 'trainyard.language';

/** What the window can be had in. */
export const LANGUAGES = all;

/** The language that this page is in. */
export const LANGUAGE = own;

function goTo(code: string): boolean {
  const page = languagePage(code, own, all, location.href);
  if (page !== undefined) location.replace(page);
  return page !== undefined;
}

/** Goes to the page in the language that was chosen in this browser or window, unless this is it. */
export const goToChosenLanguage = (): boolean => goTo(localStorage.getItem(KEY) ?? own);

/** Keeps a choice in this browser or window alone, and shows where one is in that language. */
export function chooseLanguage(code: string): void {
  localStorage.setItem(KEY, code);
  goTo(code);
}
