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

const EVERY_MS = 10000;

export const LettersHere = part(function LettersHere({ queueName }) {
  const { value, error } = useLive((signal) => browse(queueName, fresh(), null, READ, signal), [queueName], EVERY_MS);
  const messages = value?.messages ?? [];
  const n = count(messages.length);
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
          !messages.some(origin) && p({ class: 'muted' }, t('letters.here.none', { n })),
          value.nextPosition !== undefined && p({ class: 'muted' }, t('letters.here.more')),
        ],
  );
});
