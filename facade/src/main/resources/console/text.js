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

/** Several, with between them what stands there in the language. */
export const listed = (items) => items.flatMap((item, i) => (i === 0 ? [item] : [t('between'), item]));

export const has = (key) => key in en;
