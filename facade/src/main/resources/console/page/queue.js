// One queue: its numbers, and the parts of its page.
import { isForbidden, isMissing } from '../api/errors.js';
import { queueAttributes, undeletedOf } from '../api/lists.js';
import { part, tags, useState } from '../dom.js';
import { useLive } from '../live.js';
import { Tile, Tiles } from '../part/facts.js';
import { Loading, Trouble } from '../part/load.js';
import { NoSuch, PageHead, Tabs } from '../part/page.js';
import { unlessMay } from '../rights.js';
import { leave } from '../router.js';
import { t } from '../text.js';
import { duration, now } from '../time.js';
import { Browse } from './queue/browse.js';
import { DeadLetters } from './queue/deadLetters.js';
import { Kafka } from './queue/kafka.js';
import { Overview } from './queue/overview.js';
import { Receive } from './queue/receive.js';
import { Rewind } from './queue/rewind.js';
import { Send } from './queue/send.js';
import { Settings } from './queue/settings.js';
import { Sources } from './queue/sources.js';
import { ClearQueue, DeleteQueue } from './queueActions.js';

const { button } = tags;

const EVERY_MS = 3000;

const PARTS = {
  overview: Overview,
  browse: Browse,
  send: Send,
  receive: Receive,
  settings: Settings,
  rewind: Rewind,
  deadLetters: DeadLetters,
  sources: Sources,
  kafka: Kafka,
};

const WITHOUT_LOOKING = ['send', 'receive', 'browse'];

export const Queue = part(function Queue({ name, tab = 'overview', argument, aspect }) {
  const live = useLive((signal) => queueAttributes(name, signal), [name], EVERY_MS);
  const [dialog, setDialog] = useState(null);
  const above = { label: t('queues'), to: ['queues'] };
  if (isMissing(live.error)) {
    return NoSuch({ title: name, above, said: t('queue.gone'), wasThere: Boolean(live.value) });
  }
  // Who may not look may still send and receive.
  const blind = isForbidden(live.error);
  const queue = live.value ?? (blind ? { queueName: name } : null);
  const parts = blind ? WITHOUT_LOOKING : Object.keys(PARTS);
  const current = parts.includes(tab) ? tab : parts[0];
  const isEmpty = !live.value || undeletedOf(queue) === 0;
  return [
    PageHead(
      { title: name, above },
      button({ type: 'button', disabled: !queue, onClick: () => setDialog('clear'), ...unlessMay('ClearQueue', name) }, t('clear')),
      button({ type: 'button', class: 'danger-text', disabled: !queue, onClick: () => setDialog('delete'), ...unlessMay('DeleteQueue', name) }, t('delete')),
    ),
    Tiles(
      { explained: current === 'overview' },
      Tile({ label: t('visible'), value: queue?.activeMsgNum, hint: t('visible.about') }),
      Tile({ label: t('invisible'), value: queue?.inactiveMsgNum, hint: t('invisible.about') }),
      Tile({ label: t('delayed'), value: queue?.delayMsgNum, hint: t('delayed.about') }),
      Tile({ label: t('rewindable'), value: queue?.rewindMsgNum, hint: t('rewindable.about') }),
      Tile({ label: t('oldest'), value: isEmpty ? undefined : duration(now() - queue.minMsgTime), hint: t('oldest.about') }),
    ),
    Tabs({ base: ['queues', name], current, tabs: parts.map((one) => [one, t(`queue.${one}`)]) }),
    queue ? [Trouble({ error: live.error }), PARTS[current]({ key: `${current}/${argument}/${aspect}`, queue, argument, aspect, reload: live.reload })] : Loading({ error: live.error }),
    dialog === 'clear' && ClearQueue({ name, onClose: () => setDialog(null), onDone: live.reload }),
    dialog === 'delete' && DeleteQueue({ name, onClose: () => setDialog(null), onDone: () => leave('queues') }),
  ];
});
