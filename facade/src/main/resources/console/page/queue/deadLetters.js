// Where what is not consumed goes, and which queues send theirs here.
import { call } from '../../api/api.js';
import { policyOf, sourceQueues } from '../../api/lists.js';
import { part, tags, useState } from '../../dom.js';
import { useLive } from '../../live.js';
import { Card } from '../../part/card.js';
import { Confirm } from '../../part/confirm.js';
import { Loading, Trouble } from '../../part/load.js';
import { Name } from '../../part/name.js';
import { toast } from '../../part/toast.js';
import { may, unlessMay } from '../../rights.js';
import { href } from '../../router.js';
import { t } from '../../text.js';
import { duration } from '../../time.js';
import { LetterSubscriptions } from './letterSubscriptions.js';
import { LettersHere, useLetters } from './lettersHere.js';
import { Redrive } from './redrive.js';

const { a, button, div, li, p, ul } = tags;

const REDRIVE_EVERY_MS = 3000;

export const DeadLetters = part(function DeadLetters({ queue, reload }) {
  const sources = useLive((signal) => sourceQueues(queue.queueName, signal), [queue.queueName]);
  const redrive = useLive((signal) => call('GetRedrive', { queueName: queue.queueName }, { signal }), [queue.queueName], REDRIVE_EVERY_MS);
  const [asking, setAsking] = useState(false);
  const mayLook = may('BrowseMessages', queue.queueName);
  const isEmpty = queue.activeMsgNum === 0;
  const here = useLetters(queue.queueName, mayLook && (redrive.value ?? redrive.error) ? `${redrive.value?.state} ${redrive.value?.startTime} ${isEmpty}` : null);
  // Letters may lie behind the messages that were read.
  const hasLetters = here.value === null || here.letters.length > 0 || here.value.nextPosition !== undefined;
  const policy = policyOf(queue);
  async function unbind() {
    await call('UnbindDeadLetterQueue', { queueName: queue.queueName });
    toast(t('unbound'));
    reload();
  }
  return [
    div(
      { class: 'columns' },
      Card(
        {
          title: t('deadLetterPolicy'),
          action: [
            a({ class: 'button small', href: href('queues', queue.queueName, 'settings', 'deadLetters') }, policy ? t('edit') : t('set.up')),
            policy && button({ type: 'button', class: 'small danger-text', onClick: () => setAsking(true), ...unlessMay('UnbindDeadLetterQueue', queue.queueName) }, t('unbind')),
          ],
        },
        policy
          ? p(
              policy.policy === 0 ? t(policy.maxReceiveCount === 1 ? 'policy.0.says.once' : 'policy.0.says', { n: policy.maxReceiveCount }) : t('policy.1.says', { time: duration(policy.maxTimeToLive) }),
              ' ',
              a({ href: href('queues', policy.deadLetterQueueName) }, policy.deadLetterQueueName),
              ' · ',
              a({ href: href('queues', policy.deadLetterQueueName, 'browse') }, t('look.at.messages')),
            )
          : p({ class: 'muted' }, t('no.policy')),
      ),
      Card(
        { title: t('sources.of.letters') },
        sources.value && Trouble({ error: sources.error }),
        sources.value === null
          ? Loading({ error: sources.error })
          : sources.value.length === 0
            ? p({ class: 'muted' }, t('no.sources.of.letters'))
            : ul(sources.value.map((name) => li(a({ href: href('queues', name) }, Name({ name }))))),
        LetterSubscriptions({ queueName: queue.queueName }),
      ),
    ),
    mayLook && LettersHere({ queueName: queue.queueName, here, expected: !isEmpty || sources.value?.length > 0 }),
    Redrive({ queue, live: redrive, hasLetters, reload }),
    asking && Confirm({ title: t('unbind'), text: t('unbind.about'), action: t('unbind'), submit: unbind, onClose: () => setAsking(false) }),
  ];
});
