// How full a queue was, and how it was used.
import { queuesOverTime } from '../../api/numbers.js';
import { part } from '../../dom.js';
import { OverTime } from '../../part/overTime.js';
import { t } from '../../text.js';

const plots = () => [
  {
    title: t('depth'),
    kind: 'depth',
    lines: [
      { key: 'activeMsgNum', label: t('visible') },
      { key: 'inactiveMsgNum', label: t('invisible') },
      { key: 'delayMsgNum', label: t('delayed'), rare: true },
    ],
  },
  {
    title: t('per.second'),
    kind: 'rate',
    lines: [
      { key: 'sendMsgNum', label: t('rate.sent') },
      { key: 'recvMsgNum', label: t('rate.received') },
      { key: 'delMsgNum', label: t('rate.deleted') },
      { key: 'deadMsgNum', label: t('rate.dead'), rare: true },
      { key: 'recvNullMsgNum', label: t('rate.empty'), rare: true },
    ],
  },
  { title: t('oldest.visible'), kind: 'age', lines: [{ key: 'oldestMsgAge', label: t('age') }] },
  { title: t('rewindable'), kind: 'depth', lines: [{ key: 'rewindMsgNum', label: t('rewindable'), rare: true }] },
];

export const QueueOverTime = part(function QueueOverTime({ name }) {
  return OverTime({ name, ask: queuesOverTime, plots: plots() });
});
