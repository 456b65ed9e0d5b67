/**
 * The address of what a page shows, in another language: each is built into a page of its own, English into the one that is
 * opened by itself.
 *
 * @param chosen a language's code
 * @param own the code of the language that the page is in
 * @param all that there are
 * @param address of the page
 * @returns undefined where the page is in that language, or there is no such language
 */
export function languagePage(
  chosen: string,
  own: string,
  all: readonly { code: string }[],
  address: string,
): string | undefined {
  const isKnown = (code: string) => all.some((language) => language.code === code);
  if (chosen === own || !isKnown(chosen) || !isKnown(own)) return undefined;
  const { hash } = new URL(address);
  return new URL(chosen === all[0]?.code ? './' : `./${chosen}.html`, address).href + hash;
}
