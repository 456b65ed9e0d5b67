/** The two messages between preload script and main process that bring a page its port to the studio. */
export const REQUEST_PORT = 'studio-port:request';
export const DELIVER_PORT = 'studio-port:deliver';
/** The page says that it can open things from now on, and is told what was opened. */
export const READY_TO_OPEN = 'opened:ready';
export const OPENED = 'opened:deliver';
/** Has the program ended in order and started again. */
export const START_AGAIN = 'program:start-again';
/** Has another library chosen. */
export const CHANGE_LIBRARY = 'library:change';
/** Has a grant for a file that was dropped on the page. */
export const GRANT_DROPPED = 'places:grant-dropped';
