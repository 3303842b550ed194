// The dead letters that are in a queue: how old, from where, and why.
import { part, tags } from '../../dom.js';
import { useLive } from '../../live.js';
import { count } from '../../number.js';
import { Card } from '../../part/card.js';
import { Loading, Trouble } from '../../part/load.js';
import { href } from '../../router.js';
import { t } from '../../text.js';
import { browse } from './browse/ask.js';
import { Concentration } from './browse/concentration.js';
import { fresh } from './browse/filter.js';
import { origin } from './browse/origin.js';

const { a, p } = tags;

/** So many messages are read. */
const READ = 100;

const EVERY_MS = 30000;

/** @param expected whether it is said too that there are none */
export const LettersHere = part(function LettersHere({ queueName, expected }) {
  const { value, error } = useLive((signal) => browse(queueName, fresh(), null, READ, signal), [queueName], EVERY_MS);
  const messages = value?.messages ?? [];
  const areThere = messages.some(origin);
  if (!areThere && !expected) {
    return null;
  }
  return Card(
    {
      title: t('letters.here'),
      action: a({ class: 'button small', href: href('queues', queueName, 'browse') }, t('look.at.messages')),
    },
    value === null
      ? Loading({ error })
      : [
          Trouble({ error }),
          Concentration({ messages, are: 'read' }),
          !areThere && p({ class: 'muted' }, t('letters.here.none', { n: count(messages.length) })),
          value.nextPosition !== undefined && p({ class: 'muted' }, t('letters.here.more')),
        ],
  );
});
