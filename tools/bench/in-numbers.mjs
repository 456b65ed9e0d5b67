const NONE = 'not measured';

export const whole = (value) => Math.round(value).toLocaleString('en-US');
const sized = (value) => (value >= 100 ? whole(value) : value.toFixed(value >= 10 ? 1 : 2));

/** Marks a number that was measured only while others kept the machine busy. */
export const DISTURBED = '†';

export const middle = (summary, form = sized) =>
  summary ? `${form(summary.median)}${summary.disturbed ? ` ${DISTURBED}` : ''}` : NONE;
export const spread = (summary, form = sized) =>
  !summary ? '' : summary.count === 1 ? 'once' : `${form(summary.min)} – ${form(summary.max)}`;
export const times = (ratio) => (ratio === undefined ? '' : `${ratio.toFixed(2)} ×`);
export const percent = (share) => (share === undefined ? '' : `${(share * 100).toFixed(0)} %`);
export const megabytes = (bytes) => (bytes === undefined ? NONE : `${whole(bytes / 1e6)} MB`);
