// Counts and sizes for people.
import { language } from './preference.js';

export const count = (number) => number.toLocaleString(language.get() === 'zh' ? 'zh-CN' : 'en');

export function bytes(number) {
  if (number >= 1 << 20) {
    return `${trimmed(number / (1 << 20))} MiB`;
  }
  return number >= 1024 ? `${trimmed(number / 1024)} KiB` : `${number} B`;
}

const trimmed = (number) => String(Math.round(number * 10) / 10);

export const utf8Length = (text) => new TextEncoder().encode(text).length;
