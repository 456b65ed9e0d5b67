const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

/** A page of one heading and one sentence, for a browser that cannot be let in. */
export const noticePage = (heading: string, sentence: string): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="color-scheme" content="light dark">
    <title>Trainyard</title>
  </head>
  <body>
    <main>
      <h1>${escaped(heading)}</h1>
      <p>${escaped(sentence)}</p>
    </main>
  </body>
</html>
`;
