// Of messages that were moved here: how old the oldest is, and from where and why how many came.
import { part, tags } from '../../../dom.js';
import { count } from '../../../number.js';
import { Facts } from '../../../part/facts.js';
import { When } from '../../../part/when.js';
import { t } from '../../../text.js';
import { origin, reason } from './origin.js';

const { div } = tags;

/** So many queues are told apart. */
const NAMED = 5;

/**
 * Nothing when there are none.
 *
 * @param messages that were moved
 * @param n among how many they are
 * @param are shown or read
 */
export const Concentration = part(function Concentration({ messages, n, are }) {
  if (messages.length === 0) {
    return null;
  }
  const moved = messages.map((message) => ({ ...origin(message), cameMs: message.enqueueTimeMs }));
  const first = (times) => When({ seconds: Math.min(...times) / 1000, ago: true });
  const sent = moved.map((one) => one.sentAtMs).filter(Boolean);
  return div(
    { class: 'ahead concentration' },
    Facts({
      facts: [
        [t('letters'), t(`letters.of.${are}`, { moved: count(moved.length), n: count(n) })],
        [t('oldest'), [t('letters.came'), ' ', first(moved.map((one) => one.cameMs)), sent.length > 0 && [' · ', t('letters.sent'), ' ', first(sent)]]],
        [t('origin.from'), shares(moved.map((one) => one.from))],
        [t('origin.why'), shares(moved.map((one) => t(`why.${reason(one)}`)))],
      ],
    }),
  );
});

/** Such as 'orders 7, mails 2': the most frequent first. */
function shares(words) {
  const counts = new Map();
  words.forEach((word) => counts.set(word, (counts.get(word) ?? 0) + 1));
  const all = [...counts].sort(([, one], [, other]) => other - one);
  const others = all.slice(NAMED).reduce((sum, [, n]) => sum + n, 0);
  return [...all.slice(0, NAMED), ...(others > 0 ? [[t('letters.others'), others]] : [])].map(([word, n]) => t('letters.share', { word, n: count(n) })).join(t('letters.and'));
}
