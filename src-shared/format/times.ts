/** A length of time in words, what is left as well as what it took: "1 min 44 s". */
export function inWords(seconds: number): string {
  const all = Math.max(0, Math.round(seconds));
  if (all < 60) return `${all} s`;
  const [hours, minutes, rest] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
  if (hours >= 24) return `${Math.floor(hours / 24)} d ${hours % 24} h`;
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes >= 10 ? `${minutes} min` : `${minutes} min ${rest} s`;
}

/** A place in time on an axis: "3:51", "1:02:33". */
export function clock(seconds: number): string {
  const all = Math.max(0, Math.floor(seconds));
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes, rest] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** How long an epoch took: "23.9 s", "0.41 s", "8.2 ms". */
export const shortSpan = (seconds: number): string => {
  if (seconds >= 600) return inWords(seconds);
  const milliseconds = seconds * 1000;
  if (milliseconds > 0 && milliseconds < 99.5)
    return `${milliseconds.toFixed(milliseconds < 9.95 ? 1 : 0)} ms`;
  return `${seconds.toFixed(seconds < 1 ? 2 : 1)} s`;
};

const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const exactTime = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const fullDay = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

const startOfDay = (at: Date) => new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
const DAY = 86_400_000;

export const timeOfDay = (at: number | string): string => time.format(new Date(at));
export const exactTimeOfDay = (at: number | string): string => exactTime.format(new Date(at));

/** The shortest that still tells when: "14:23", "Yesterday", "Mon", "3 Nov", "3 Nov 2024". */
export function when(at: string, now: number): string {
  const date = new Date(at);
  const daysAgo = Math.round((startOfDay(new Date(now)) - startOfDay(date)) / DAY);
  if (daysAgo <= 0) return time.format(date);
  if (daysAgo === 1) return 'Yesterday';
  if (daysAgo < 7) return weekday.format(date);
  return new Date(now).getFullYear() === date.getFullYear() ? day.format(date) : fullDay.format(date);
}
