// What the pages say, in the language that is chosen.
import { language } from './preference.js';
import { en } from './text/en.js';
import { zh } from './text/zh.js';

const texts = { en, zh };

/** The text by its key, with {name} replaced by values. */
export function t(key, values = {}) {
  const text = texts[language.get()][key] ?? en[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
}

export const has = (key) => key in en;
