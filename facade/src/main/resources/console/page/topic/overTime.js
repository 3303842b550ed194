// How much was published to a topic.
import { topicsOverTime } from '../../api/numbers.js';
import { part } from '../../dom.js';
import { OverTime } from '../../part/overTime.js';
import { t } from '../../text.js';

const plots = () => [
  { title: t('per.second'), kind: 'rate', lines: [{ key: 'publishMsgNum', label: t('rate.published') }] },
];

export const TopicOverTime = part(function TopicOverTime({ name }) {
  return OverTime({ name, ask: topicsOverTime, plots: plots() });
});
