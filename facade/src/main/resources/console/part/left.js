// How long a message that was received stays invisible to all others.
import { part, tags } from '../dom.js';
import { useEvery } from '../live.js';
import { t } from '../text.js';
import { duration, now } from '../time.js';

const { span } = tags;

/** Seconds, counted down; none or less when its time is over, and its handle with it. */
export const useLeft = (message) => useEvery(1000, () => message.nextVisibleTime - now());

export const Left = part(function Left({ seconds }) {
  return seconds <= 0 ? span({ class: 'tag warning' }, t('visible.again')) : span({ class: 'tag' }, t('invisible.for', { time: duration(seconds) }));
});
