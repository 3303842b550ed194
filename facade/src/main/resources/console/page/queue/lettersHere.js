// The dead letters that are in a queue: how old, from where, and why.
import { part, tags } from '../../dom.js';
import { useLive } from '../../live.js';
import { count } from '../../number.js';
import { Card } from '../../part/card.js';
import { Loading, Trouble } from '../../part/load.js';
import { When } from '../../part/when.js';
import { href } from '../../router.js';
import { t } from '../../text.js';
import { now } from '../../time.js';
import { browse } from './browse/ask.js';
import { Concentration } from './browse/concentration.js';
import { fresh } from './browse/filter.js';
import { isLetter } from './browse/origin.js';

const { a, button, p } = tags;

/** So many messages are read. */
const READ = 100;

/**
 * The first messages of a queue, and the letters among them. Read once, since the server may have to read much for it, and again
 * when somebody asks.
 *
 * @param reads another text when they are to be read again; null as long as nothing is to be read
 */
export function useLetters(queueName, reads) {
  const live = useLive(
    async (signal) => (reads === null ? null : { asOf: now(), ...(await browse(queueName, fresh(), null, READ, signal)) }),
    [queueName, reads],
  );
  const messages = live.value?.messages ?? [];
  return { ...live, messages, letters: messages.filter(isLetter) };
}

/**
 * @param here as useLetters has it
 * @param expected whether there may be some: then it is said too that there are none
 */
export const LettersHere = part(function LettersHere({ queueName, here, expected }) {
  const { value, error, reload, messages, letters } = here;
  if (letters.length === 0 && !expected) {
    return null;
  }
  return Card(
    {
      title: t('letters.here'),
      action: [
        button({ type: 'button', class: 'small', onClick: reload }, t('refresh')),
        a({ class: 'button small', href: href('queues', queueName, 'browse') }, t('look.at.messages')),
      ],
    },
    value === null
      ? Loading({ error })
      : [
          Trouble({ error }),
          Concentration({ messages: letters, n: messages.length, are: 'read' }),
          letters.length === 0 && p({ class: 'muted' }, t('letters.here.none', { n: count(messages.length) })),
          value.nextPosition !== undefined && p({ class: 'muted' }, t('letters.here.more')),
          p({ class: 'fine muted' }, t('rewind.ahead.as.of'), ' ', When({ seconds: value.asOf, short: true })),
        ],
  );
});
