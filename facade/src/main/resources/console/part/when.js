// A time in the browser's zone; the exact one is told by hovering.
import { part, tags } from '../dom.js';
import { t } from '../text.js';
import { clock, duration, iso, local, now } from '../time.js';

const { time } = tags;

/** seconds: Unix time. short: the time of day alone. ago: how long ago. */
export const When = part(function When({ seconds, short, ago }) {
  const text = ago ? t('ago', { time: duration(now() - seconds) }) : short ? clock(seconds) : local(seconds);
  return time({ dateTime: iso(seconds), title: iso(seconds) }, text);
});
