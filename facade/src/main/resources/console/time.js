// Times and durations for people. The server's times are Unix seconds of the brokers' clock.
import { language } from './preference.js';
import { t } from './text.js';

const locale = () => (language.get() === 'zh' ? 'zh-CN' : undefined);

/** In the browser's zone. */
export const local = (seconds) =>
  new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'medium' }).format(seconds * 1000);

export const clock = (seconds) => new Intl.DateTimeFormat(locale(), { timeStyle: 'medium' }).format(seconds * 1000);

/** The date too when that is not today. */
export const soon = (seconds) => (new Date(seconds * 1000).toDateString() === new Date().toDateString() ? clock : local)(seconds);

export const minute = (seconds) => new Intl.DateTimeFormat(locale(), { timeStyle: 'short' }).format(seconds * 1000);

export const iso = (seconds) => new Date(seconds * 1000).toISOString();

export const now = () => Math.floor(Date.now() / 1000);

const UNITS = [
  ['day', 86400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
];

/** Such as '3 h 20 min': two units at most. */
export function duration(seconds) {
  let rest = Math.max(0, Math.round(seconds));
  const said = [];
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0 && said.length < 2) {
      said.push(t(`short.${unit}`, { n: count }));
    } else if (said.length > 0) {
      break;
    }
  }
  return said.join(' ') || t('short.second', { n: 0 });
}

/** A difference of clocks, such as '+12 ms'. */
export function milliseconds(ms) {
  const sign = ms > 0 ? '+' : ms < 0 ? '−' : '';
  const size = Math.abs(ms);
  return sign + (size < 10000 ? t('short.ms', { n: size }) : duration(size / 1000));
}

/** For <input type="datetime-local">, which knows no zone. */
export function toInput(seconds) {
  const date = new Date(seconds * 1000);
  const pad = (number) => String(number).padStart(2, '0');
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  return `${day}T${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
}

export const fromInput = (text) => Math.floor(new Date(text).getTime() / 1000);
