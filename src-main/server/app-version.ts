import { version } from '../../package.json';

/** Of the whole application, as runs record it. */
export const APP_VERSION: string = version;
